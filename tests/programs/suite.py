"""Builds programs once, compiles them with ingot, runs them and counts what differs."""
import hashlib
import time

import tools


class Suite:
    def __init__(self, ingot, work, level):
        self.ingot = ingot
        self.work = work
        self.level = level
        self.passed = self.failed = self.skipped = 0

    def build(self, programs):
        """Builds those of PROGRAMS, name to function, that the folder has not yet, made by the same recipe from the same sources.
        Returns the names of those that are there now."""
        recipe = hashlib.sha256()
        for path in sorted([*tools.SRC.parent.glob("*.py"), *tools.SRC.rglob("*.*")]):
            if path.name not in ("run.py", "suite.py"):
                recipe.update(path.read_bytes())
        there = tools.in_parallel(lambda item: self.build_one(*item, recipe.hexdigest()), programs.items())
        return [name for name, is_there in zip(programs, there) if is_there]

    def build_one(self, name, function, recipe):
        done = self.work / f"{name}.built"
        if done.exists() and done.read_text() == recipe:
            return True
        start = time.monotonic()
        try:
            function(self.work)
        except tools.Unavailable as reason:
            self.skip(name, reason)
            return False
        done.write_text(recipe)
        print(f"{name}: built in {time.monotonic() - start:.1f} s", flush=True)
        return True

    def skip(self, name, reason):
        self.skipped += 1
        print(f"skipped {name}: {reason}", flush=True)

    def compile(self, name, *options, level=None, wasm=None, links=()):
        """Compiles NAME.wasm (or another module of the same program) with ingot, linked with others by the options `links`; returns
        the executable."""
        level = level or self.level
        module = self.work / f"{wasm or name}.wasm"
        program = self.work / f"{module.stem}.{level}{''.join(options)}".replace("=", "-")
        start = time.monotonic()
        code, _, errors = tools.execute([self.ingot, "compile", f"-O{level}", *options, *links, module, "-o", program])
        if code != 0:
            self.fail(f"{module.stem} -O{level} {' '.join(options)}", f"ingot compile ended with {code}", errors)
            return None
        print(f"{module.stem}: compiled in {time.monotonic() - start:.1f} s, {program.stat().st_size:,} bytes", flush=True)
        return program

    def fail(self, what, why, text):
        self.failed += 1
        print(f"FAILED {what}: {why}\n{text[-1000:].decode(errors='replace')}", flush=True)

    def check(self, what, got, wanted):
        """Compares exit code and standard output."""
        if got[:2] == wanted[:2]:
            self.passed += 1
            return
        self.fail(what, f"exit code {got[0]}, expected {wanted[0]}; {len(got[1])} bytes of output, expected {len(wanted[1])}",
                  b"\n".join([b"--- output", got[1][-600:], b"--- expected", wanted[1][-600:], b"--- errors", got[2][-600:]]))

    def compare(self, name, program, *arguments, stdin=b"", what=""):
        """One run beside the native program's."""
        if program is not None:
            self.check(f"{program.name} {what or ' '.join(map(str, arguments))}"[:120], tools.execute([program, *arguments], stdin),
                       tools.execute([self.work / f"{name}.native", *arguments], stdin))
