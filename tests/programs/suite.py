"""Builds programs once, compiles them with ingot, runs them and counts what differs."""
import hashlib
import time

import tools


class Suite:
    def __init__(self, ingot, work, level):
        self.ingot = ingot
        self.work = work
        self.level = level
        self.passed = self.failed = 0
        self.skipped = []

    def build(self, name, function):
        """Builds unless the folder has the program already, made by the same recipe from the same sources."""
        recipe = hashlib.sha256()
        for path in sorted([*tools.SRC.parent.glob("*.py"), *tools.SRC.rglob("*.*")]):
            if path.name not in ("run.py", "suite.py"):
                recipe.update(path.read_bytes())
        done = self.work / f"{name}.built"
        if done.exists() and done.read_text() == recipe.hexdigest():
            return
        start = time.monotonic()
        function(self.work)
        done.write_text(recipe.hexdigest())
        print(f"{name}: built in {time.monotonic() - start:.1f} s", flush=True)

    def compile(self, name, *options, level=None, wasm=None, links=()):
        """Compiles NAME.wasm (or another module of the same program) with ingot, linked with others by the options `links`; returns
        the executable."""
        level = level or self.level
        module = self.work / f"{wasm or name}.wasm"
        program = self.work / f"{module.stem}.{level}{''.join(options)}".replace("=", "-")
        start = time.monotonic()
        code, _, errors = tools.execute([self.ingot, "compile", f"-O{level}", *options, *links, module, "-o", program])
        if b"is not supported yet" in errors:
            raise tools.Unavailable(errors.decode().strip())
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
