#!/usr/bin/env python3
"""Compiles and runs the programs of the official WASI test suite (github.com/WebAssembly/wasi-testsuite, wasm32-wasip1).

    run_wasi_testsuite.py --ingot BUILD/bin/ingot --work FOLDER [--suite FOLDER] [-O LEVEL] [NAME...]

The suite is a folder with the folders assemblyscript, c and rust, each with NAME.wasm and perhaps NAME.json beside it:
{args, env, root, stdout, stderr, exit_code}. It is looked for in --suite, INGOT_WASI_TESTSUITE, and
../shared/corpus/wasi-testsuite beside the checkout; without it this says so and leaves with 77, which ctest counts as
skipped.

`root` is a folder that the program sees as `/`; it gets a copy that it may write to. A program passes if its exit code is
right and it says what it should, both with openat2 and without it, as on an old kernel. expectations.toml lists what is known to fail, with reasons; a listed program that passes
fails the run. The last line is "wasi: P passed, F failed, E expected failures".
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SECONDS = 120
SKIPPED = 77


def find_suite(given):
    for place in (given, os.environ.get("INGOT_WASI_TESTSUITE"), ROOT.parent / "shared/corpus/wasi-testsuite"):
        if place and (pathlib.Path(place) / "rust").is_dir():
            return pathlib.Path(place).resolve()
    return None


def known_failures():
    rows = tomllib.loads((HERE / "expectations.toml").read_text()).get("expected_failure", [])
    return {row["program"]: row["reason"] for row in rows}


def writable_copy(source, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return target


def compile_and_run(ingot, level, wasm, work):
    """None if the program passes, else what is wrong."""
    work.mkdir(parents=True, exist_ok=True)
    program = work / "program"
    made = subprocess.run([ingot, "compile", f"-O{level}", "-j1", wasm, "-o", program], capture_output=True, text=True)
    if made.returncode != 0:
        return f"compile: exit code {made.returncode}\n{made.stderr}"
    failure = run([program], wasm, work)
    if failure is None:
        failure = run([sys.executable, HERE / "without_system_calls.py", "openat2", program], wasm, work)
        failure = failure and f"without openat2: {failure}"
    return failure


def run(command, wasm, work):
    description = wasm.with_suffix(".json")
    wanted = json.loads(description.read_text()) if description.exists() else {}
    # The host's environment has variables that the program must not see.
    environment = {"PATH": os.environ["PATH"], "NOT_GRANTED": "1"}
    if "env" in wanted:
        environment["INGOT_ENV"] = ";".join(f"{key}={value}" for key, value in wanted["env"].items())
    if "root" in wanted:
        root = writable_copy(wasm.parent / wanted["root"], work / "root")
        environment["INGOT_DIR"] = f"{root}::/"
    try:
        ran = subprocess.run([*command, *wanted.get("args", [])], env=environment, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"still running after {SECONDS} s"
    for what, expected, actual in (("exit code", wanted.get("exit_code", 0), ran.returncode),
                                   ("stdout", wanted.get("stdout", ran.stdout), ran.stdout),
                                   ("stderr", wanted.get("stderr", ran.stderr), ran.stderr)):
        if expected != actual:
            return f"{what} is {actual!r}, not {expected!r}\n{ran.stdout}{ran.stderr}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ingot", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--suite")
    parser.add_argument("-O", dest="level", default="1")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()

    suite = find_suite(options.suite)
    if suite is None:
        print("wasi: the official test suite was not found; set INGOT_WASI_TESTSUITE to a folder that has rust/*.wasm")
        return SKIPPED
    programs = {f"{path.parent.name}/{path.stem}": path for path in sorted(suite.glob("*/*.wasm"))}
    known = known_failures()
    unknown = sorted(set(known) - set(programs))
    if unknown:
        print("wasi: expectations.toml names programs that do not exist:", ", ".join(unknown))
        return 1
    if options.names:
        programs = {name: path for name, path in programs.items() if any(part in name for part in options.names)}

    ingot = options.ingot.resolve()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {name: pool.submit(compile_and_run, ingot, options.level, path, options.work.resolve() / name)
                   for name, path in programs.items()}
        failures = {name: future.result() for name, future in running.items()}

    bad = 0
    for name, failure in failures.items():
        if failure is not None and name not in known:
            print(f"FAILED {name}: {failure}")
            bad += 1
        if failure is None and name in known:
            print(f"PASSED UNEXPECTEDLY {name}: take it out of expectations.toml ({known[name]})")
            bad += 1
    expected = sum(failure is not None and name in known for name, failure in failures.items())
    print(f"wasi: {len(failures) - bad - expected} passed, {bad} failed, {expected} expected failures")
    return 1 if bad or not failures else 0


if __name__ == "__main__":
    sys.exit(main())
