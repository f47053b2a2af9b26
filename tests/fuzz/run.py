#!/usr/bin/env python3
"""Differential run: random modules, compiled by Ingot at several levels, against node.

    run.py --runner BUILD/tests/fuzz/fuzz_runner --work FOLDER [--count N] [--seed N] [-j N] [--features A,B]
           [--generator own|wasm-opt|both] [--node PATH] [--show]
    run.py --runner ... --work FOLDER FILE.wasm...     these modules instead of random ones (they are instrumented)
    run.py --runner ... --work FOLDER --operands       every instruction on numbers with all kinds of operands (operands.h)

Modules come from our own generator (generate.h) and from `wasm-opt -ttf` (binaryen) on random bytes. They are instrumented
so that nothing depends on what the specification leaves open (instrument.h). Compared are the results of all exports,
called in order, kinds of traps, calls of imported functions, and globals, tables and memories at the end (trace.h).
Configurations: -O0 and -O3 for every module, `-O2 -mcpu=native` for one in four, and for own modules without imports, one
batch in three, programs with both memory bases: up to the first trap with node, behind it with each other. What is not compared stands at the head of reference.mjs.

--features: names of `ingot compile -W help`, for own modules; default: all that can be compiled. A module that the node at
hand does not know is compared with -O0 instead, and counted. Newer versions are packages of npm: `npm install node@24`.

A module that differs is left in FOLDER/failed with its traces; its name has the seed that makes it again. To reduce it:

    wasm-reduce failed/X.orig --command 'run.py ... --inverse test.wasm' -t test.wasm -w work.wasm

Exit code 1 if anything differs, 77 if wasm-opt or node are missing. Everything is a function of --seed.
"""
import argparse
import collections
import concurrent.futures
import pathlib
import random
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BATCH = 20
SECONDS = 1800  # per batch and engine
CONFIGURATIONS = {"O0": ["-O0"], "O3": ["-O3"]}
NATIVE = ["-O2", "--mcpu=native"]
PROGRAMS = {
    "program-symbol": ["--program", "-O3"],
    "program-register": ["--program", "-O2", "--base=register"],
}
# Of wasm-opt. Without reference types: binaryen 108 writes those of a draft.
WASM_OPT_FEATURES = ["bulk-memory", "sign-ext", "nontrapping-float-to-int", "multivalue", "simd", "mutable-globals",
                     "extended-const"]
# What versions of node have behind a flag.
NODE_FLAGS = ["exnref", "memory64", "multi-memory", "typed-funcref", "extended-const"]


def node_command(node):
    flags = [f"--experimental-wasm-{name}" for name in NODE_FLAGS]
    known = [flag for flag in flags
             if subprocess.run([node, flag, "-e", "0"], capture_output=True, check=False).returncode == 0]
    return [node, *known, HERE / "reference.mjs"]


def generate(path, seed):
    """A module from random bytes. wasm-opt makes the same of the same bytes."""
    source = random.Random(seed)
    # Features are on or off by the module, so that each is seen without the others.
    flags = [f"--enable-{name}" for name in WASM_OPT_FEATURES if source.random() < 0.8]
    seed_file = path.with_suffix(".seed")
    seed_file.write_bytes(source.randbytes(source.choice([1000, 2000, 4000, 12000])))
    subprocess.run(["wasm-opt", "-q", "-ttf", seed_file, "--mvp-features", *flags, "-o", path], check=True,
                   stderr=subprocess.DEVNULL)
    seed_file.unlink()


def read_traces(path):
    traces, lines = {}, []
    for line in path.read_text(errors="replace").splitlines():
        if line.startswith("module "):
            lines = traces.setdefault(line[7:], [])
        elif line:
            lines.append(line)
    return traces


def same_trap(wanted, got):
    """Atomics: V8 looks at the bounds before it looks at alignment and sharing, others behind, as we do."""
    call, _, kind = got.partition(" trap ")
    return kind in ("unaligned", "unshared") and wanted == f"{call} trap memory"


def difference(reference, trace, is_program):
    """The first line in which they differ, as text, or None."""
    for wanted, got in zip(reference, trace):
        if same_trap(wanted, got):
            got = wanted
        if is_program and wanted == got and " trap " in got:
            return None  # what it did before the trap is undone
        if wanted.endswith("trap stack") or got.endswith("trap stack"):
            return None  # how deep a stack is differs, and so does all that comes behind
        if wanted != got:
            return f"expected {wanted!r}, got {got!r}"
    if len(reference) != len(trace):
        return f"expected {len(reference)} lines, got {len(trace)}: {trace[-1:]}"
    return None


class Batch:
    """Some modules, in a folder of their own."""

    def __init__(self, options, number):
        self.options = options
        self.folder = options.work / f"batch{number}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.files = []

    def generate(self, seeds, own, program):
        self.files = [self.folder / f"seed{seed}.wasm" for seed in seeds]
        if own:
            command = [self.options.runner, "generate", str(seeds[0]), str(len(seeds)), self.options.features, self.folder]
            subprocess.run([*command, *(["--no-imports"] if program else [])], check=True)
        else:
            for file, seed in zip(self.files, seeds):
                generate(file, seed)

    def copy(self, files):
        for file in files:
            self.files.append(self.folder / file.name)
            shutil.copy(file, self.files[-1])

    def prepare(self):
        for file in self.files:
            shutil.copy(file, file.with_suffix(".orig"))
        subprocess.run([self.options.runner, "prepare", "1", "2", *self.files], check=False)
        self.files = [file for file in self.files if file.exists()]

    def traces(self, title, command, files):
        output = self.folder / f"{title}.trace"
        with output.open("wb") as out:
            try:
                subprocess.run([*command, *files], stdout=out, timeout=SECONDS, check=False)
            except subprocess.TimeoutExpired:
                out.write(b"\ntimed out\n")
        return read_traces(output)

    def configurations(self, program):
        """Titles, with options of the runner and the files for it."""
        yield from ((title, flags, self.files) for title, flags in CONFIGURATIONS.items())
        if self.files[::4]:
            yield "native", NATIVE, self.files[::4]
        if program:
            yield from ((title, flags, self.files) for title, flags in PROGRAMS.items())

    def run(self, program):
        """Yields (file, configuration, difference)."""
        self.prepare()
        if not self.files:
            return
        runner = [self.options.runner, "trace", f"--work={self.folder}"]
        reference = self.traces("node", self.options.node, self.files)
        self.count(reference)
        for title, flags, files in self.configurations(program):
            traces = self.traces(title, [*runner, *flags], files)
            for file in files:
                wanted = reference.get(file.stem, ["node died"])
                got = traces.get(file.stem, ["runner died"])
                if wanted[0].startswith("not compiled") and title == "O0":
                    reference[file.stem] = got
                    self.options.seen["not known to node: " + wanted[0].split(": ", 2)[-1][:60]] += 1
                elif (what := difference(wanted, got, title == "program-symbol")) is not None:
                    yield file, title, what
                if title == "program-symbol":
                    reference[file.stem] = got  # for the other one, behind traps, too

    def count(self, traces):
        for lines in traces.values():
            for line in lines:
                words = line.split()
                self.options.seen["trap " + words[-1] if "trap" in words else words[0]] += 1

    def keep(self, file, title, what):
        folder = self.options.work / "failed"
        folder.mkdir(exist_ok=True)
        for suffix in (".wasm", ".orig"):
            shutil.copy(file.with_suffix(suffix), folder)
        with (folder / f"{file.stem}.txt").open("a") as out:
            out.write(f"{title}: {what}\n")


def run_batch(options, number, seeds):
    batch = Batch(options, number)
    own = options.generator == "own" or (options.generator == "both" and number % 5 != 1)
    program = own and number % 3 == 2
    if options.files:
        batch.copy(options.files)
        program = options.programs
    else:
        batch.generate(seeds, own, program)
    found = list(batch.run(program))
    for file, title, what in found:
        print(f"{file.name} {title}: {what}", flush=True)
        batch.keep(file, title, what)
    if not options.show:
        shutil.rmtree(batch.folder)
    return len({file for file, _, _ in found})


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runner", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--features", default="lowered")
    parser.add_argument("--generator", choices=["own", "wasm-opt", "both"], default="both")
    parser.add_argument("--node", default="node")
    parser.add_argument("--programs", action="store_true", help="FILEs import nothing: as programs, too")
    parser.add_argument("-j", dest="jobs", type=int, default=1)
    parser.add_argument("--operands", action="store_true")
    parser.add_argument("--show", action="store_true", help="leave the traces of all batches in the folder")
    parser.add_argument("--inverse", action="store_true", help="exit code 0 if something differs: for wasm-reduce")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    options.runner = options.runner.resolve()
    options.seen = collections.Counter()
    return options


def main():
    options = parse()
    if not shutil.which("wasm-opt") or not shutil.which(options.node):
        print("fuzz: wasm-opt (Debian: binaryen) or node are missing")
        return 77
    options.node = node_command(options.node)
    options.work.mkdir(parents=True, exist_ok=True)
    if options.operands:
        subprocess.run([options.runner, "operands", options.features, options.work], check=True)
        options.files = sorted(options.work.glob("operands*.wasm"))
    count = len(options.files) or options.count
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        first = options.seed * 1_000_000
        step = count if options.files else BATCH
        runs = [pool.submit(run_batch, options, number, range(first + at, first + min(at + step, count)))
                for number, at in enumerate(range(0, count, step))]
        for number, run in enumerate(runs):
            failed += run.result()
            if number % 25 == 24:
                print(f"{min((number + 1) * step, count)} modules, {failed} differ", flush=True)
    print("seen:", ", ".join(f"{n} {what}" for what, n in options.seen.most_common()))
    print(f"fuzz: {count} modules, {failed} differ")
    return int((failed == 0) == options.inverse)


if __name__ == "__main__":
    sys.exit(main())
