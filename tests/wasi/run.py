#!/usr/bin/env python3
"""What a program is given at start and what it sees of the host: grants, environment, streams, signals, exit codes.

    run.py --ingot BUILD/bin/ingot --work FOLDER

programs/*.c are built with clang-19 and wasi-libc and compiled, some several times; every test compares all of the output. Without a compiler for wasm32-wasi this says so and leaves with 77, which ctest counts as skipped. The last line is
"wasi: P passed, F failed".
"""
import argparse
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SECONDS = 60
SKIPPED = 77
TESTS = []


def test(function):
    TESTS.append(function)
    return function


class Bench:
    """Builds and runs the probe in a folder of its own."""

    def __init__(self, ingot, work):
        self.ingot = ingot.resolve()
        self.work = work.resolve()
        shutil.rmtree(self.work, ignore_errors=True)
        (self.work / "data/sub").mkdir(parents=True)
        (self.work / "other").mkdir()
        (self.work / "data/file").write_text("text")
        (self.work / "secret").write_text("secret")
        (self.work / "data/out").symlink_to("../secret")
        self.built = 0

    def build_modules(self):
        """False if there is no compiler for them."""
        for source in sorted((HERE / "programs").glob("*.c")):
            command = ["clang-19", "--target=wasm32-wasi", "-O2", source, "-o", self.work / f"{source.stem}.wasm"]
            if shutil.which(command[0]) is None:
                return False
            made = subprocess.run(command, capture_output=True, text=True)
            if made.returncode != 0:
                print(made.stderr)
                return False
        return True

    def compile(self, *options, module="probe"):
        self.built += 1
        program = self.work / f"{module}{self.built}"
        subprocess.run([self.ingot, "compile", self.work / f"{module}.wasm", "-o", program, *options], check=True)
        return program

    def run(self, program, *arguments, env=None, **options):
        """(exit code, stdout, stderr)"""
        options.setdefault("stdin", subprocess.DEVNULL)
        done = subprocess.run([program, *arguments], env=env or {}, cwd=self.work, capture_output=True, text=True,
                              timeout=SECONDS, **options)
        return done.returncode, done.stdout, done.stderr


def expect(actual, expected):
    assert actual == expected, f"\n  is       {actual!r}\n  expected {expected!r}"


@test
def nothing_is_granted_by_default(bench, probe):
    host = {"HOME": "/nowhere", "PATH": "/bin"}
    expect(bench.run(probe, "env", "grants", "cat=data/file", "cat=/etc/passwd", env=host),
           (0, "cat data/file: Capabilities insufficient\ncat /etc/passwd: Capabilities insufficient\n", ""))


@test
def arguments_belong_to_the_program(bench, probe):
    expect(bench.run(probe, "args", "--dir", "/", "--help", "-v", ""),
           (0, "".join(f"arg '{a}'\n" for a in (probe, "args", "--dir", "/", "--help", "-v", "")), ""))


@test
def folders_at_run_time(bench, probe):
    grants = {"INGOT_DIR": f"data::/d;{bench.work}/other;;data"}
    expect(bench.run(probe, "grants", "cat=/d/file", "cat=/d/out", "cat=/d/../secret", "put=/d/sub/new", "env", env=grants),
           (0, f"preopen 3 '/d'\npreopen 4 '{bench.work}/other'\npreopen 5 'data'\ncat /d/file: 'text'\n"
               "cat /d/out: Capabilities insufficient\ncat /d/../secret: Capabilities insufficient\nput /d/sub/new\n", ""))
    assert (bench.work / "data/sub/new").read_text() == "put"


@test
def folders_at_compile_time(bench, _):
    probe = bench.compile("--dir", "data::/d", "--dir", "other")
    expect(bench.run(probe, "grants", env={"INGOT_DIR": "data"}),
           (0, "preopen 3 '/d'\npreopen 4 'other'\npreopen 5 'data'\n", ""))


@test
def folders_that_are_not_there(bench, probe):
    expect(bench.run(probe, "grants", env={"INGOT_DIR": "data;missing::/m"}),
           (1, "", "ingot: cannot grant directory 'missing::/m': no such directory\n"))
    expect(bench.run(probe, env={"INGOT_DIR": "data/file"}),
           (1, "", "ingot: cannot grant directory 'data/file': not a directory\n"))
    expect(bench.run(probe, env={"INGOT_DIR": "::/x"}),
           (1, "", "ingot: cannot grant directory '::/x': expected HOST[::GUEST][:ro]\n"))
    expect(bench.run(bench.compile("--dir", "missing")),
           (1, "", "ingot: cannot grant directory 'missing': no such directory\n"))


@test
def folders_for_reading(bench, probe):
    tries = ("cat=/d/file", "put=/d/file", "put=/d/new", "grants")
    seen = (0, "cat /d/file: 'text'\nput /d/file: Capabilities insufficient\nput /d/new: Capabilities insufficient\n"
               "preopen 3 '/d'\n", "")
    expect(bench.run(probe, *tries, env={"INGOT_DIR": "data::/d:ro"}), seen)
    expect(bench.run(bench.compile("--dir", "data::/d:ro"), *tries), seen)


def talk(bench, command, port, env):
    """Starts a server, says hello to it until it listens; (what it answered, exit code, stdout)."""
    server = subprocess.Popen(command, cwd=bench.work, env=env, stdout=subprocess.PIPE, text=True)
    answer = b""
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
                connection.sendall(b"hello")
                while part := connection.recv(100):
                    answer += part
                break
        except ConnectionRefusedError:
            if server.poll() is not None:
                break
    out, _ = server.communicate(timeout=SECONDS)
    return answer, server.returncode, out


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@test
def listeners(bench, probe):
    port = free_port()
    seen = (b"got hello", 0, "preopen 3 'data'\nanswered 5\n")
    env = {"INGOT_DIR": "data", "INGOT_LISTEN": f"127.0.0.1:{port}"}
    expect(talk(bench, [probe, "grants", "answer=4"], port, env), seen)
    port = free_port()
    program = bench.compile("--dir", "data", "--tcplisten", f"localhost:{port}")
    expect(talk(bench, [program, "grants", "answer=4"], port, {}), seen)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        expect(bench.run(probe, env={"INGOT_LISTEN": address}),
               (1, "", f"ingot: cannot listen on '{address}': address in use\n"))
    expect(bench.run(probe, env={"INGOT_LISTEN": "example.org:80"}),
           (1, "", "ingot: cannot listen on 'example.org:80': expected HOST:PORT with a numeric host\n"))


@test
def environment(bench, _):
    probe = bench.compile("--env", "A=1", "--env", "B=x;y=z", "--env", "LANG", "--env", "NONE")
    expect(bench.run(probe, "env", env={"HOME": "/h", "LANG": "C", "INGOT_ENV": "A=2;E="}),
           (0, "env 'B=x;y=z'\nenv 'LANG=C'\nenv 'A=2'\nenv 'E='\n", ""))


@test
def sealed(bench, _):
    probe = bench.compile("--sealed", "--env", "A=1", "--dir", "data")
    expect(bench.run(probe, "env", "grants", env={"INGOT_ENV": "A=2;B=3", "INGOT_DIR": "/;missing"}),
           (0, "env 'A=1'\npreopen 3 'data'\n", ""))


@test
def streams(bench, probe):
    with open(bench.work / "stdout", "w+") as out:
        done = subprocess.run([probe, "streams"], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, env={})
        out.seek(0)
        expect((done.returncode, out.read()),
               (0, "stream 0 type 2 tty 0 seek 1\nstream 1 type 4 tty 0 seek 1\nstream 2 type 0 tty 0 seek 0\n"))


@test
def terminal(bench, probe):
    ours, theirs = pty.openpty()
    done = subprocess.run([probe, "streams"], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env={}, text=True)
    os.close(ours)
    os.close(theirs)
    expect((done.returncode, done.stdout),
           (0, "stream 0 type 2 tty 1 seek 0\nstream 1 type 0 tty 0 seek 0\nstream 2 type 2 tty 1 seek 0\n"))


@test
def redirected_folders_grant_nothing(bench, probe):
    before = [entry.stat() for entry in (bench.work / "data", bench.work / "data/file")]
    for env in ({}, {"INGOT_SANDBOX": "off"}, {"INGOT_DIR": "other"}):
        folder = os.open(bench.work / "data", os.O_RDONLY)
        expect(bench.run(probe, "stdin", stdin=folder, env=env),
               (0, "stdin: open 76 status 76 mkdir 76 unlink 76 readdir 76 times 76\n", ""))
        os.close(folder)
        with open(bench.work / "data/file") as file:
            expect(bench.run(probe, "stdin", stdin=file, env=env),
                   (0, "stdin: open 54 status 54 mkdir 54 unlink 54 readdir 54 times 76\n", ""))
    after = [entry.stat() for entry in (bench.work / "data", bench.work / "data/file")]
    expect([entry.st_mtime_ns for entry in after], [entry.st_mtime_ns for entry in before])


@test
def closed_streams_are_not_reused(bench, probe):
    """Started with 0 and 2 closed: what the runtime opens must not become the program's stdin or take our messages."""
    command = f"exec {probe} streams grants cat=data/file oob <&- 2>&-"
    expect(bench.run("/bin/sh", "-c", command, env={"INGOT_DIR": "data"}),
           (134, "stream 0 errno 8\nstream 1 type 0 tty 0 seek 0\nstream 2 errno 8\npreopen 3 'data'\n"
                 "cat data/file: 'text'\n", ""))


@test
def traps_are_told_when_stderr_is_closed_by_the_program(bench, probe):
    code, out, err = bench.run(probe, "close=2", "put=data/trap", "oob", env={"INGOT_DIR": "data"})
    expect((code, out), (134, "put data/trap\n"))
    assert err.startswith("trap: out of bounds memory access"), err
    assert (bench.work / "data/trap").read_text() == "put"


@test
def closed_pipe(bench, probe):
    done = subprocess.run(["/bin/sh", "-c", f"{probe} flood | head -n 1; exit 3"], env={"PATH": os.environ["PATH"]},
                          capture_output=True, text=True, timeout=SECONDS)
    expect((done.returncode, done.stdout), (3, "flood flood flood\n"))


@test
def sockets(bench, probe):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"hello")
        expect(bench.run(probe, "streams", "serve", stdin=theirs)[:2],
               (0, "stream 0 type 6 tty 0 seek 0\nstream 1 type 0 tty 0 seek 0\nstream 2 type 0 tty 0 seek 0\n"))
        expect(ours.recv(100), b"got hello")
    expect(bench.run(probe, "serve"), (0, "serve: Not a socket\n", ""))


@test
def what_does_not_listen_accepts_nothing(bench, probe):
    ours, theirs = socket.socketpair()
    expect(bench.run(probe, "accept=0", stdin=theirs), (0, "accept Invalid argument\n", ""))
    ours.close()
    theirs.close()


@test
def every_signal_ends_or_is_ignored(bench, probe):
    """None is stopped by the second wall."""
    stops, ignored = {18, 19, 20, 21}, {16, 17, 22, 27}
    for number in set(range(1, 31)) - stops:
        code = bench.run(probe, f"raise={number}")[0]
        assert code == 0 if number in ignored else code < 0 and (code != -signal.SIGSYS or number == 30), (number, code)


@test
def exit_codes(bench, probe):
    for given, seen in ((0, 0), (1, 1), (125, 125), (134, 134), (255, 255), (256, 0), (-1, 255)):
        expect(bench.run(probe, f"exit={given}"), (seen, "", ""))


@test
def signals(bench, probe):
    expect(bench.run(probe, "raise=0", "raise=17", "raise=31"), (0, "raise errno 0\nraise errno 0\nraise errno 28\n", ""))
    for number, host in ((15, signal.SIGTERM), (11, signal.SIGSEGV), (6, signal.SIGABRT), (9, signal.SIGKILL)):
        expect(bench.run(probe, f"raise={number}"), (-host, "", ""))


@test
def signals_from_others(bench, _):
    """Those that faults come as are no traps then, and end the program though it may not send any."""
    text = """(module (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 8) "\\20\\00\\00\\00\\03\\00\\00\\00") (data (i32.const 32) "up\\n")
      (func (export "_start") (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0))) (loop (br 0))))"""
    (bench.work / "loop.wat").write_text(text)
    subprocess.run(["wat2wasm", bench.work / "loop.wat", "-o", bench.work / "loop.wasm"], check=True)
    program = bench.compile(module="loop")
    for host in (signal.SIGSEGV, signal.SIGILL, signal.SIGTERM):
        with subprocess.Popen([program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            expect(running.stdout.readline(), b"up\n")
            running.send_signal(host)
            expect((running.wait(SECONDS), running.stderr.read()), (-host, b""))


@test
def the_older_module(bench, _):
    program = bench.compile("--dir", "data", module="unstable")
    (bench.work / "data/eleven").write_text("eleven byte")
    with open(bench.work / "data/eleven") as stdin:
        expect(bench.run(program, stdin=stdin),
               (0, "seek 0 3\nseek 0 10\nstat 0 11\npath stat 0 11\npoll 0 1 7\nshared\n", ""))


@test
def every_name_of_both_modules(bench, _):
    """All rows of the table can be imported, by both names of the module as the row says, and linked."""
    rows = re.findall(r'^WASI_CALL\((\w+), "(\w+)", (\w+),', (ROOT / "include/ingot/wasi_preview1.def").read_text(), re.MULTILINE)
    letters = {"i": "i32", "l": "i64"}
    imports, calls = [], []
    for module in ("wasi_snapshot_preview1", "wasi_unstable"):
        for name, signature, unstable in rows:
            if module == "wasi_unstable" and unstable == "Absent":
                continue
            result, parameters = signature.split("_")
            result, parameters = ([letters[letter] for letter in part] for part in (result, parameters))
            of_type = "".join(f"({word} {' '.join(types)})" for word, types in (("param", parameters), ("result", result)) if types)
            imports.append(f'(import "{module}" "{name}" (func ${module}.{name} {of_type}))')
            call = f"(call ${module}.{name} {' '.join(f'({type}.const 0)' for type in parameters)})"
            calls.append(f"(drop {call})" if result else call)
    # Never called, but the compiler cannot know that.
    text = "\n".join(["(module", *imports, '(memory (export "memory") 1)', '(func (export "_start")',
                      "(if (i32.load (i32.const 0)) (then", *calls, "))))"])
    (bench.work / "names.wat").write_text(text)
    subprocess.run(["wat2wasm", bench.work / "names.wat", "-o", bench.work / "names.wasm"], check=True)
    expect(len(calls), 2 * len(rows) - sum(unstable == "Absent" for _, _, unstable in rows))
    expect(bench.run(bench.compile(module="names")), (0, "", ""))


# What broken_layer.c tries, by number, and what ends it: the filter of system calls, or Landlock, which says no. With
# folders the program has openat.
ATTEMPTS = {1: "open /etc/passwd", 2: "socket", 3: "openat /etc/passwd", 4: "fork", 5: "execve", 6: "mmap executable",
            7: "mprotect executable", 8: "kill another", 9: "ptrace", 10: "open by int 0x80", 11: "dup by x32", 12: "dumpable again"}
KILLED, REFUSED, DONE = -signal.SIGSYS, 50, 100


@test
def the_second_wall(bench, _):
    """The layer in front of the kernel is broken on purpose: the kernel stops what it does."""
    layer = bench.work / "broken_layer.o"
    subprocess.run(["cc", "-c", "-O2", "-ffreestanding", "-fno-pic", "-fno-stack-protector", "-fcf-protection=none",
                    HERE / "native/broken_layer.c", "-o", layer], check=True)
    linker = (f"-Wl,{layer}", "-Wl,--allow-multiple-definition")
    broken = bench.compile(*linker)
    for number, name in ATTEMPTS.items():
        sandboxed = bench.run(broken, f"random={number}")[0]
        granted = bench.run(broken, f"random={number}", env={"INGOT_DIR": "data"})[0]
        expect((name, sandboxed), (name, KILLED))
        expect((name, granted), (name, REFUSED if name == "openat /etc/passwd" else KILLED))
    # The same without the wall, so that it is known to be the wall.
    for off in (lambda number: bench.run(broken, f"random={number}", env={"INGOT_SANDBOX": "off"}),
                lambda number: bench.run(bench.compile("--no-os-sandbox", *linker), f"random={number}")):
        for name in ("open /etc/passwd", "socket", "openat /etc/passwd"):
            number = next(number for number, known in ATTEMPTS.items() if known == name)
            expect((name, off(number)[0]), (name, DONE))
    sealed = bench.compile("--sealed", *linker)
    expect(bench.run(sealed, "random=1", env={"INGOT_SANDBOX": "off"})[0], KILLED)


@test
def the_second_wall_of_a_program_that_needs_little(bench, _):
    """Of a system call that is allowed in part, the part that no imported call needs."""
    text = """(module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $status (param i32 i32) (result i32))) (memory (export "memory") 1)
      (func (export "_start") (drop (call $status (i32.const 1) (i32.const 0))) (drop (call $random (i32.const 0) (i32.const %d)))))"""
    for number, result in ((13, DONE), (14, KILLED), (15, KILLED), (16, KILLED)):
        (bench.work / "little.wat").write_text(text % number)
        subprocess.run(["wat2wasm", bench.work / "little.wat", "-o", bench.work / "little.wasm"], check=True)
        program = bench.compile(f"-Wl,{bench.work}/broken_layer.o", "-Wl,--allow-multiple-definition", module="little")
        expect((number, bench.run(program)[0]), (number, result))


@test
def the_second_wall_is_reported(bench, probe):
    def report(*arguments, **env):
        return re.sub(r"\d+", "N", bench.run(*arguments, env={"INGOT_LOG": "info", **env})[2])
    none = "ingot: sandbox: no directories granted\n"
    landlock = "ingot: sandbox: Landlock: N granted, ABI N\n"
    seccomp = "ingot: sandbox: seccomp: N system calls\n"
    expect(report(probe), none + seccomp)
    expect(report(probe, INGOT_DIR="data;other:ro"), landlock + seccomp)
    expect(report(probe, INGOT_SANDBOX="off"), "ingot: sandbox: turned off\n")
    expect(bench.run(probe)[2], "")
    old = [sys.executable, HERE / "without_system_calls.py", "seccomp,landlock_create_ruleset", probe]
    expect(report(*old, "cat=data/file", INGOT_DIR="data"),
           "ingot: sandbox: Landlock: not available in this kernel\ningot: sandbox: seccomp: not available in this kernel\n")


@test
def core_files(bench, probe):
    """Host memory stays out of core files: the process is not dumpable."""
    server = subprocess.Popen([probe, "wait"], env={}, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + SECONDS
    while "Seccomp:\t2" not in (status := pathlib.Path(f"/proc/{server.pid}/status").read_text()):
        assert time.monotonic() < deadline, status
    assert "NoNewPrivs:\t1" in status, status
    owner = os.stat(f"/proc/{server.pid}/mem").st_uid
    server.kill()
    server.wait()
    expect(owner, 0)


@test
def limits_of_memory(bench, probe):
    told = ("ingot: memory limit reached (--max-memory): the program is told that there is no more than 1048576 bytes\n")
    expect(bench.run(probe, "grow=4", "grow=100", "grow=100", env={"INGOT_LIMIT": "memory=1M"}),
           (0, "grow 1\ngrow 0\ngrow 0\n", told))
    expect(bench.run(bench.compile("--max-memory", "1M"), "grow=100", env={"INGOT_LIMIT": "memory=2M"}), (0, "grow 0\n", told))
    expect(bench.run(probe, env={"INGOT_LIMIT": "memory=64K"}),
           (1, "", "ingot: memory limit reached (--max-memory): this program begins with 131072 bytes, and 65536 are allowed\n"))


@test
def limits_of_descriptors(bench, probe):
    env = {"INGOT_DIR": "data", "INGOT_LIMIT": "fds=5"}
    expect(bench.run(probe, "open=data/file", "open=data/file", "open=data/file", env=env),
           (0, "open 4\nopen -1\nopen -1\n", "ingot: limit of open descriptors reached (--max-fds)\n"))
    program = bench.compile("--max-fds", "3")
    expect(bench.run(program, env={"INGOT_DIR": "data"}), (1, "", "ingot: cannot grant directory 'data': too many open files\n"))


@test
def limits_of_time(bench, probe):
    ended = (124, "", "ingot: time limit reached (--timeout)\n")
    expect(bench.run(probe, "loop", env={"INGOT_LIMIT": "timeout=50ms"}), ended)
    expect(bench.run(probe, "wait", env={"INGOT_LIMIT": "timeout=50ms;"}), ended)
    expect(bench.run(bench.compile("--timeout", "50ms"), "wait", env={"INGOT_LIMIT": "timeout=1h"}), ended)
    expect(bench.run(probe, "args", env={"INGOT_LIMIT": "timeout=1h"})[0], 0)


@test
def limits_of_time_end_what_nobody_listens_to(bench, probe):
    """The messages go to a pipe that is full."""
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    try:
        while os.write(theirs, bytes(4096)):
            pass
    except BlockingIOError:
        os.set_blocking(theirs, True)
    for what in ("loop", "oob", "wait"):
        done = subprocess.run([probe, what], env={"INGOT_LIMIT": "timeout=50ms"}, stderr=theirs, timeout=SECONDS)
        expect((what, done.returncode), (what, 124))
    os.close(ours)
    os.close(theirs)


@test
def signals_that_are_blocked_at_the_start(bench, probe):
    def block():
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM, signal.SIGSEGV, signal.SIGILL])
    expect(bench.run(probe, "loop", env={"INGOT_LIMIT": "timeout=50ms"}, preexec_fn=block)[0], 124)
    expect(bench.run(probe, "oob", preexec_fn=block)[0], 134)


@test
def limits_that_are_none(bench, probe):
    for bad in ("memory", "memory=", "memory=0", "memory=1X", "memory=99999999999999G", "fds=-1", "fds=1K", "timeout=1d", "cpu=1",
                "fuel=0", "fuel=1K"):
        expect(bench.run(probe, env={"INGOT_LIMIT": f"fds=9;{bad}"}),
               (1, "", f"ingot: bad limit '{bad}' in INGOT_LIMIT (memory=64M;fds=20;timeout=10s;fuel=1000)\n"))


@test
def escape_sequences(bench, probe):
    def on_terminal(program):
        ours, theirs = pty.openpty()
        subprocess.run([program, "escapes"], stdin=subprocess.DEVNULL, stdout=theirs, env={}, check=True)
        os.close(theirs)
        text = os.read(ours, 100)
        os.close(ours)
        return text
    expect(on_terminal(probe), b"\x1b[1mbold\x1b[0m\r\n")
    filtering = bench.compile("--filter-escapes")
    expect(on_terminal(filtering), b"?[1mbold?[0m\r\n")
    expect(bench.run(filtering, "escapes"), (0, "\x1b[1mbold\x1b[0m\n", ""))


@test
def every_call_is_documented(*_):
    calls = re.findall(r"^WASI_CALL\((\w+)", (ROOT / "include/ingot/wasi_preview1.def").read_text(), re.MULTILINE)
    document = (ROOT / "docs/wasi.md").read_text()
    expect([call for call in calls if f"`{call}`" not in document], [])
    assert f"All {len(calls)} calls" in document, len(calls)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ingot", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    options = parser.parse_args()
    bench = Bench(options.ingot, options.work)
    if not bench.build_modules():
        print("wasi: clang-19 cannot build for wasm32-wasi; install clang-19, lld-19, wasi-libc, libclang-rt-19-dev-wasm32")
        return SKIPPED
    probe = bench.compile()
    failed = 0
    for function in TESTS:
        try:
            function(bench, probe)
        except (AssertionError, subprocess.SubprocessError) as error:
            print(f"FAILED {function.__name__}: {error}")
            failed += 1
    print(f"wasi: {len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
