#!/usr/bin/env python3
"""Runs the official test suite: every script, in every world, against tests/spec/expectations.toml.

    run.py --runner BUILD/spec_runner --work FOLDER [--suite DIR] [--configuration NAME]... [--filter TEXT] [-j N]

The suite is ../shared/corpus/spec-testsuite beside the checkout, or wherever INGOT_SPEC_TESTSUITE points; without it this
says so and exits 77 (skipped). The text format is converted by the npm package @bytecodealliance/jco-transpile, installed
into FOLDER if it is not there.

A script of a feature that is not lowered yet is listed in expectations.toml with its reason: it is run all the same, and
passing where it is expected to fail is a failure, too. The last line is "spec: P passed, F failed, S skipped".
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOOLS = "@bytecodealliance/jco-transpile@0.15.0"

# Name of a configuration -> arguments of spec_runner.
CONFIGURATIONS = {
    "library-O0": ["--world=library", "-O0"],
    "library-O2": ["--world=library", "-O2"],
    "program-symbol-O2": ["--world=program", "-O2"],
    "program-register-O0": ["--world=program", "--base=register", "-O0"],
}
# Only if they are asked for: other passes, and other instructions where the machine has more than x86-64-v2.
MORE_CONFIGURATIONS = {
    "library-O3": ["--world=library", "-O3"],
    "library-O2-native": ["--world=library", "-O2", "--mcpu=native"],
    "program-symbol-O3": ["--world=program", "-O3"],
    "program-symbol-O3-native": ["--world=program", "-O3", "--mcpu=native"],
}
SCRIPT_SECONDS = 600  # no script takes a tenth of this; a hang must not stop the run


def find_suite(given):
    for place in (given, os.environ.get("INGOT_SPEC_TESTSUITE"), ROOT.parent / "shared/corpus/spec-testsuite"):
        if place and (pathlib.Path(place) / "core").is_dir():
            return pathlib.Path(place)
    return None


def install_tools(work):
    tools = work / "tools"
    if not (tools / "node_modules/@bytecodealliance/jco-transpile").is_dir():
        tools.mkdir(parents=True, exist_ok=True)
        (tools / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", TOOLS], cwd=tools,
                       check=True)
    return tools


def convert(suite, work, scripts):
    """Scripts -> JSON and .wasm, where they are older than the script or the converter."""
    tools = install_tools(work)
    converter = HERE / "wast2json.mjs"
    by_folder = {}
    for script in scripts:
        output = work / "json" / script.parent.relative_to(suite) / (script.stem + ".json")
        newest = max(script.stat().st_mtime, converter.stat().st_mtime)
        if not output.exists() or output.stat().st_mtime < newest:
            by_folder.setdefault(output.parent, []).append(str(script))
    for folder, paths in by_folder.items():
        subprocess.run(["node", str(converter), str(tools), str(folder), *paths], check=True)


class Expectations:
    """Rows {scripts = "core/gc/*", reason = "...", but_not = [...], configurations = [...]}: scripts that fail."""

    def __init__(self, path):
        self.rows = tomllib.loads(path.read_text()).get("expected_failure", [])
        for row in self.rows:
            if not row.get("reason"):
                sys.exit(f"{path}: a row without a reason: {row}")

    def reason(self, script, configuration):
        for row in self.rows:
            if pathlib.PurePath(script).match(row["scripts"]) and script not in row.get("but_not", []) and \
                    configuration in row.get("configurations", [configuration]):
                return row["reason"]
        return None


def run_one(runner, work, suite, script, configuration):
    name = script.relative_to(suite)
    json = work / "json" / name.parent / (script.stem + ".json")
    folder = work / "run" / configuration / name.parent / script.stem
    command = [runner, *(CONFIGURATIONS | MORE_CONFIGURATIONS)[configuration], f"--work={folder}", str(json)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SCRIPT_SECONDS)
        output, code = done.stdout + done.stderr, done.returncode
    except subprocess.TimeoutExpired:
        output, code = f"{name}: no end after {SCRIPT_SECONDS} s\n", -1
    counts = re.search(r"passed (\d+) failed (\d+) skipped (\d+)", output)
    counts = tuple(map(int, counts.groups())) if counts else (0, 1, 0)
    if not counts[1] and code != 0:
        counts = (counts[0], 1, counts[2])
        output += f"{name}: spec_runner ended with {code}\n"
    return str(name), configuration, counts, output


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runner", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--suite")
    parser.add_argument("--configuration", action="append", choices=CONFIGURATIONS | MORE_CONFIGURATIONS)
    parser.add_argument("--filter", default="", help="only scripts whose path contains this")
    parser.add_argument("--show", action="store_true", help="print the failures of expected failures, too")
    parser.add_argument("-j", type=int, default=os.cpu_count())
    options = parser.parse_args()

    suite = find_suite(options.suite)
    if not suite:
        print("spec: the official test suite was not found; set INGOT_SPEC_TESTSUITE to a folder that has core/")
        sys.exit(77)
    scripts = sorted(path for path in suite.glob("core/**/*.wast") if options.filter in str(path.relative_to(suite)))
    options.work.mkdir(parents=True, exist_ok=True)
    convert(suite, options.work, scripts)

    expectations = Expectations(HERE / "expectations.toml")
    totals, bad, expected_failures = {}, [], 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        jobs = [pool.submit(run_one, options.runner, options.work, suite, script, configuration)
                for configuration in (options.configuration or CONFIGURATIONS) for script in scripts]
        for job in jobs:
            name, configuration, counts, output = job.result()
            reason = expectations.reason(name, configuration)
            if reason:
                expected_failures += 1
                if not counts[1] and counts[0]:
                    bad.append(f"{name} [{configuration}] passes, but is expected to fail: {reason}")
                if options.show:
                    print(output, end="")
                continue
            if counts[1]:
                bad.append(f"{name} [{configuration}]: {counts[1]} failed\n{output}")
            row = totals.setdefault((configuration, str(pathlib.PurePath(name).parent)), [0, 0, 0, 0])
            for i, count in enumerate((1, *counts)):
                row[i] += count

    print(f"{'configuration':22} {'folder':24} {'scripts':>8} {'passed':>8} {'failed':>8} {'skipped':>8}")
    for (configuration, folder), row in sorted(totals.items()):
        print(f"{configuration:22} {folder:24} " + " ".join(f"{count:8}" for count in row))
    for text in bad:
        print(text)
    print(f"{expected_failures} runs of scripts that are expected to fail (tests/spec/expectations.toml)")
    passed, failed, skipped = (sum(row[i] for row in totals.values()) for i in (1, 2, 3))
    print(f"spec: {passed} passed, {max(failed, len(bad))} failed, {skipped} skipped")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
