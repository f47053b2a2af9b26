"""Runs commands by src/launch.c: time, memory, exit status and output."""
import dataclasses
import os
import pathlib
import re
import signal
import subprocess

from sources import tools

REPORTED = re.compile(rb"^seconds:? ([0-9.eE+-]+)$", re.MULTILINE)  # what a program prints that times itself


@dataclasses.dataclass
class Ran:
    status: str  # "" after exit code 0, else what happened
    wall: float
    user: float
    system: float
    peak: int  # bytes
    output: bytes
    errors: bytes

    def seconds(self, kind):
        """The figure that counts for a program: "user" or "wall" seconds, or what the program reported."""
        if kind == "wall":
            return self.wall
        if kind == "user":
            return self.user
        found = REPORTED.search(self.output)
        return float(found[1]) if found else None


class Launcher:
    """Files of one run live in FOLDER, and the next one overwrites them."""

    def __init__(self, folder, search_path):
        self.folder = folder
        self.path = self.folder / "launch"
        tools.run("cc", "-O2", pathlib.Path(__file__).parent / "src" / "launch.c", "-o", self.path)
        self.environment = {**os.environ, "PATH": search_path, "LC_ALL": "C"}

    def run(self, command, stdin=None, limit=600, cwd=None):
        result, output, errors = (self.folder / name for name in ("result", "output", "errors"))
        words = [self.path, result, stdin or "/dev/null", output, errors, max(1, round(limit)), *command]
        done = subprocess.run([str(word) for word in words], env=self.environment, cwd=cwd, stderr=subprocess.PIPE)
        if done.returncode != 0:
            return Ran(f"cannot be started: {done.stderr.decode(errors='replace').strip()}", 0, 0, 0, 0, b"", done.stderr)
        status, wall, user, system, peak = (int(word) for word in result.read_text().split())
        return Ran(describe_status(status, wall / 1e9 >= limit), wall / 1e9, user / 1e6, system / 1e6, peak * 1024,
                   output.read_bytes(), errors.read_bytes())


def describe_status(status, over_limit):
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return ""
    if over_limit and code == -signal.SIGKILL:
        return "too slow"
    return f"exit code {code}" if code > 0 else signal.Signals(-code).name


def same_output(check, tolerance, ignore, got, wanted):
    """Whether two outputs agree. "numbers" compares numbers within a relative TOLERANCE, and all else as it stands: compilers may
    contract and reassociate floating point natively where Wasm says what is to be computed."""
    if check == "exit":
        return True
    got, wanted = (REPORTED.sub(b"", re.sub(ignore.encode(), b"", text) if ignore else text) for text in (got, wanted))
    if check == "exact":
        return got == wanted
    got, wanted = got.split(), wanted.split()
    return len(got) == len(wanted) and all(close(*pair, tolerance) for pair in zip(got, wanted))


def close(got, wanted, tolerance):
    if got == wanted:
        return True
    try:
        got, wanted = float(got), float(wanted)
    except ValueError:
        return False
    return abs(got - wanted) <= tolerance * max(abs(got), abs(wanted)) or (got != got and wanted != wanted)
