#!/usr/bin/env python3
"""Plants the defects of planted.toml, one at a time, and says after how many operations the path fuzzer finds each.

  planted.py --build BUILD --work DIR [--filter TEXT] [--operations N] [--moves] [--check]

BUILD has path_fuzz built. A defect is planted in a copy of its file, which is compiled and linked in front of the
archive. Counts are those of a run without the other thread, which come again; --moves: with it. --check: only that each
piece of text that is to be replaced is there once. Exit code 1 if a defect is not found."""
import argparse
import pathlib
import re
import subprocess
import sys
import tomllib

SOURCE = pathlib.Path(__file__).resolve().parents[3]
FLAGS = ["-std=gnu++23", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
WRAPPED = "openat syscall readlinkat mkdirat unlinkat renameat linkat symlinkat fstatat utimensat".split()


def planted_files(defect):
    """The changed text of each file."""
    files = {}
    for name, old, new in defect["changes"]:
        text = files.get(name) or (SOURCE / name).read_text()
        if text.count(old) != 1:
            sys.exit(f"planted.py: {defect['name']}: {name} has this {text.count(old)} times: {old}")
        files[name] = text.replace(old, new)
    return files


def build(defect, options):
    """The fuzzer with the defect in it."""
    sources = []
    for name, text in planted_files(defect).items():
        copy = options.work / pathlib.Path(name).name
        copy.write_text(text)
        sources.append(copy)
    parts = sorted((options.build / "tests/wasi/CMakeFiles/path_fuzz.dir/path_fuzz").glob("*.o"))
    archive = options.build / "tests/unit/wasi/libingot_hosted_wasi.a"
    program = options.work / "path_fuzz"
    subprocess.run(["c++", *FLAGS, f"-I{SOURCE}", f"-I{SOURCE}/include", *sources, *parts, archive, "-o", program,
                    *[f"-Wl,--wrap={call}" for call in WRAPPED]], check=True)
    return program


def found_after(program, mode, options):
    command = [program, "--mode", mode, "--operations", str(options.operations)]
    result = subprocess.run(command + ([] if options.moves else ["--still"]), capture_output=True, text=True)
    found = re.search(r"after (\d+) operations: (.*)", result.stderr)
    if found:
        return int(found[1]), found[2]
    return (0, "sanitizer") if "Sanitizer" in result.stderr else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--filter", default="")
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--moves", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    defects = tomllib.loads((pathlib.Path(__file__).parent / "planted.toml").read_text())["defect"]
    if options.check:
        for defect in defects:
            planted_files(defect)
        return 0
    options.work.mkdir(parents=True, exist_ok=True)
    missed = 0
    for defect in defects:
        if options.filter not in defect["name"]:
            continue
        program = build(defect, options)
        for mode in defect["where"]:
            found = found_after(program, mode, options)
            missed += found is None
            text = "NOT FOUND" if found is None else f"{found[0]:>7}  {found[1][:60]}"
            print(f"{defect['name']:<75} {mode:<7} {text}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
