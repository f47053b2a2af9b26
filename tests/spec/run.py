#!/usr/bin/env python3
"""Runs the official test suite: every script, in every world, against tests/spec/expectations.toml.

    run.py --runner BUILD/spec_runner --work FOLDER [--suite DIR] [--configuration NAME]... [--filter TEXT] [-j N]

The suite is ../shared/corpus/spec-testsuite beside the checkout, or wherever INGOT_SPEC_TESTSUITE points; without it this
says so and exits 77 (skipped). The text format is converted by the npm packages @bytecodealliance/jco-transpile and wabt,
installed into FOLDER if they are not there.

What needs instructions of garbage collection, which are not lowered, is counted module by module and assertion by
assertion (spec_runner.cc); expectations.toml has the exact number for each script, so that one more is a failure, and one
less is, too. A script of another feature that is not lowered yet is listed there with its reason: it is run all the same,
and passing where it is expected to fail is a failure. The last line is "spec: P passed, F failed, S skipped, G need gc".
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
sys.path.insert(0, str(HERE.parent))
import assemble  # noqa: E402

# Folders of the suite, and features that their scripts do not know. custom-descriptors is not part of Wasm 3.0.
FOLDERS = {
    "core": [],
    "legacy": [],
    "custom": [],
    # Older than several memories and tables: they call them invalid.
    "proposals/threads": ["multi-memory", "reference-types"],
    "proposals/wide-arithmetic": [],
    "proposals/custom-page-sizes": [],
}

# Name of a configuration -> arguments of spec_runner.
CONFIGURATIONS = {
    "library-O0": ["--world=library", "-O0"],
    "library-O2": ["--world=library", "-O2"],
    "library-O3": ["--world=library", "-O3"],
    "program-symbol-O2": ["--world=program", "-O2"],
    "program-symbol-O3": ["--world=program", "-O3"],
    "program-register-O0": ["--world=program", "--base=register", "-O0"],
    "library-O3-deterministic": ["--world=library", "-O3", "--deterministic"],
}
# Configurations for which not every script counts: a pattern on the path.
ONLY = {"library-O3-deterministic": r"relaxed-simd/|/f(32|64)|/float_|/simd_f|/conversions|/simd_conversions"}
# Only if they are asked for: other passes, and other instructions where the machine has more than x86-64-v2.
MORE_CONFIGURATIONS = {
    "library-O2-native": ["--world=library", "-O2", "--mcpu=native"],
    "program-symbol-O3-native": ["--world=program", "-O3", "--mcpu=native"],
}
SCRIPT_SECONDS = 600  # no script takes a tenth of this; a hang must not stop the run


def find_suite(given):
    for place in (given, os.environ.get("INGOT_SPEC_TESTSUITE"), ROOT.parent / "shared/corpus/spec-testsuite"):
        if place and (pathlib.Path(place) / "core").is_dir():
            return pathlib.Path(place)
    return None


def find_scripts(suite, text):
    """Scripts of FOLDERS whose path contains `text`, each with the features it does not know."""
    scripts = {}
    for folder, without in FOLDERS.items():
        for path in sorted((suite / folder).glob("**/*.wast")):
            if text in str(path.relative_to(suite)):
                scripts[path] = without
    return scripts


def convert(suite, work, scripts):
    """Scripts -> JSON and .wasm, where they are older than the script or the converter."""
    tools = assemble.install(work, assemble.JCO, assemble.WABT)
    converter = HERE / "wast2json.mjs"
    by_folder = {}
    for script in scripts:
        output = work / "json" / script.parent.relative_to(suite) / (script.stem + ".json")
        newest = max(script.stat().st_mtime, converter.stat().st_mtime)
        if not output.exists() or output.stat().st_mtime < newest:
            by_folder.setdefault(output.parent, []).append(str(script))
    for folder, paths in by_folder.items():
        subprocess.run(["node", str(converter), str(tools), str(folder), *paths], check=True)


def assemble_spectest(work):
    """What programs of scripts are linked with when they import from spectest."""
    wasm = work / "spectest.wasm"
    subprocess.run(["wat2wasm", HERE / "spectest.wat", "-o", wasm], check=True)
    return wasm


class Expectations:
    """Rows {scripts = "core/gc/*", reason = "...", but_not = [...], configurations = [...]}: scripts that fail; and how much
    of a script needs garbage collection."""

    def __init__(self, path):
        table = tomllib.loads(path.read_text())
        self.rows = table.get("expected_failure", [])
        self.gc = table.get("gc", {})
        for row in self.rows:
            if not row.get("reason"):
                sys.exit(f"{path}: a row without a reason: {row}")

    def reason(self, script, configuration):
        for row in self.rows:
            if pathlib.PurePath(script).match(row["scripts"]) and script not in row.get("but_not", []) and \
                    configuration in row.get("configurations", [configuration]):
                return row["reason"]
        return None


def run_one(runner, work, suite, script, without, configuration):
    name = script.relative_to(suite)
    json = work / "json" / name.parent / (script.stem + ".json")
    folder = work / "run" / configuration / name.parent / script.stem
    command = [runner, *(CONFIGURATIONS | MORE_CONFIGURATIONS)[configuration], f"--spectest={work / 'spectest.wasm'}",
               f"--work={folder}", *(f"--without={feature}" for feature in without), str(json)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SCRIPT_SECONDS)
        output, code = done.stdout + done.stderr, done.returncode
    except subprocess.TimeoutExpired:
        output, code = f"{name}: no end after {SCRIPT_SECONDS} s\n", -1
    counts = re.search(r"passed (\d+) failed (\d+) skipped (\d+) gc (\d+)", output)
    counts = tuple(map(int, counts.groups())) if counts else (0, 1, 0, 0)
    if not counts[1] and code != 0:
        counts = (counts[0], 1, *counts[2:])
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
    scripts = find_scripts(suite, options.filter)
    options.work.mkdir(parents=True, exist_ok=True)
    convert(suite, options.work, scripts)
    assemble_spectest(options.work)

    expectations = Expectations(HERE / "expectations.toml")
    totals, bad, expected_failures = {}, [], 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        jobs = [pool.submit(run_one, options.runner, options.work, suite, script, without, configuration)
                for configuration in (options.configuration or CONFIGURATIONS) for script, without in scripts.items()
                if re.search(ONLY.get(configuration, ""), str(script))]
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
            if counts[3] != expectations.gc.get(name, 0):
                bad.append(f"{name} [{configuration}]: {counts[3]} commands need garbage collection, expectations.toml has "
                           f"{expectations.gc.get(name, 0)}")
            row = totals.setdefault((configuration, str(pathlib.PurePath(name).parent)), [0] * 5)
            for i, count in enumerate((1, *counts)):
                row[i] += count

    columns = ("scripts", "passed", "failed", "skipped", "gc")
    print(f"{'configuration':22} {'folder':32} " + " ".join(f"{column:>8}" for column in columns))
    for (configuration, folder), row in sorted(totals.items()):
        print(f"{configuration:22} {folder:32} " + " ".join(f"{count:8}" for count in row))
    for text in bad:
        print(text)
    print(f"{expected_failures} runs of scripts that are expected to fail (tests/spec/expectations.toml)")
    passed, failed, skipped, gc = (sum(row[i] for row in totals.values()) for i in (1, 2, 3, 4))
    print(f"spec: {passed} passed, {max(failed, len(bad))} failed, {skipped} skipped, {gc} need gc")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
