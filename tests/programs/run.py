#!/usr/bin/env python3
"""Compiles real programs with ingot, runs them on real input and compares with the native build of the same source.

    run.py --ingot BUILD/bin/ingot --work FOLDER [--filter NAME] [-O LEVEL]

CPython has no native build of the same version at hand: there the reference is node's WASI. FOLDER keeps what build.py
makes. Prints one line per program and "programs: P passed, F failed".
"""
import argparse
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 300

NODE_WASI = """
import {WASI} from 'node:wasi';
import {readFileSync} from 'node:fs';
const [wasm, folder, ...args] = process.argv.slice(2);
const wasi = new WASI({version: 'preview1', args: ['python', ...args], env: {}, preopens: {'/data': folder},
                       returnOnExit: true});
const {instance} = await WebAssembly.instantiate(readFileSync(wasm), {wasi_snapshot_preview1: wasi.wasiImport});
process.exitCode = wasi.start(instance);
"""


def run(command, stdin=b"", env=None, cwd=None):
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, timeout=SECONDS, env=env,
                          cwd=cwd)
    return done.returncode, done.stdout, done.stderr


class Suite:
    def __init__(self, options):
        self.options = options
        self.work = options.work.resolve()
        self.passed = self.failed = 0
        self.text = (self.work / "sqlite3-3.40.1/amalgamation/shell.c").read_bytes()

    def compile(self, name):
        program = self.work / f"{name}.{self.options.O}"
        start = time.monotonic()
        code, _, errors = run([self.options.ingot, "compile", f"-O{self.options.O}", self.work / f"{name}.wasm",
                               "-o", program])
        if code != 0:
            sys.exit(f"{name}: ingot compile ended with {code}\n{errors.decode(errors='replace')}")
        print(f"{name}: compiled in {time.monotonic() - start:.1f} s, {program.stat().st_size:,} bytes", flush=True)
        return program

    def check(self, what, got, wanted):
        """Compares exit code and standard output."""
        if got[:2] == wanted[:2]:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {what}: exit code {got[0]}, expected {wanted[0]}; {len(got[1])} bytes of output, expected "
              f"{len(wanted[1])}\n--- output\n{got[1][-600:].decode(errors='replace')}\n--- expected\n"
              f"{wanted[1][-600:].decode(errors='replace')}\n--- errors\n{got[2][-600:].decode(errors='replace')}")

    def bzip2(self):
        program = self.compile("bzip2")
        for options in ("-9", "-1", "-5"):
            self.check(f"bzip2 {options}", run([program, options, "-c"], self.text),
                       run([self.work / "bzip2.native", options, "-c"], self.text))
        packed = run([self.work / "bzip2.native", "-c"], self.text)[1]
        self.check("bzip2 -d", run([program, "-d", "-c"], packed), (0, self.text))
        self.check("bzip2 -t of damaged data", run([program, "-t"], packed[:-9] + b"123456789"),
                   run([self.work / "bzip2.native", "-t"], packed[:-9] + b"123456789"))

    def sqlite(self):
        program = self.compile("sqlite")
        queries = (HERE / "src/queries.sql").read_bytes()
        self.check("sqlite in memory", run([program], queries), run([self.work / "sqlite.native"], queries))
        data = self.work / "sqlite-data"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        grant = {"INGOT_DIR": f"{data}::/data"}
        native = run([self.work / "sqlite.native", data / "native.db"], queries)
        # WASI has no file locks; SQLite's own VFS without them.
        ours = [program, "-vfs", "unix-none", "/data/ours.db"]
        self.check("sqlite in a file", run(ours, queries, env=grant), native)
        again = b"SELECT count(*), sum(id) FROM t;"
        self.check("sqlite opens its file again", run(ours, again, env=grant),
                   run([self.work / "sqlite.native", data / "native.db"], again))
        self.check("native sqlite opens our file", run([self.work / "sqlite.native", data / "ours.db"], again),
                   run([self.work / "sqlite.native", data / "native.db"], again))

    def word_count(self):
        program = self.compile("word_count")
        self.check("word_count", run([program], self.text), run([self.work / "word_count.native"], self.text))

    def top_words(self):
        program = self.compile("top_words")
        arguments = ["one", "two words", ""]
        self.check("top_words", run([program, *arguments], self.text),
                   run([self.work / "top_words.native", *arguments], self.text))
        self.check("top_words, no UTF-8", run([program], b"\xff")[:1] + (b"",), (134, b""))

    def cpython(self):
        program = self.compile("cpython")
        data = self.work / "python-data"
        data.mkdir(exist_ok=True)
        shutil.copy(HERE / "src/standard_library.py", data)
        (data / "input.txt").write_bytes(self.text[:200_000])
        node = self.work / "node_wasi.mjs"
        node.write_text(NODE_WASI)
        wasm = self.work / "cpython.wasm"
        cases = [
            ["-c", "import json,hashlib,re; print(json.dumps({'a': hashlib.md5(b'x').hexdigest()}),"
                   " re.sub('a+', 'b', 'caaat'))"],
            ["/data/standard_library.py", "one", "two"],
            ["-c", "raise ValueError('text')"],
        ]
        for arguments in cases:
            ours = run([program, *arguments], env={"INGOT_DIR": f"{data}::/data"})
            theirs = run(["node", "--no-warnings", node, wasm, data, *arguments])
            self.check(f"cpython {arguments[0]}", ours, theirs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--filter", default="")
    parser.add_argument("-O", default="2")
    options = parser.parse_args()
    subprocess.run([sys.executable, HERE / "build.py", options.work], check=True)
    suite = Suite(options)
    for name in ("bzip2", "sqlite", "word_count", "top_words", "cpython"):
        if options.filter in name:
            getattr(suite, name)()
    print(f"programs: {suite.passed} passed, {suite.failed} failed")
    sys.exit(1 if suite.failed else 0)


if __name__ == "__main__":
    main()
