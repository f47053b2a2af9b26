#!/usr/bin/env python3
"""Compiles real programs with ingot, runs them on real input and compares with the native build of the same source.

    run.py --ingot BUILD/bin/ingot --work FOLDER [--filter NAME] [-O LEVEL]

FOLDER keeps what was built. Prints one line per program and "programs: P passed, F failed"; a program whose source cannot be had is
skipped, and if that is all of them the exit code is 77.
"""
import argparse
import pathlib
import sys

import classics
import exceptions
import linked
import proposals
import threads
from suite import Suite

TEXT_BYTES = 1_000_000  # of Python's own library: what compressors and the like get to read

PROGRAMS = {**classics.PROGRAMS, **exceptions.PROGRAMS, **threads.PROGRAMS, **proposals.PROGRAMS, **linked.PROGRAMS}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--filter", default="")
    parser.add_argument("-O", default="2")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    suite = Suite(options.ingot, options.work.resolve(), options.O)
    text = b"".join(path.read_bytes() for path in sorted(pathlib.Path(argparse.__file__).parent.glob("*.py")))[:TEXT_BYTES]
    chosen = {name: build for name, (build, _) in PROGRAMS.items() if options.filter in name}
    for name in suite.build(chosen):
        PROGRAMS[name][1](suite, text)
    print(f"programs: {suite.passed} passed, {suite.failed} failed" + (f", {suite.skipped} skipped" if suite.skipped else ""))
    sys.exit(1 if suite.failed else 77 if suite.passed == 0 else 0)


if __name__ == "__main__":
    main()
