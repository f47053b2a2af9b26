"""Builds what the comparison runs: a module per program, a native program per native engine, and what engines make of the module.

Everything lands in the work folder under the hash of its recipe, and is made again only if the recipe, a source file (not a header) or a
tool has changed.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import shutil

import describe
import inputs
from sources import Unavailable, tools

WASM_COMPILER = "clang-19"
BUILD_SECONDS = 3600
WASM_STACK = 1 << 20  # as much as native programs may well use; wasm-ld gives 64 KiB


class BuildFailed(Exception):
    pass


def message(words, ran):
    """A command that failed, and the first lines of what it said."""
    lines = ran.errors.decode(errors="replace").strip().splitlines()[:4]
    command = " ".join(map(str, words))
    return "\n".join([f"{command if len(command) < 300 else command[:300] + ' ...'}: {ran.status}", *(f"  {line[:200]}" for line in lines)])


class Builder:
    def __init__(self, work, sources, launcher, find, wasm_flags):
        self.work = work
        self.sources = sources
        self.launcher = launcher
        self.find = find  # name of a tool -> its path, None where there is none
        self.wasm_flags = wasm_flags

    def stamp(self, tool):
        """What tells one build of a tool from another."""
        return self.stamp_of(pathlib.Path(self.find(tool)).resolve())

    @staticmethod
    def stamp_of(path):
        status = os.stat(path)
        return [str(path), status.st_size, status.st_mtime_ns]

    def place(self, name, recipe):
        """The folder of a build, and whether it is done."""
        key = hashlib.sha256(json.dumps(recipe, default=str).encode()).hexdigest()[:16]
        folder = self.work / "built" / f"{name.replace('/', '-')}-{key}"
        return folder, (folder / "done").exists()

    @contextlib.contextmanager
    def making(self, folder):
        """A new folder to build in, which takes the place of FOLDER when all is done: several runs may share the work folder."""
        fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            yield fresh
            if not (folder / "done").exists():
                shutil.rmtree(folder, ignore_errors=True)
                fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def source_files(self, program):
        folder = self.sources.folder(program.source)
        self.set_up(program, folder)
        files = []
        for pattern in program.files:
            name = pattern.removeprefix("!")
            found = sorted(folder.glob(name)) if not name.startswith("/") else [pathlib.Path(name)]
            if not found or not found[0].exists():
                raise Unavailable(f"{program.source} has no {name}")
            files = [file for file in files if file not in found] + (found if name == pattern else [])
        return folder, files

    def set_up(self, program, folder):
        """Commands that a source needs once, such as its configure."""
        if not program.setup:
            return
        done = folder / f".compare-{hashlib.sha256(json.dumps(program.setup).encode()).hexdigest()[:12]}"
        if done.exists():
            return
        for text in program.setup:
            ran = self.launcher.run(["sh", "-c", text], cwd=folder)
            if ran.status:
                raise BuildFailed(message(text.split(), ran))
        done.touch()

    def compile(self, program, name, command, flags):
        """COMMAND with the sources and FLAGS; returns the path of what it made."""
        folder, files = self.source_files(program)
        common = [flag.replace("{folder}", str(folder)) for flag in [*program.flags, *flags]]
        texts = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
        out, done = self.place(f"{program.id}.{name}", [command, files, common, texts, self.stamp(command[0])])
        if not done:
            with self.making(out) as fresh:
                words = [self.find(command[0]) or command[0], *command[1:], *files, *common, "-o", fresh / "program"]
                took = self.step(words, folder)
                (fresh / "done").write_text(json.dumps(took))
        return out / "program"

    def wasm(self, program):
        """The module of a program."""
        if program.wasm:
            folder = self.sources.folder(program.source)
            self.set_up(program, folder)
            return folder / program.wasm
        self.work.mkdir(parents=True, exist_ok=True)
        defines, libraries = tools.emulation()
        library = tools.WASI_CXX if program.is_cxx() else tools.WASI_C
        command = [driver(WASM_COMPILER, program.is_cxx()), "-O3", *tools.wasi_flags(self.work), *library, *defines]
        flags = [f"-Wl,-z,stack-size={WASM_STACK}", *self.wasm_flags, *program.wasm_flags, *libraries, "-lm", "-w"]
        return self.compile(program, "wasm", command, flags)

    def native(self, engine, program):
        words = describe.command(engine.native, args=[])
        command = [driver(words[0], program.is_cxx()), *words[1:]]
        program_path = self.compile(program, engine.name, command, [*program.native_flags, "-lm", "-w"])
        return program_path, json.loads((program_path.parent / "done").read_text())

    def prepared(self, engine, program, module):
        """What an engine makes of a module: the path of {out} (the module itself if it makes nothing), its folder, and what
        making it took."""
        recipe = [engine.prepare, [self.stamp(tool) for tool in engine.tools()], hashlib.sha256(module.read_bytes()).hexdigest()]
        if engine.trains():
            recipe += [program.args, program.input]
        folder, done = self.place(f"{program.id}.{engine.name}", recipe)
        if not done:
            with self.making(folder) as fresh:
                took = {"seconds": 0, "cpu": 0, "peak": 0}
                for text in engine.prepare:
                    words = describe.command(text, wasm=module, out=fresh / "program", folder=fresh, name=program.name,
                                             args=program.args, prefix=pathlib.Path(self.find(engine.tools()[0])).parent.parent)
                    step = self.step(self.resolved(words), fresh, self.input(program) if engine.trains() else None)
                    took = {"seconds": took["seconds"] + step["seconds"], "cpu": took["cpu"] + step["cpu"],
                            "peak": max(took["peak"], step["peak"])}
                if engine.prepare and not (fresh / "program").exists():
                    raise BuildFailed(f"{engine.prepare[-1]}: made no {{out}}")
                (fresh / "done").write_text(json.dumps(took))
        out = folder / "program"
        return (out if engine.prepare else module), folder, json.loads((folder / "done").read_text())

    def step(self, words, folder, stdin=None):
        """Runs a command of a build; returns what it took."""
        ran = self.launcher.run(words, stdin, cwd=folder, limit=BUILD_SECONDS)
        if ran.status:
            raise BuildFailed(message(words, ran))
        return {"seconds": ran.wall, "cpu": ran.user + ran.system, "peak": ran.peak}

    def command(self, engine, **values):
        """The words that run a program on an engine."""
        return self.resolved(describe.command(engine.run, **values))

    def input(self, program):
        """The file that a program reads as its standard input."""
        return inputs.file(self.work, program.input) if program.input else None

    def resolved(self, words):
        return [str(self.find(words[0]) or words[0]), *map(str, words[1:])]


def driver(name, is_cxx):
    """The C++ driver beside a C driver: clang++-19 for clang-19, g++ for gcc."""
    if not is_cxx:
        return name
    return name.replace("clang", "clang++") if "clang" in name else name.replace("gcc", "g++")
