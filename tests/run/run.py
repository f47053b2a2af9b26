#!/usr/bin/env python3
"""Compiles the .wat files of this folder to programs and runs them: exit code, output and messages.

    run.py --ingot BUILD/bin/ingot --work FOLDER [FILE.wat...]

What is expected stands in comments at the head of each file:

    ;; LINK: name=file.wat                  a module of linked/ to be linked as name; any number, in order
    ;; OPTIONS: --unknown-imports=trap      options of `ingot compile` (default: none)
    ;; ARGS: one two                        arguments of the program
    ;; ENV: INGOT_ENV=A=b                   environment of the program (nothing else is in it)
    ;; LIMIT: as=1000000                    RLIMIT_AS of the program in KiB
    ;; EXIT: 134                            its exit code (default 0)
    ;; STDOUT: text                         a line of its output; all of them, in order
    ;; STDERR: text                         a part of what it says; any number, in order
    ;; COMPILE-ERROR: text                  compilation fails with exit code 1 and says this

Every program is made at -O0, -O2 and -O3, and -O2 with -C memory-base=register, and has to do the same each time. The last
line is "run: P passed, F failed".
"""
import argparse
import pathlib
import re
import resource
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import assemble  # noqa: E402

VARIANTS = {"O0": ["-O0"], "O2": ["-O2"], "O3": ["-O3"], "register": ["-O2", "-C", "memory-base=register"]}
SECONDS = 60


def directives(text):
    found = {}
    for key, value in re.findall(r"^;; ([A-Z-]+): ?(.*)$", text, re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


def in_order(parts, text):
    """The first part that is not in `text` behind those before it; None if all are."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return part
        at += len(part)
    return None


def limit_address_space(rows):
    if not rows:
        return None
    limit = int(rows[0].removeprefix("as=")) * 1024
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def check_program(program, rows):
    environment = dict(row.split("=", 1) for row in rows.get("ENV", []))
    command = [program, *shlex.split(" ".join(rows.get("ARGS", [])))]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=SECONDS, stdin=subprocess.DEVNULL,
                          preexec_fn=limit_address_space(rows.get("LIMIT")))
    errors = done.stderr.decode(errors="replace")
    wanted = int(rows.get("EXIT", ["0"])[0])
    if done.returncode != wanted:
        return f"exit code {done.returncode}, expected {wanted}\n{errors}"
    if (missing := in_order(rows.get("STDERR", []), errors)) is not None:
        return f"standard error lacks {missing!r}\n{errors}"
    if errors.count("trap: ") > 1:
        return f"more than one trap is told\n{errors}"
    output = "".join(line + "\n" for line in rows.get("STDOUT", []))
    if done.stdout.decode(errors="replace") != output:
        return f"output {done.stdout!r}, expected {output!r}"
    return None


def link_options(work, rows):
    """Assembles the modules of the LINK rows; returns the options that name them."""
    words = []
    for row in rows:
        name, file = row.split("=", 1)
        wasm = work / file.replace(".wat", ".wasm")
        assemble.assemble(HERE / "linked" / file, wasm, work)
        words += ["--link", f"{name}={wasm}"]
    return words


def check(ingot, work, source, variant, options):
    rows = directives(source.read_text())
    wasm = work / f"{source.stem}.wasm"
    program = work / f"{source.stem}.{variant}"
    options = options + link_options(work, rows.get("LINK", []))
    command = [ingot, "compile", *options, *shlex.split(" ".join(rows.get("OPTIONS", []))), wasm, "-o", program]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=SECONDS)
    if "COMPILE-ERROR" in rows:
        if done.returncode != 1 or program.exists():
            return f"compile ended with {done.returncode}, expected 1 and no output file"
        missing = in_order(rows["COMPILE-ERROR"], done.stderr)
        return None if missing is None else f"the error lacks {missing!r}\n{done.stderr}"
    if done.returncode != 0:
        return f"compile ended with {done.returncode}\n{done.stderr}"
    return check_program(str(program), rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for source in options.files or sorted(HERE.glob("*.wat")):
        wasm = options.work / f"{source.stem}.wasm"
        assemble.assemble(source, wasm, options.work)
        for variant, flags in VARIANTS.items():
            for old in options.work.glob(f"{source.stem}.{variant}"):
                old.unlink()
            problem = check(options.ingot, options.work, source, variant, flags)
            passed += problem is None
            failed += problem is not None
            if problem:
                print(f"FAILED {source.name} {variant}: {problem}")
    print(f"run: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
