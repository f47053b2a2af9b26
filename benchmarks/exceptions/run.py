#!/usr/bin/env python3
"""Throw and catch: nanoseconds per exception in a compiled program, beside native C++ (g++ -O2) doing the same.

    run.py [--ingot BUILD/bin/ingot] [--rounds 300000] [--repeat 7] [--work FOLDER]

near: the throw is in the function that catches. far N: N functions are left. again N: caught on the way as a reference and thrown
on. The two take turns; a figure is the median of the processor time of a whole process, divided by the rounds. Both print the
sum of what they caught, which has to be the same. FOLDER keeps the npm package that reads the text format.
"""
import argparse
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests"))
from assemble import assemble  # noqa: E402  (only reachable once the path is set)

CASES = [("near", 0), ("far", 1), ("far", 10), ("far", 100), ("again", 1), ("again", 10)]


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def seconds(*command):
    """Processor time of the process, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = run(*command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, output.strip()


def build(work, ingot):
    wasm, program, native = work / "throw_catch.wasm", work / "throw_catch", work / "throw_catch.native"
    assemble(HERE / "throw_catch.wat", wasm, work)
    run(ingot, "compile", "-C", "entry=invoke", wasm, "-o", program)
    run("g++", "-O2", "-fno-optimize-sibling-calls", "-std=c++17", HERE / "throw_catch.cc", "-o", native)
    return program, native


def measure(work, options):
    programs = build(work, options.ingot.resolve())
    print(f"{'case':<12} {'ingot':>10} {'native':>10} {'ratio':>6}")
    for name, frames in CASES:
        times = ([], [])
        for _ in range(options.repeat):
            printed = []
            for program, row in zip(programs, times):
                taken, output = seconds(program, name, frames, options.rounds)
                row.append(taken * 1e9 / options.rounds)
                printed.append(output)
            if printed[0] != printed[1]:
                sys.exit(f"{name} {frames}: {printed[0]} is not {printed[1]}")
        ours, native = (statistics.median(row) for row in times)
        label = f"{name} {frames}" if frames else name
        print(f"{label:<12} {ours:>7.0f} ns {native:>7.0f} ns {ours / native:>6.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ingot", default=HERE.parent.parent / "build/bin/ingot", type=pathlib.Path)
    parser.add_argument("--rounds", default=300_000, type=int)
    parser.add_argument("--repeat", default=7, type=int)
    parser.add_argument("--work", type=pathlib.Path)
    options = parser.parse_args()
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
        return measure(options.work, options)
    with tempfile.TemporaryDirectory() as name:
        measure(pathlib.Path(name), options)


if __name__ == "__main__":
    main()
