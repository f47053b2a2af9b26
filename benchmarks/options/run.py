#!/usr/bin/env python3
"""What the choices cost that change generated code: 64-bit addresses, which are checked, and --deterministic.

    run.py [--ingot BUILD/bin/ingot] [--repeat 7] [--work FOLDER]

The same C kernels, compiled at -O3, take turns; a figure is the least processor time of a whole process, as a ratio to that of
32-bit addresses without options. All have to print the same. Needs clang-19 and lld-19.
"""
import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
KERNELS = {"matmul": 60, "stencil": 2000, "dot": 4000, "nbody": 5_000_000, "hash": 200}  # rounds: 0.1 to 0.5 s
VARIANTS = {"plain": ("wasm32", ()), "memory64": ("wasm64", ()), "deterministic": ("wasm32", ("--deterministic",))}


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout.strip()


def build(work, ingot, architecture, arguments, name):
    # clang runs any wasm-opt it finds: one that does nothing makes the module the same everywhere.
    (work / "wasm-opt").write_text("#!/bin/sh\nexit 0\n")
    (work / "wasm-opt").chmod(0o755)
    wasm, program = work / f"{name}.wasm", work / name
    run("clang-19", f"--target={architecture}", f"-B{work}", "-O3", "-ffreestanding", "-nostdlib", "-Wl,--no-entry",
        HERE / "kernels.c", "-o", wasm)
    run(ingot, "compile", "-O3", "-C", "entry=invoke", *arguments, wasm, "-o", program)
    return program


def seconds(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    output = run(*command)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, output


def measure(work, options):
    programs = {name: build(work, options.ingot.resolve(), architecture, arguments, name)
                for name, (architecture, arguments) in VARIANTS.items()}
    print(f"{'kernel':<10} {'plain':>9}" + "".join(f" {name:>14}" for name in VARIANTS if name != "plain"))
    for kernel, rounds in KERNELS.items():
        best, printed = {}, set()
        for _ in range(options.repeat):
            for name, program in programs.items():
                taken, output = seconds(program, kernel, rounds)
                best[name] = min(taken, best.get(name, taken))
                printed.add(output)
        if len(printed) != 1:
            sys.exit(f"{kernel}: {printed}")
        ratios = "".join(f" {best[name] / best['plain']:>13.2f}x" for name in VARIANTS if name != "plain")
        print(f"{kernel:<10} {best['plain']:>7.3f} s{ratios}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ingot", default=HERE.parent.parent / "build/bin/ingot", type=pathlib.Path)
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
