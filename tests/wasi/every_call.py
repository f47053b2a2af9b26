#!/usr/bin/env python3
"""Every call of WASI on every kind of descriptor and file, in the sandbox of the operating system: none is stopped there. Once
in a program that imports all of them, and each in one that imports no other, so that its own row is all that is allowed.

  every_call.py --ingot BUILD/bin/ingot --work DIR

What a call says is of no interest here, but that it says something: a system call that its row of wasi_preview1.def does
not name, or that the C library makes for another, would end the program by SIGSYS. Exit code 77 without clang-19.
"""
import argparse
import collections
import contextlib
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "include/ingot/wasi_preview1.def"
SKIPPED = 77
SECONDS = 120
ROW = re.compile(r'^WASI_CALL\((\w+), "(\w?)_(\w*)", (\w+), "(.*?)"', re.MULTILINE)
# They end the program, leave nothing to try, or make calls wait.
LEFT_OUT = {"proc_exit", "proc_raise", "fd_close", "fd_renumber", "fd_fdstat_set_rights", "fd_fdstat_set_flags"}
# Parameters that are descriptors, where that is not the first one alone.
DESCRIPTORS = {"path_symlink": {2}, "path_link": {0, 4}, "path_rename": {0, 3}}
PATHS = ["file", "folder", "folder/", "folder/../file", "fifo", "socket", "null", "out", "to_file", "missing", "", ".", ".."]
HEAD = """
#include <string.h>
typedef unsigned i;
typedef unsigned long long l;
static char area[8][4096];
static const unsigned small[] = {0, 1, 2, 4, 8, 255};
static const l large[] = {0, 5, 1, 66, (1 << 30) - 1, ~0ull};
static unsigned put(unsigned place, const void* bytes, unsigned length) {
  memcpy(area[place], bytes, length);
  return (unsigned)area[place];
}
static unsigned list(unsigned place) {
  const unsigned buffer[2] = {(unsigned)area[7], 16};
  return put(place, buffer, sizeof(buffer));
}
static unsigned clear(unsigned place) {
  memset(area[place], 0, sizeof(area[place]));
  return (unsigned)area[place];
}
"""


def arguments_of(name, letters, memory):
    """C expressions: descriptors are `fd`, paths `path`, the rest goes by `turn`; memory is what the row says."""
    values = [f"{'large' if letter == 'l' else 'small'}[turn]" for letter in letters]
    if name.split("_")[0] in ("fd", "path", "sock"):
        for index in DESCRIPTORS.get(name, {0}):
            values[index] = "fd"
    for access, place, size in re.findall(r"([rw])(\d)\[(.*?)\]", memory):
        place, length = int(place), re.fullmatch(r"\$(\d)", size)
        values[place] = f"clear({place})"
        if length and access == "r":
            values[place], values[int(length[1])] = f"put({place}, path, strlen(path) + 1)", "strlen(path)"
        elif length:
            values[int(length[1])] = "100"
        elif size.startswith("8*"):
            values[place], values[int(size[-1])] = f"list({place})", "1"
    if name == "path_open":
        values[7] += " | 4"  # Or it waits for the other end of a FIFO.
    if name == "poll_oneoff":
        # A clock that is due, and the descriptor.
        values[0], values[2] = "(clear(0), area[0][width + 8] = 1 + turn % 2, memcpy(area[0] + width + 16, &fd, 4), (i)area[0])", "2"
    return ", ".join(values)


def source():
    """The program: for each descriptor, path and turn, all calls. Nothing waits: all descriptors are made nonblocking."""
    declarations, calls = [], []
    for module in ("wasi_snapshot_preview1", "wasi_unstable"):
        for name, result, letters, unstable, memory in ROW.findall(TABLE.read_text()):
            if module == "wasi_unstable" and unstable == "Absent":
                continue
            symbol = f"{module}_{name}"
            declarations.append(f'__attribute__((import_module("{module}"), import_name("{name}"))) {result or "void"} '
                                f'{symbol}({", ".join(letters) or "void"});')
            if name in LEFT_OUT:
                continue
            width = 56 if module == "wasi_unstable" else 48
            calls.append(f"  {{ const unsigned width = {width}; (void)width; {symbol}({arguments_of(name, letters, memory)}); }}")
    paths = ", ".join(f'"{path}"' for path in PATHS)
    return "\n".join([HEAD, *declarations, f"static const char* const paths[] = {{{paths}}};",
                      "static void all(i fd, const char* path, unsigned turn) {", *calls, "}",
                      "int main(void) {",
                      f"  for (unsigned p = 0; p < {len(PATHS)}; p++)",
                      "    for (unsigned turn = 0; turn < 6; turn++)",
                      "      for (unsigned fd = 0; fd < 16; fd++) {",
                      "        for (unsigned open = 0; open < 64; open++) wasi_snapshot_preview1_fd_fdstat_set_flags(open, 4);",
                      "        all(fd, paths[p], turn);",
                      "        for (unsigned open = 16; open < 64; open++) wasi_snapshot_preview1_fd_close(open);",
                      "      }",
                      "  return 0;", "}", ""])


def source_alone(name, result, letters, memory):
    """The program that imports one call only, also not for its start."""
    symbol = f"call_{name}"
    return "\n".join([HEAD, f'__attribute__((import_module("wasi_snapshot_preview1"), import_name("{name}"))) {result or "void"} '
                            f'{symbol}({", ".join(letters) or "void"});',
                      'static const char* const paths[] = {"file", "missing"};',
                      "void _start(void) {",
                      "  const unsigned width = 48;",
                      "  for (unsigned p = 0; p < 2; p++)",
                      "    for (unsigned turn = 0; turn < 6; turn++)",
                      "      for (unsigned fd = 0; fd < 5; fd++) {",
                      "        const char* const path = paths[p];",
                      f"        {symbol}({arguments_of(name, letters, memory)});",
                      "      }", "}", ""])


def fill(folder):
    (folder / "folder").mkdir(parents=True)
    (folder / "file").write_text("text")
    (folder / "out").symlink_to("/etc/passwd")
    (folder / "to_file").symlink_to("file")
    os.mkfifo(folder / "fifo")
    here = os.getcwd()
    os.chdir(folder)  # Names of sockets are short.
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
    os.chdir(here)
    with contextlib.suppress(PermissionError):
        os.mknod(folder / "null", 0o600 | 0o020000, os.makedev(1, 3))


@contextlib.contextmanager
def streams(work):
    """Kinds of stdin, by name; all are nonblocking."""
    read_end, write_end = os.pipe()
    ours, theirs = socket.socketpair()
    terminal, terminal_end = pty.openpty()
    kinds = {"null": os.open("/dev/null", os.O_RDWR), "pipe": read_end, "other end": write_end, "socket": theirs.fileno(),
             "terminal": terminal_end, "file": os.open(work / "rw/file", os.O_RDONLY), "folder": os.open(work / "rw", os.O_RDONLY)}
    for descriptor in kinds.values():
        os.set_blocking(descriptor, False)
    with ours, theirs:
        yield kinds
    for name, descriptor in kinds.items():
        if name != "socket":
            os.close(descriptor)
    os.close(terminal)


def run_alone(ingot, work):
    """How often each exit code came: of programs with one call each, whose streams are closed, or /dev/null."""
    outcomes = collections.Counter()
    for name, result, letters, _, memory in ROW.findall(TABLE.read_text()):
        if name in ("proc_exit", "proc_raise"):
            continue
        program = work / f"alone_{name}"
        program.with_suffix(".c").write_text(source_alone(name, result, letters, memory))
        subprocess.run(["clang-19", "--target=wasm32-wasi", "-O1", "-w", "-nostartfiles", program.with_suffix(".c"),
                        "-o", program.with_suffix(".wasm")], check=True)
        subprocess.run([ingot, "compile", "-O0", program.with_suffix(".wasm"), "-o", program], check=True)
        for redirections in ("<&- >&- 2>&-", "</dev/null >/dev/null 2>/dev/null"):
            for grants in ({}, {"INGOT_DIR": "rw"}):
                shutil.rmtree(work / "rw", ignore_errors=True)
                fill(work / "rw")
                done = subprocess.run(["/bin/sh", "-c", f"exec {program} {redirections}"], cwd=work, env=grants, timeout=SECONDS)
                outcomes[done.returncode] += 1
                if done.returncode != 0:
                    print(f"FAILED {name} alone, {redirections}, {grants}: exit code {done.returncode}")
    return outcomes


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ingot", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    options = parser.parse_args()
    work = options.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if shutil.which("clang-19") is None:
        print("wasi: clang-19 is not here")
        return SKIPPED
    (work / "every_call.c").write_text(source())
    subprocess.run(["clang-19", "--target=wasm32-wasi", "-O1", "-w", work / "every_call.c", "-o", work / "every_call.wasm"], check=True)
    program = work / "every_call"
    subprocess.run([options.ingot, "compile", work / "every_call.wasm", "-o", program], check=True)
    older = [sys.executable, HERE / "without_system_calls.py", "openat2"]
    outcomes = collections.Counter()
    for command in ([program], [*older, program]):
        for grants in ({}, {"INGOT_DIR": "rw;ro:ro", "INGOT_LISTEN": f"127.0.0.1:{free_port()}"}):
            for name in ("null", "pipe", "other end", "socket", "terminal", "file", "folder"):
                if name == "folder" and command[0] == sys.executable:
                    continue  # Python does not start with it.
                for folder in ("rw", "ro"):
                    shutil.rmtree(work / folder, ignore_errors=True)
                    fill(work / folder)
                with streams(work) as kinds:
                    done = subprocess.run(command, stdin=kinds[name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=work,
                                          env=grants, timeout=SECONDS,
                                          preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN))
                outcomes[done.returncode] += 1
                if done.returncode != 0:
                    print(f"FAILED stdin is {name}, {grants}: exit code {done.returncode}")
    outcomes += run_alone(options.ingot.resolve(), work)
    print(f"every call: {outcomes[0]} runs passed, {outcomes.total() - outcomes[0]} failed")
    return 0 if set(outcomes) == {0} else 1


if __name__ == "__main__":
    sys.exit(main())
