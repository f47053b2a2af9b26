#!/usr/bin/env python3
"""Programs with threads under load: C for wasm32 with atomics, compiled by ingot, at every level.

    run.py --ingot BUILD/bin/ingot --work FOLDER [--filter NAME] [--variant NAME]... [--scale N] [--repeat N]

Programs bring what a C library with threads would bring (thread_runtime.h): Debian's wasi-libc has none. Each says itself what
is wrong and prints one line per part. All work is bounded, and that of stress.c SCALE times as long; a program that does not end in time is stuck. The last line is
"threads: P passed, F failed". Needs clang-19 and lld-19; skipped (77) without.
"""
import argparse
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VARIANTS = {"O0": ["-O0"], "O2": ["-O2"], "O3": ["-O3"], "register": ["-O2", "-C", "memory-base=register"]}
# Name and last line.
PROGRAMS = {"stress": "growing ok", "memory_grow_races": "grow ok", "files": "files ok"}
CLANG = ["clang-19", "--target=wasm32-wasi", "-O2", "-Wall", "-Werror", "-nostdlib", "-matomics", "-mbulk-memory",
         "-Wl,--shared-memory,--import-memory,--max-memory=67108864"]
SECONDS = 600


def check(program, last_line, folder):
    try:
        done = subprocess.run([program], capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL,
                              env={"INGOT_DIR": f"{folder}::/data"})
    except subprocess.TimeoutExpired as stuck:
        return f"no end after {SECONDS} s; output: {stuck.stdout}"
    lines = done.stdout.splitlines() or [""]
    if done.returncode == 0 and lines[-1] == last_line:
        return None
    return f"exit code {done.returncode}\n{done.stdout[-500:]}{done.stderr[-2000:]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--filter", default="")
    parser.add_argument("--variant", action="append", choices=VARIANTS)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    if not shutil.which("clang-19") or not shutil.which("wasm-ld-19"):
        print("threads: clang-19 or wasm-ld-19 is missing")
        sys.exit(77)
    folder = options.work / "data"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("a", "b"):
        (folder / name).write_text(name * 4)
    passed = failed = 0
    for name, last_line in PROGRAMS.items():
        if options.filter not in name:
            continue
        wasm = options.work / f"{name}.wasm"
        subprocess.run([*CLANG, f"-DSCALE={options.scale}", HERE / f"{name}.c", "-o", wasm], check=True)
        for variant in options.variant or VARIANTS:
            program = options.work / f"{name}.{variant}"
            subprocess.run([options.ingot, "compile", *VARIANTS[variant], wasm, "-o", program], check=True)
            for _ in range(options.repeat):
                problem = check(program, last_line, folder)
                passed += problem is None
                failed += problem is not None
                if problem:
                    print(f"FAILED {name} {variant}: {problem}")
    print(f"threads: {passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
