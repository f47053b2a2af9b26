#!/usr/bin/env python3
"""Damaged modules: no crash, no hang, no output left behind, always exit code 0 or 1.

    malformed.py --ingot BUILD/bin/ingot --harness BUILD/.../malformed_harness --work FOLDER

Three modules are truncated at every byte offset, and one byte of them is replaced 10,000 times, with a fixed seed. All of
these cases go through decoder, validator and plan in the harness's process; a sample goes through the tool itself, with
--emit=none and with code made and linked.
"""
import argparse
import pathlib
import random
import shutil
import subprocess
import sys

import modules

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MUTATIONS = 3334  # per module
SEED = 20240229
TOOL_CASES = {"none": 240, "exe": 60}
SECONDS = 120


def damaged(contents, source):
    """Cut off somewhere, or one byte replaced."""
    at = source.randrange(len(contents))
    if source.random() < 0.3:
        return contents[:at], f"cut off at {at}"
    value = contents[at] ^ source.randrange(1, 256)
    return contents[:at] + bytes([value]) + contents[at + 1:], f"with byte {at:#x} = {value:#x}"


def run_tool(ingot, folder, contents, emit):
    """Returns (complaint or None, exit code)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "in.wasm").write_bytes(contents)
    command = [ingot, "compile", "-O1", f"--emit={emit}", "--unknown-imports=trap", "in.wasm", "-o", "out"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "hangs", None
    left = {path.name for path in folder.iterdir()} - {"in.wasm"}
    wanted = {"out"} if done.returncode == 0 and emit == "exe" else set()
    if done.returncode not in (0, 1):
        return f"exit code {done.returncode}: {done.stderr[-500:]}", done.returncode
    if done.returncode == 1 and ": error: " not in done.stderr:
        return f"fails without a message: {done.stderr!r}", 1
    if left != wanted:
        return f"leaves {sorted(left)} with exit code {done.returncode}", done.returncode
    return None, done.returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ingot", type=pathlib.Path, required=True)
    parser.add_argument("--harness", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    modules.write_modules(options.work)
    files = [options.work / "hello.wasm", options.work / "zoo.wasm", ROOT / "docs/examples/markdown.wasm"]

    done = subprocess.run([options.harness, str(MUTATIONS), str(SEED), *files], capture_output=True, text=True)
    print("in process:", (done.stdout + done.stderr).strip())
    failed = done.returncode != 0

    source = random.Random(SEED)
    for emit, cases in TOOL_CASES.items():
        accepted = 0
        for case in range(cases):
            file = files[case % len(files)]
            contents, damage = damaged(file.read_bytes(), source)
            complaint, code = run_tool(options.ingot.resolve(), options.work / "case", contents, emit)
            accepted += code == 0
            if complaint:
                failed = True
                print(f"{file.name} {damage}, --emit={emit}: {complaint}")
        print(f"--emit={emit}: {cases} cases, {accepted} of them accepted")
    print("malformed: failed" if failed else "malformed: passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
