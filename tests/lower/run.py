#!/usr/bin/env python3
"""Lowers the .wat files of this folder and checks the IR, before optimisation, or what becomes of it, with FileCheck.

    run.py --ingot BUILD/bin/ingot --filecheck FileCheck-19 --wat2wasm wat2wasm --work FOLDER [FILE.wat...]

CHECK lines stand as comments in the file, in front of or inside the function they are about. A file is lowered in each mode
whose prefix it mentions, and CHECK holds in all of them:

    ;; CHECK:      every mode of the file
    ;; PROGRAM:    a program, memory at an absolute address
    ;; REGISTER:   a program, memory at a pinned register
    ;; LIBRARY:    a library

    ;; OPTIMISED:  a program's IR behind all passes; CHECK does not count here
    ;; ASM:        a program's assembly; CHECK does not count here

A file without a mode of its own is lowered as a program and as a library. ";; OPTIONS: ..." adds options of `ingot compile`.
The last line is "lower: P passed, F failed".
"""
import argparse
import pathlib
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import assemble  # noqa: E402

MODES = {
    "PROGRAM": ["--emit=llvm-ir-unopt", "-C", "entry=invoke"],
    "REGISTER": ["--emit=llvm-ir-unopt", "-C", "entry=invoke", "-C", "memory-base=register"],
    "LIBRARY": ["--emit=llvm-ir-unopt", "-C", "product=library"],
    "OPTIMISED": ["--emit=llvm-ir", "-C", "entry=invoke"],
    "ASM": ["--emit=asm", "-C", "entry=invoke"],
}


def modes_of(text):
    named = [mode for mode in MODES if re.search(rf";; {mode}(-[A-Z]+)?:", text)]
    return named or ["PROGRAM", "LIBRARY"]


def check(options, source, wasm, mode, more):
    """None, or what went wrong."""
    command = [options.ingot, "compile", wasm, "-o", "-", *MODES[mode], *more]
    ir = subprocess.run(command, capture_output=True, text=True)
    if ir.returncode != 0:
        return ir.stderr
    prefixes = mode if mode in ("OPTIMISED", "ASM") else f"CHECK,{mode}"
    command = [options.filecheck, f"--check-prefixes={prefixes}", "--allow-unused-prefixes", source]
    found = subprocess.run(command, input=ir.stdout, capture_output=True, text=True)
    return found.stderr if found.returncode != 0 else None


def main():
    parser = argparse.ArgumentParser()
    for name in ("--ingot", "--filecheck", "--wat2wasm"):
        parser.add_argument(name, required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for source in options.files or sorted(HERE.glob("*.wat")):
        wasm = options.work / f"{source.stem}.wasm"
        assemble.assemble(source, wasm, options.work, options.wat2wasm)
        text = source.read_text()
        more = shlex.split(" ".join(re.findall(r"^;; OPTIONS: (.*)$", text, re.MULTILINE)))
        for mode in modes_of(text):
            problem = check(options, source, wasm, mode, more)
            if problem is None:
                passed += 1
            else:
                failed += 1
                print(f"FAILED {source.name} ({mode})\n{problem}")
    print(f"lower: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
