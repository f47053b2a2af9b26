#!/usr/bin/env python3
"""A small function is inlined into callers of other partitions, and the output is the same for any number of workers.

    partitions_test.py --ingot BUILD/bin/ingot --wat2wasm wat2wasm --work FOLDER
"""
import argparse
import pathlib
import subprocess
import sys

CALLERS = 12  # more than the callers that the partitioner puts beside a function


def module_text():
    """Enough code for several partitions: each caller is followed by functions that fill them up."""
    filler = "\n".join(f"(local.set 0 (i32.add (i32.mul (local.get 0) (i32.const {n + 1000001})) (i32.load (local.get 0))))"
                       for n in range(2500))
    parts = ["(module (memory 1)",
             '(func $small (param i32) (result i32) (i32.xor (i32.load offset=77 (local.get 0)) (i32.const 123456)))']
    for n in range(CALLERS):
        parts.append(f'(func $caller{n} (export "caller{n}") (param i32) (result i32) (call $small (i32.add (local.get 0) '
                     f'(i32.const {n}))))')
        parts.append(f'(func $filler{n} (export "filler{n}") (param i32) (result i32) {filler} (local.get 0))')
    return "\n".join([*parts, ")"])


def compile_module(options, wasm, *more):
    command = [options.ingot, "compile", "-O2", "-C", "entry=invoke", wasm, *more]
    return subprocess.run([str(word) for word in command], check=True, capture_output=True).stdout


def calls_of_small(options, wasm, *more):
    ir = compile_module(options, wasm, "--emit=llvm-ir", "-o", "-", *more).decode()
    if ir.count("source_filename = ") < 4:
        sys.exit("the module has not become several partitions")
    return ir.count("call fastcc i32 @f0.small(")


def main():
    parser = argparse.ArgumentParser()
    for name in ("--ingot", "--wat2wasm"):
        parser.add_argument(name, required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    wat, wasm = options.work / "partitions.wat", options.work / "partitions.wasm"
    wat.write_text(module_text())
    subprocess.run([options.wat2wasm, "--debug-names", wat, "-o", wasm], check=True)
    inlined = calls_of_small(options, wasm)
    if inlined != 0:
        sys.exit(f"{inlined} calls were not inlined")
    if calls_of_small(options, wasm, "-C", "disable-pass=inline-across") == 0:
        sys.exit("all callers are in one partition: nothing was tested")
    outputs = []
    for jobs in (1, 2, 3):
        program = options.work / f"partitions.{jobs}"
        compile_module(options, wasm, f"-j{jobs}", "-o", program)
        outputs.append(program.read_bytes())
    if len(set(outputs)) != 1:
        sys.exit("the output depends on the number of workers")
    print("partitions: ok")


if __name__ == "__main__":
    main()
