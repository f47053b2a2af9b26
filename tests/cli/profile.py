#!/usr/bin/env python3
"""Programs that count where they go, and what the compiler makes of it: --profile-generate, --profile-use.

    profile.py --ingot BUILD/bin/ingot --work FOLDER [--wat2wasm PATH]

Counts are exact, so the file is read here and compared with what the module does.
"""
import argparse
import os
import pathlib
import re
import shutil
import stat
import struct
import subprocess
import sys

HEADER, RECORD = 16, 16
ELEMENT = 1 << 63  # marks a position in a table
MODULE = """(module
  (type $op (func (param i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 0) $add $double $negate $stop)
  (func $add (type $op) (i32.add (local.get 0) (i32.const 7)))
  (func $double (type $op) (i32.shl (local.get 0) (i32.const 1)))
  (func $negate (type $op) (i32.sub (i32.const 0) (local.get 0)))
  (func $stop (type $op) (unreachable))
  ;; Element 1 for every tenth, else element 0.
  (func (export "calls") (param $n i32) (result i32)
    (local $x i32)
    (loop $next
      (local.set $x (call_indirect (type $op) (local.get $x)
        (i32.eqz (i32.rem_u (local.get $n) (i32.const 10)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "table") (param $n i32) (result i32)
    (block $a (block $b (block $c (br_table $a $b $c (local.get $n))) (return (i32.const 3))) (return (i32.const 2)))
    (i32.const 1))
  (func (export "trap") (param $n i32) (result i32)
    (if (local.get $n) (then (drop (call_indirect (type $op) (i32.const 0) (i32.const 3)))))
    (i32.const 5))
)"""

# Says that it runs, and ends when it is told to.
OTHER = """(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\01\\00\\00\\00")
  (data (i32.const 16) "r")
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8))))
)"""


# The same, but the elements may have changed by the time they are called.
CHANGING = MODULE[:-1] + """(func (export "set") (table.set 0 (i32.const 3) (ref.null func))))"""


class Failure(Exception):
    pass


def expect(wanted, got, what):
    if wanted != got:
        raise Failure(f"{what}: expected {wanted!r}, got {got!r}")


def run(*command, cwd, code=0, **more):
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False, **more)
    if done.returncode != code:
        raise Failure(f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def counters(file):
    """The counters of every function, in the order of the file."""
    data = file.read_bytes()
    expect(b"ingotpr2", data[:8], "magic")
    functions, at = [], HEADER
    while at + RECORD <= len(data):
        _, count = struct.unpack_from("<QQ", data, at)
        if count == 0:
            break
        functions.append(list(struct.unpack_from(f"<{count}Q", data, at + RECORD)))
        at += RECORD + 8 * count
    return functions


def counts_add_up(ingot, work):
    run(ingot, "compile", "-C", "entry=invoke", "--profile-generate", "m.wasm", "-o", "counting", cwd=work)
    file = work / "ingot.profile"
    expect("64449\n", run("./counting", "calls", "100", cwd=work).stdout, "result")
    run("./counting", "table", "1", cwd=work)
    run("./counting", "table", "9", cwd=work)
    run("./counting", "trap", "1", cwd=work, code=134)
    # {entry}; calls: {entry, element, votes, its calls, calls, taken, not taken}; table: {entry, 3 labels}; trap: {entry, ...}
    functions = counters(file)
    expect([[90], [10], [0], [1]], functions[:4], "entries")
    expect(7, len(functions[4]), "sites of the loop")
    entry, element, votes, hits, calls, taken, not_taken = functions[4]
    expect((1, ELEMENT + 0, 100, 99, 1), (entry, element, calls, taken, not_taken), "loop")
    expect((80, 89), (votes, hits), "90 for, the first of which ousted another element, and 10 against")
    expect([2, 0, 1, 1], functions[5], "br_table")
    expect([1, 1, 0, ELEMENT + 3, 1, 1, 1], functions[6], "calls before a trap are in the file")


def another_program_begins_anew(ingot, work):
    (work / "p").write_bytes(b"ingotpr0 of another version")
    run("./counting", "table", "0", cwd=work, env={"INGOT_PROFILE": "p"})
    expect([1, 1, 0, 0], counters(work / "p")[5], "counts")


def what_is_no_profile_is_not_replaced(ingot, work):
    (work / "notes").write_text("something else")
    done = run("./counting", "table", "0", cwd=work, env={"INGOT_PROFILE": "notes"})
    expect("ingot: cannot write the profile 'notes': File exists\n", done.stderr, "message")
    expect("something else", (work / "notes").read_text(), "notes")


def file_of_a_running_program_stays_whole(ingot, work):
    """Another program puts its counters into a file of its own: to cut the other's off would kill it."""
    (work / "other.wat").write_text(OTHER)
    run("wat2wasm", "other.wat", "-o", "other.wasm", cwd=work)
    run(ingot, "compile", "--profile-generate", "other.wasm", "-o", "other", cwd=work)
    environment = {"INGOT_PROFILE": "shared"}
    with subprocess.Popen(["./other"], cwd=work, env=environment, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as other:
        expect(b"r", other.stdout.read(1), "other is running")
        run("./counting", "table", "0", cwd=work, env=environment)
        expect([1, 1, 0, 0], counters(work / "shared")[5], "counts")
        other.stdin.write(b"x")
        other.stdin.close()
        expect(0, other.wait(), "exit code of the program whose file was replaced")
    expect([], [file.name for file in work.glob("*.new")], "files left")


def what_is_no_file_is_left_alone(ingot, work):
    (work / "folder").mkdir()
    done = run("./counting", "table", "0", cwd=work, env={"INGOT_PROFILE": "folder"})
    expect("ingot: cannot write the profile 'folder': Is a directory\n", done.stderr, "message")
    os.mkfifo(work / "fifo")
    done = run("./counting", "table", "0", cwd=work, env={"INGOT_PROFILE": "fifo"})
    expect("ingot: cannot write the profile 'fifo': Invalid argument\n", done.stderr, "message")
    expect(True, stat.S_ISFIFO((work / "fifo").stat().st_mode), "still a FIFO")


def later_version_keeps_what_did_not_change(ingot, work):
    """A type, a function and an import in front shift all indices; the addresses of data shift, too."""
    run("./counting", "calls", "100", cwd=work, env={"INGOT_PROFILE": "old"})
    later = MODULE.replace("(module", """(module
  (type (func (param i64)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))""").replace("(func $add ", """(func (export "new") (result i32) (call $yield))
  (func $add """).replace("(i32.const 7)", "(i32.const 70000)")
    (work / "later.wat").write_text(later)
    run("wat2wasm", "later.wat", "-o", "later.wasm", cwd=work)
    done = run(ingot, "compile", "-v", "-C", "entry=invoke", "--profile-use=old", "later.wasm", "-o", "later", cwd=work)
    if "the profile has counters for 7 of 8 functions" not in done.stderr:
        raise Failure(f"functions that did not change: {done.stderr}")


def foreign_profile_is_said(ingot, work):
    done = run(ingot, "compile", "--profile-use=old", "other.wasm", "-o", "foreign", cwd=work)
    if "the profile has counters for 0 of 1 functions: it is of another program" not in done.stderr:
        raise Failure(f"no warning: {done.stderr}")


def no_file_is_no_reason_to_fail(ingot, work):
    done = run("./counting", "table", "0", cwd=work, env={"INGOT_PROFILE": "nowhere/p"})
    expect("1\n", done.stdout, "result")
    expect("ingot: cannot write the profile 'nowhere/p': No such file or directory\n", done.stderr, "message")


def likely_callee_is_called_directly(ingot, work):
    use = ["compile", "-C", "entry=invoke", "--profile-use=ingot.profile", "m.wasm"]
    for emit, call in (("llvm-ir-unopt", "call fastcc i32 @f0("), ("llvm-ir-unopt", "function_entry_count"),
                       ("llvm-ir-unopt", "ProfileSummary")):
        text = run(ingot, *use, f"--emit={emit}", "-o", "-", cwd=work).stdout
        if call not in text:
            raise Failure(f"no '{call}' in {emit}")
    for level in ("-O0", "-O2", "-O3"):
        for base in ("symbol", "register"):
            run(ingot, *use, level, "-C", f"memory-base={base}", "-o", "tuned", cwd=work)
            expect("64449\n", run("./tuned", "calls", "100", cwd=work).stdout, "result")
            expect("2\n", run("./tuned", "table", "1", cwd=work).stdout, "result")
            run("./tuned", "trap", "1", cwd=work, code=134)
    run(ingot, *use[:-1], "m.wasm", "--emit=shared-lib", "-o", "m.so", cwd=work)


def likely_callee_of_a_changing_table_is_compared(ingot, work):
    run(ingot, "compile", "-C", "entry=invoke", "--profile-generate", "changing.wasm", "-o", "changing", cwd=work)
    run("./changing", "calls", "100", cwd=work, env={"INGOT_PROFILE": "changing.profile"})
    use = ["compile", "-C", "entry=invoke", "--profile-use=changing.profile", "changing.wasm"]
    if "icmp eq ptr" not in run(ingot, *use, "--emit=llvm-ir-unopt", "-o", "-", cwd=work).stdout:
        raise Failure("the code is not compared")
    run(ingot, *use, "-o", "changing", cwd=work)
    expect("64449\n", run("./changing", "calls", "100", cwd=work).stdout, "result")


def several_files_are_added(ingot, work):
    text = run(ingot, "compile", "-C", "entry=invoke", "--profile-use=ingot.profile", "--profile-use=p", "m.wasm",
               "--emit=llvm-ir-unopt", "-o", "-", cwd=work).stdout
    if '!"function_entry_count", i64 3}' not in text:
        raise Failure("entries of `table`: not 2 + 1")


def runs_agree_on_a_callee(ingot, work):
    """A position is no count: it must not be added up. The one with more calls stays."""
    def likely(*profiles):
        text = run(ingot, "compile", "-C", "entry=invoke", *[f"--profile-use={name}" for name in profiles], "m.wasm",
                   "--emit=llvm-ir-unopt", "-o", "-", cwd=work).stdout
        return re.findall(r"icmp eq i64 %\S+, (\d)", text)
    alone = likely("ingot.profile")
    shutil.copy(work / "ingot.profile", work / "copy")
    expect(alone, likely("ingot.profile", "copy"), "callee of twice the same")
    run("./counting", "calls", "1", cwd=work, env={"INGOT_PROFILE": "short"})
    expect(alone, likely("short", "ingot.profile"), "callee of the longer run")


def damaged_files_are_refused(ingot, work):
    good = (work / "ingot.profile").read_bytes()
    cases = {"not a profile": b"x" * 64, "too short": b"", "cut off": good[:HEADER + RECORD], "the profile is cut off": good[:HEADER + RECORD + 8 + 6],
             "is cut off": good[:HEADER] + struct.pack("<QQ", 1, 2**63) + bytes(64)}
    for message, data in cases.items():
        (work / "bad").write_bytes(data)
        done = run(ingot, "compile", "--profile-use=bad", "m.wasm", "-o", "no", cwd=work, code=1)
        if message not in done.stderr or "bad" not in done.stderr or (work / "no").exists():
            raise Failure(f"{message}: {done.stderr}")


def hostile_counts_do_not_change_results(ingot, work):
    data = bytearray((work / "ingot.profile").read_bytes())
    at = HEADER
    while at + RECORD <= len(data):
        _, count = struct.unpack_from("<QQ", data, at)
        if count == 0:
            break
        for i in range(count):
            struct.pack_into("<Q", data, at + RECORD + 8 * i, [2**64 - 1, 3, 4, 2**33][i % 4])
        at += RECORD + 8 * count
    (work / "lies").write_bytes(data)
    run(ingot, "compile", "-C", "entry=invoke", "--profile-use=lies", "m.wasm", "-o", "lied", cwd=work)
    expect("64449\n", run("./lied", "calls", "100", cwd=work).stdout, "result")


def wrong_use_is_said(ingot, work):
    for words in (["--profile-generate", "--emit=obj"], ["--profile-generate", "--profile-use=ingot.profile"]):
        run(ingot, "compile", *words, "m.wasm", "-o", "no", cwd=work, code=2)


CASES = [counts_add_up, another_program_begins_anew, what_is_no_profile_is_not_replaced,
         file_of_a_running_program_stays_whole, what_is_no_file_is_left_alone, later_version_keeps_what_did_not_change,
         foreign_profile_is_said, no_file_is_no_reason_to_fail, likely_callee_is_called_directly,
         likely_callee_of_a_changing_table_is_compared, several_files_are_added, runs_agree_on_a_callee,
         damaged_files_are_refused, hostile_counts_do_not_change_results, wrong_use_is_said]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--wat2wasm", default="wat2wasm")
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    for name, text in (("m", MODULE), ("changing", CHANGING)):
        (options.work / f"{name}.wat").write_text(text)
        run(options.wat2wasm, f"{name}.wat", "-o", f"{name}.wasm", cwd=options.work)
    for case in CASES:
        try:
            case(options.ingot.resolve(), options.work)
        except Failure as failure:
            print(f"{case.__name__}: {failure}")
            return 1
    print(f"profile: {len(CASES)} passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
