#!/usr/bin/env python3
"""Checks who includes whom: the table of docs/architecture.md.

Prints one line per violation; the exit code is 1 if there are any. Run by scripts/lint and by the tests.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Folder -> folders of the same tree that it may include, itself aside.
COMPILER = {
    "support": [],
    "wasm": ["support"],
    "decode": ["wasm", "support"],
    "validate": ["decode", "wasm", "support"],
    "lower": ["validate", "decode", "wasm", "support"],
    "optimize": ["lower", "validate", "decode", "wasm", "support"],
    "emit": ["optimize", "lower", "validate", "decode", "wasm", "support"],
    "link": ["support"],
    "driver": ["link", "emit", "optimize", "lower", "validate", "decode", "wasm", "support"],
}
RUNTIME = {
    "platform": [],
    "memory": ["platform"],
    "trap": ["platform", "memory"],
    "table": ["trap", "memory", "platform"],
    "instance": ["table", "trap", "memory", "platform"],
    "wasi": ["instance", "table", "trap", "memory", "platform"],
    "exception": ["instance", "table", "trap", "memory", "platform"],
    "gc": ["instance", "table", "trap", "memory", "platform"],
    "start": ["wasi", "exception", "gc", "instance", "table", "trap", "memory", "platform"],
    "embed": ["wasi", "exception", "gc", "instance", "table", "trap", "memory", "platform"],
}
# LLVM's headers: whole folders, and single files elsewhere.
LLVM_FOLDERS = {"lower", "optimize", "emit"}
LLVM_FILES = {"compiler/link/lld_driver.cc", "compiler/driver/content_hash.cc"}
CLI11_FILES = {"compiler/driver/options.cc"}
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)


def check_tree(tree, table):
    for path in sorted((ROOT / tree).rglob("*")):
        if path.suffix not in (".cc", ".h", ".def", ".c") or not path.is_file():
            continue
        name = path.relative_to(ROOT).as_posix()
        folder = name.split("/")[1]
        if folder not in table:
            yield f"{name}: folder {tree}/{folder} is not in the table of scripts/check_includes.py"
            continue
        for include in INCLUDE.findall(path.read_text()):
            problem = check_include(name, folder, include, tree, table)
            if problem:
                yield f"{name}: includes {include}: {problem}"


def check_include(name, folder, include, tree, table):
    parts = include.split("/")
    if parts[0] in ("compiler", "runtime"):
        if parts[0] != tree:
            return "compiler and runtime meet only in include/ingot"
        if parts[1] != folder and parts[1] not in table[folder]:
            return f"{folder} must not depend on {parts[1]}"
    if parts[0] in ("llvm", "llvm-c", "lld"):
        if tree == "runtime" or (folder not in LLVM_FOLDERS and name not in LLVM_FILES):
            return "LLVM stays in lower, optimize, emit and the files listed in scripts/check_includes.py"
    if parts[0] == "CLI" and name not in CLI11_FILES:
        return "CLI11 stays in driver/options.cc"
    return None


def main():
    problems = [*check_tree("compiler", COMPILER), *check_tree("runtime", RUNTIME)]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
