#!/usr/bin/env python3
"""Hello world in C: start to exit and size, compiled by ingot beside a static musl executable of the same source,
and without the operating system's wall (--no-os-sandbox). The row with a filter is the musl executable that also installs
a seccomp filter of one instruction: what the kernel takes for any filter, and so a floor for the first row.

    run.py [--ingot BUILD/bin/ingot] [--runs 2000] [--json]

Needs clang-19, wasi-libc, musl-dev and a C compiler. Runs are interleaved; figures are medians, with the quartiles beside.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MUSL_INCLUDE = "/usr/include/x86_64-linux-musl"
MUSL_LIB = "/usr/lib/x86_64-linux-musl"


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, **options)


def build(folder, ingot):
    """Builds the timer, the programs and returns {name: path}."""
    # clang runs any wasm-opt it finds: one that does nothing makes the module the same everywhere.
    (folder / "wasm-opt").write_text("#!/bin/sh\nexit 0\n")
    (folder / "wasm-opt").chmod(0o755)
    source, wasm = HERE / "hello.c", folder / "hello.wasm"
    run("clang-19", "--target=wasm32-wasi", f"-B{folder}", "-nostdlibinc", "-isystem", "/usr/include/wasm32-wasi", "-O2", source,
        "-o", wasm)
    run(ingot, "compile", "--strip", wasm, "-o", folder / "ingot")
    run(ingot, "compile", "--strip", "--no-os-sandbox", wasm, "-o", folder / "ingot-one-wall")
    for name, sources in (("musl", [source]), ("musl-filter", [source, HERE / "one_filter.c"])):
        run("cc", "-O2", "-static", "-no-pie", "-s", "-nostdinc", "-isystem", MUSL_INCLUDE, "-nostdlib", f"{MUSL_LIB}/crt1.o",
            f"{MUSL_LIB}/crti.o", *sources, f"{MUSL_LIB}/libc.a", f"{MUSL_LIB}/crtn.o", "-o", folder / name)
    run("cc", "-O2", "-s", "-o", folder / "glibc", source)
    run("cc", "-O2", "-o", folder / "spawn_timer", HERE / "spawn_timer.c")
    return {"ingot": folder / "ingot", "--no-os-sandbox": folder / "ingot-one-wall", "static musl C": folder / "musl",
            "same with filter": folder / "musl-filter", "dynamic glibc C": folder / "glibc"}


def measure(folder, programs, runs):
    done = run(folder / "spawn_timer", runs, *programs.values(), stdout=subprocess.PIPE, text=True)
    rows = [[int(word) / 1000 for word in line.split()] for line in done.stdout.splitlines()]
    return {name: sorted(column) for name, column in zip(programs, zip(*rows))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ingot", default=HERE.parent.parent / "build/bin/ingot", type=pathlib.Path)
    parser.add_argument("--runs", default=2000, type=int)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        programs = build(folder, options.ingot.resolve())
        times = measure(folder, programs, options.runs)
        base = statistics.median(times["static musl C"])
        results = []
        for program, path in programs.items():
            low, middle, high = statistics.quantiles(times[program], n=4)
            results.append({"program": program, "median_us": round(middle, 1), "quartiles_us": [round(low, 1), round(high, 1)],
                            "ratio": round(middle / base, 2), "stripped_bytes": path.stat().st_size})
    if options.json:
        print(json.dumps({"runs": options.runs, "results": results}, indent=2))
        return
    print(f"{'hello world':<16} {'median':>9} {'quartiles':>17} {'ratio':>6} {'size':>9}")
    for row in results:
        quartiles = f"{row['quartiles_us'][0]} - {row['quartiles_us'][1]}"
        print(f"{row['program']:<16} {row['median_us']:>6} us {quartiles:>17} {row['ratio']:>6.2f} {row['stripped_bytes']:>9}")


if __name__ == "__main__":
    main()
