#!/usr/bin/env python3
"""Every instruction that touches memory, in every kind of memory: just inside traps never, just outside always.

    memory_accesses.py --runner BUILD/spec_runner --work FOLDER [arguments of tests/spec/run.py]

The instructions are read from compiler/wasm/opcodes.def, so that a new one cannot be forgotten: two compilers have shipped
64-bit memories in which some instructions were not checked. Writes one script per kind of memory to FOLDER/suite and
runs them with tests/spec/run.py.
"""
import argparse
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROW = re.compile(r'^OP\((\w+), \w+, "([^"]+)", (\w+), (\w+), (\w+), (\w+)\)')
TRAP = "out of bounds memory access"
CONSTANTS = {"i": "(i32.const 1)", "l": "(i64.const 1)", "f": "(f32.const 1)", "d": "(f64.const 1)",
             "v": "(v128.const i64x2 1 2)"}
CONFIGURATIONS = ["library-O0", "library-O3", "program-symbol-O3", "program-register-O0"]

# Name -> memories before the one under test, limits, bits of an address, size in bytes, feature of the atomics.
MEMORIES = {
    "guarded": ("", "1", 32, 65536),
    "memory64": ("", "i64 1", 64, 65536),
    "small_pages": ("", "100 (pagesize 1)", 32, 100),
    "small_pages64": ("", "i64 5000 (pagesize 1)", 64, 5000),
    "second": ("(memory 1)", "1", 32, 65536),
    "second64": ("(memory i64 3)", "i64 1", 64, 65536),
    "second_small_pages": ("(memory i64 3)", "8192 (pagesize 1)", 32, 8192),
}


def rows():
    for line in (ROOT / "compiler/wasm/opcodes.def").read_text().splitlines():
        if match := ROW.match(line):
            yield match.groups()


def lowered_features():
    text = (ROOT / "compiler/wasm/features.def").read_text()
    return set(re.findall(r'^FEATURE\((\w+), "[^"]+", true', text, re.M))


def access_bytes(text):
    """Bytes that an instruction touches, by its name."""
    if match := re.search(r"(?:load|store|rmw|wait)(8x8|16x4|32x2)", text):
        return 8
    if match := re.search(r"(?:load|store|rmw|wait)(8|16|32|64)", text):
        return int(match[1]) // 8
    if text == "memory.atomic.notify":
        return 4
    return {"i32": 4, "f32": 4, "i64": 8, "f64": 8, "v128": 16}[text.split(".")[0]]


class Script:
    """Functions of one module, and assertions on them."""

    def __init__(self, before, limits, bits, size):
        self.address = f"i{bits}"
        self.bits, self.size = bits, size
        self.memidx = 1 if before else 0
        self.functions, self.assertions = [], []
        self.head = f'{before}(memory {limits})(data $d "0123456789abcdef")'

    def add(self, body):
        self.functions.append(f'(func (export "{len(self.functions)}") (param {self.address}) {body})')
        return len(self.functions) - 1

    def expect(self, function, address, in_bounds):
        call = f'(invoke "{function}" ({self.address}.const {address % 2**self.bits}))'
        self.assertions.append(f"(assert_return {call})" if in_bounds else f'(assert_trap {call} "{TRAP}")')

    def probe(self, body, count, offset, step=1):
        """body takes an address and touches `count` bytes there + offset; addresses must be multiples of step."""
        function = self.add(body)
        last = self.size - count - offset
        far = [2**33, 2**63] if self.bits == 64 else [2**31]
        addresses = {*far, 2**self.bits - step, self.size, max(last + step, 0)}
        if last >= 0:
            addresses |= {last, 0}
        for address in sorted(addresses):
            if (address + offset) % step == 0:
                self.expect(function, address, address <= last)

    def offsets(self, step):
        largest = 2**self.bits - 1
        return {offset - offset % step for offset in (0, 1, 2**31, 2**32 - 1, largest) if offset <= largest}

    def text(self):
        return "\n".join([f"(module {self.head}", *self.functions, ")", *self.assertions, ""])


def accesses(script, features):
    for _, text, imm, sig, group, feature in rows():
        if imm not in ("MemArg", "MemArgLane") or feature not in features or text.startswith("memory.atomic.wait"):
            continue
        count = access_bytes(text)
        step = count if group == "Atomic" else 1
        results, params = sig.split("_")
        operands = "".join(CONSTANTS[letter] for letter in params[1:])
        lane = " 0" if imm == "MemArgLane" else ""
        for offset in script.offsets(step):
            body = f"({text} {script.memidx} offset={offset}{lane} (local.get 0){operands})"
            script.probe(f"(drop {body})" if results else body, count, offset, step)


def constant_addresses(script):
    """The compiler knows that some of these are in bounds."""
    for address in (0, script.size - 4, script.size - 3, script.size, 2**script.bits - 1):
        for offset in (0, 4, 2**32 - 1):
            body = f"(drop (i32.load {script.memidx} offset={offset} ({script.address}.const {address})))"
            script.expect(script.add(body), 0, address + offset + 4 <= script.size)


def bulk(script):
    m, t = script.memidx, script.address
    for count in (0, 1, 16):
        length = f"({t}.const {count})"
        script.probe(f"(memory.fill {m} (local.get 0) (i32.const 7) {length})", count, 0)
        script.probe(f"(memory.copy {m} {m} (local.get 0) ({t}.const 0) {length})", count, 0)
        script.probe(f"(memory.copy {m} {m} ({t}.const 0) (local.get 0) {length})", count, 0)
        script.probe(f"(memory.init {m} $d (local.get 0) (i32.const 0) (i32.const {count}))", count, 0)
    # Lengths: the sum with the start must not wrap.
    for start in (1, script.size):
        for length in (2**script.bits - 1, 2**script.bits - start, script.size + 1):
            whole = f"({t}.const {start})", f"({t}.const {length})"
            script.expect(script.add(f"(memory.fill {m} {whole[0]} (i32.const 7) {whole[1]})"), 0, False)
            script.expect(script.add(f"(memory.copy {m} {m} {whole[0]} ({t}.const 0) {whole[1]})"), 0, False)
            script.expect(script.add(f"(memory.copy {m} {m} ({t}.const 0) {whole[0]} {whole[1]})"), 0, False)


def write_suite(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, memory in MEMORIES.items():
        script = Script(*memory)
        accesses(script, lowered_features())
        constant_addresses(script)
        bulk(script)
        path = folder / f"{name}.wast"
        # Unchanged scripts are not converted again.
        if not path.exists() or path.read_text() != script.text():
            path.write_text(script.text())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", required=True, type=pathlib.Path)
    options, rest = parser.parse_known_args()
    suite = options.work / "suite"
    write_suite(suite / "core/accesses")
    configurations = [word for name in CONFIGURATIONS for word in ("--configuration", name)]
    if "--configuration" in rest:
        configurations = []
    runner = ROOT / "tests/spec/run.py"
    os.execv(sys.executable, [sys.executable, str(runner), "--suite", str(suite), "--work", str(options.work),
                              *configurations, *rest])


if __name__ == "__main__":
    main()
