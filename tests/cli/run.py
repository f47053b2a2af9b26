#!/usr/bin/env python3
"""Runs the command lines of goldens/*.txt and compares what they say with what stands behind them.

    run.py --ingot BUILD/bin/ingot --work FOLDER [--update] [NAME...]

A golden is a list of commands and their results:

    $ ingot compile missing.wasm          bash runs it, in a folder of its own with the files of modules.py
    ! ingot: error: ...                   standard error
    text                                  standard output
    [exit 2]                              if it is not 0
    [files: app]                          files that it made, if any

--update (or INGOT_UPDATE_GOLDENS=1) rewrites the results; review the difference. Numbers that belong to a machine are
replaced: see MASKS. The last line is "cli: P passed, F failed".
"""
import argparse
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys

import modules

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 120
# What differs between machines and versions.
MASKS = [
    (re.compile(r"ingot \d+\.\d+\.\d+"), "ingot VERSION"),
    (re.compile(r"^LLVM \d+\.\d+\.\d+", re.MULTILINE), "LLVM VERSION"),
    (re.compile(r"^host \S+", re.MULTILINE), "host TRIPLE"),
    (re.compile(r"(wall|cpu)_seconds\": ?[\d.e+-]+"), r'\1_seconds": SECONDS'),
    (re.compile(r"peak_bytes\": ?\d+"), 'peak_bytes": BYTES'),
]


def masked(text, folder, build):
    for place, word in ((folder, "WORK"), (build, "BUILD")):
        text = text.replace(str(place), word)
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


def run_command(command, folder, ingot):
    """Returns the lines that a golden shows for a command."""
    before = {path.name for path in folder.iterdir()}
    environment = {"PATH": f"{ingot.parent}:{os.environ['PATH']}", "HOME": str(folder / ".home"), "TERM": "xterm", "LC_ALL": "C"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, timeout=SECONDS,
                          stdin=subprocess.DEVNULL)
    out, err = (masked(stream.decode(errors="replace"), folder, ingot.parent.parent) for stream in (done.stdout, done.stderr))
    lines = out.splitlines() + ["! " + line for line in err.replace("\x1b", "<ESC>").splitlines()]
    if done.returncode != 0:
        lines.append(f"[exit {done.returncode}]")
    made = sorted({path.name for path in folder.iterdir()} - before - {".home"})
    if made:
        lines.append(f"[files: {' '.join(made)}]")
    return [line.rstrip() for line in lines]


def run_golden(golden, work, ingot):
    """Returns the text that the golden should have."""
    folder = work / golden.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / ".home").mkdir()
    modules.write_modules(folder)
    lines = []
    for line in golden.read_text().splitlines():
        if line.startswith("# "):
            lines.append(line)
        if line.startswith("$ "):
            lines += [line, *run_command(line[2:], folder, ingot), ""]
    return "\n".join(lines).rstrip() + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ingot", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--update", action="store_true", default=os.environ.get("INGOT_UPDATE_GOLDENS") == "1")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    goldens = sorted((HERE / "goldens").glob("*.txt"))
    if options.names:
        goldens = [golden for golden in goldens if golden.stem in options.names]
    passed = failed = 0
    for golden in goldens:
        expected = golden.read_text()
        actual = run_golden(golden, options.work.resolve(), options.ingot.resolve())
        if options.update:
            golden.write_text(actual)
        elif actual != expected:
            failed += 1
            print("".join(difflib.unified_diff(expected.splitlines(True), actual.splitlines(True),
                                               f"{golden.name} (expected)", f"{golden.name} (actual)")))
            continue
        passed += 1
    print(f"cli: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
