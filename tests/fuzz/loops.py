#!/usr/bin/env python3
"""Random loops over memory, as producers write them, compiled as programs and compared with node.

    loops.py --runner BUILD/spec_runner --work FOLDER [--count N] [--seed N] [--memory64] [--configuration NAME...]

The loop passes (docs/lowering.md, Loops) work on programs only, and on loops that the general generator hardly ever makes:
addresses that advance by a constant, as pointers, indices or complements; bodies that are unrolled, nearly unrolled, or left in
the middle; arrays that overlap, ends of memory, addresses that wrap. Each function is called from a fresh memory; its result and
a hash of the memory, or that it traps, become assertions of a script for tests/spec/run.py, which is left in FOLDER/loops.

With --memory64, memory and counters have 64 bits; it is a checked memory, and the loops are versioned on its bounds
(compiler/optimize/loop_checks.cc). That needs a node that knows memory64 (24).

--count is in scripts of 60 functions. Everything is a function of --seed. Exit code 77 if node or wat2wasm are missing.
"""
import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FUNCTIONS = 60
CALLS = 5
# Name -> Wasm type, load, store, bytes.
ELEMENTS = {
    "i8": ("i32", "i32.load8_u", "i32.store8", 1), "i16": ("i32", "i32.load16_s", "i32.store16", 2),
    "i32": ("i32", "i32.load", "i32.store", 4), "i64": ("i64", "i64.load", "i64.store", 8),
    "f32": ("f32", "f32.load", "f32.store", 4), "f64": ("f64", "f64.load", "f64.store", 8),
}
# Of numbers that are not negative, none of these makes NaN, whose sign may differ.
OPERATIONS = {"i": ["add", "sub", "mul", "xor", "or", "and", "shl"], "f": ["add", "min", "max"]}
COMMUTATIVE = {"add", "mul", "xor", "or", "and"}
BITS = {"i32": "(i64.extend_i32_u {})", "i64": "{}", "f32": "(i64.extend_i32_u (i32.reinterpret_f32 {}))",
        "f64": "(i64.reinterpret_f64 {})"}
COUNTER = {
    "i32": {"i32": "{}", "i64": "(i64.extend_i32_u {})", "f32": "(f32.convert_i32_s {})", "f64": "(f64.convert_i32_s {})"},
    "i64": {"i32": "(i32.wrap_i64 {})", "i64": "{}", "f32": "(f32.convert_i64_s {})", "f64": "(f64.convert_i64_s {})"},
}
# Bytes below 64, so that floats are small and not negative.
HEAD = """(module
  (memory ADDRESS 1)
  (func (export "reset") (local $i ADDRESS)
    (loop $next
      (ADDRESS.store8 (local.get $i) (ADDRESS.and (ADDRESS.const 63)
        (ADDRESS.add (ADDRESS.mul (local.get $i) (ADDRESS.const 37)) (ADDRESS.shr_u (local.get $i) (ADDRESS.const 5)))))
      (br_if $next (ADDRESS.ne (local.tee $i (ADDRESS.add (local.get $i) (ADDRESS.const 1))) (ADDRESS.const 65536)))))
  (func (export "hash") (result i64) (local $i ADDRESS) (local $h i64)
    (loop $next
      (local.set $h (i64.add (i64.load (local.get $i))
        (i64.rotl (i64.mul (local.get $h) (i64.const 0x9E3779B97F4A7C15)) (i64.const 7))))
      (br_if $next (ADDRESS.ne (local.tee $i (ADDRESS.add (local.get $i) (ADDRESS.const 8))) (ADDRESS.const 65536))))
    (local.get $h))
"""
REFERENCE = """const fs = require("fs"); const [wasm, calls, at] = process.argv.slice(2);
const e = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(wasm))).exports;
const bits = x => BigInt.asUintN(64, x).toString();
console.log(JSON.stringify(JSON.parse(fs.readFileSync(calls)).map(([name, type, args, x]) => {
  e.reset();
  try { const r = e[name](...args.map(a => at == "i64" ? BigInt(a) : Number(a) | 0), type == "i64" ? BigInt(x) : Number(x)); return [bits(r), bits(e.hash())]; }
  catch (error) { if (!(error instanceof WebAssembly.RuntimeError)) throw error; return null; }
})));"""


class LoopFunction:
    """A loop of `unroll` pieces, a step of `stride` bytes each, over three pointers $p, $q and $r."""

    def __init__(self, source, name, address_type):
        self.random, self.name, self.at = source, name, address_type
        choice = source.choice
        self.type, self.load_name, self.store_name, self.size = ELEMENTS[choice(list(ELEMENTS))]
        self.operations = OPERATIONS[self.type[0]]
        self.unroll = choice([1, 1, 2, 2, 3, 4, 5, 8])
        self.down = source.random() < .3
        self.stride = self.size * choice([1, 1, 1, 1, 2, 3, 25]) * (-1 if self.down else 1)
        self.step = self.stride * self.unroll
        self.unlike = source.random() < .25  # pieces that are nearly alike
        self.sums = source.random() < .5
        self.streams = [self.stream(choice(["pointer", "index", "mixed"])) for _ in "pqr"]
        self.counter_step = choice([self.unroll, self.unroll, self.unroll, 2])
        if any(mode != "pointer" for mode, _, _ in self.streams):
            self.counter_step = self.unroll
        self.test = choice(["middle", "middle", "down", "ne", "lt_u", "lt_s", "ne", "to_end", "wide"])
        if self.test == "to_end" and (self.streams[0][0] != "pointer" or self.unlike):
            self.test = "ne"
        self.rounds = choice([1, 2, 3, 8, 16, 33])
        self.is_constant = self.test == "middle" or (self.test in ("ne", "lt_u", "lt_s") and source.random() < .3)
        self.text = self.write()

    def constant(self, value):
        return f"({self.at}.const {value})"

    def stream(self, kind):
        """How a pointer advances, and constants behind and inside of the index."""
        mode = self.random.choice(["pointer", "index"]) if kind == "mixed" else kind
        if mode == "index" and self.down and self.random.random() < .5:
            mode = "complement"
        return mode, self.random.choice([0, 0, 0, 8, 16, 4096]), self.random.choice([0, 0, 0, -8, 4])

    def address(self, stream, piece, shift=0):
        at, (mode, offset, constant) = self.at, self.streams[stream]
        distance = self.stride * piece + constant + shift
        base = f"(local.get ${'pqr'[stream]})"
        power = abs(self.stride).bit_length() - 1
        if mode == "complement" and abs(self.stride) == 1 << power:
            mask = 1 << (self.random.choice([power, power + 1]) if self.unlike else power)
            base = self.random.choice([
                f"({at}.add {base} ({at}.xor ({at}.shl (local.get $i) {self.constant(power)}) {self.constant(-mask)}))",
                f"({at}.add {base} ({at}.shl ({at}.xor (local.get $i) {self.constant(-1)}) {self.constant(power)}))"])
        elif mode != "pointer":
            index = "(local.get $i)"
            if at == "i64" and self.random.random() < .3:
                index = f"(i64.extend_i32_{self.random.choice('us')} (i32.wrap_i64 {index}))"
            base = f"({at}.add {base} ({at}.mul {index} {self.constant(self.stride)}))"
        if offset + distance >= 0 and self.random.random() < .6:
            return f"offset={offset + distance} {base}"
        return f"offset={offset} ({at}.add {base} {self.constant(distance)})"

    def tree(self, depth):
        """What pieces compute: a nested list."""
        choice = self.random.choice
        if depth == 0 or self.random.random() < .3:
            return choice([["load", choice([0, 1, 2]), choice([0, 0, 0, self.stride, -self.stride])],
                           ["load", choice([0, 1]), 0], ["constant", self.random.randrange(1, 9)], ["counter"],
                           ["argument"], ["sum"]])
        return [choice(self.operations), self.tree(depth - 1), self.tree(depth - 1)]

    def value(self, tree, piece, unlike):
        source, kind = self.random, tree[0]
        if kind == "load":
            shift = self.size if unlike and source.random() < .3 else 0
            return f"({self.load_name} {self.address(tree[1], piece, tree[2] + shift)})"
        if kind == "constant":
            return f"({self.type}.const {tree[1] + (unlike and source.random() < .5)})"
        if kind == "counter":
            return COUNTER[self.at][self.type].format(f"({self.at}.add (local.get $i) {self.constant(piece)})")
        if kind == "argument" or (kind == "sum" and not self.sums):
            return "(local.get $x)"
        if kind == "sum":
            return "(local.get $sum)"
        if unlike and source.random() < .2:
            kind = source.choice(self.operations)
        operands = [self.value(operand, piece, unlike) for operand in tree[1:]]
        if kind in COMMUTATIVE and source.random() < .3:
            operands.reverse()
        return f"({self.type}.{kind} {' '.join(operands)})"

    def pieces(self):
        source = self.random
        stored, added = self.tree(source.choice([1, 2, 2, 3])), self.tree(2)
        loads_first, body, values = source.random() < .25, [], []
        operation = source.choice(["add", "xor", "mul"] if self.type[0] == "i" else ["add", "max"])
        for piece in range(self.unroll):
            unlike = self.unlike and source.random() < .5
            value = self.value(stored, piece, unlike)
            if loads_first:
                values.append(f"(local.set $t{piece} {value})")
                value = f"(local.get $t{piece})"
            if unlike and source.random() < .1:
                body.append(f"(drop ({self.load_name} {self.address(2, piece, self.step)}))")
            body.append(f"({self.store_name} {self.address(0, piece)} {value})")
            if self.sums and not (unlike and source.random() < .2):
                body.append(f"(local.set $sum ({self.type}.{operation} (local.get $sum) "
                            f"{self.value(added, piece, unlike)}))")
        if self.unlike and source.random() < .2:
            source.shuffle(body)
        return values + body

    def condition(self):
        """What the loop goes on for."""
        at, end = self.at, self.constant(self.rounds * self.counter_step) if self.is_constant else "(local.get $n)"
        return {"middle": "(i32.const 1)",
                "down": f"({at}.ne (local.tee $n ({at}.sub (local.get $n) {self.constant(1)})) {self.constant(0)})",
                "to_end": f"({at}.ne (local.get $p) (local.get $n))",
                "wide": f"(i64.lt_u (local.get $w) {COUNTER[at]['i64'].format('(local.get $n)')})",
                }.get(self.test, f"({at}.{self.test} (local.get $i) {end})")

    def write(self):
        source, body, at = self.random, self.pieces(), self.at
        if self.test == "middle":
            leave = f"(br_if $out ({at}.eq (local.get $i) {self.constant(self.rounds * self.counter_step)}))"
            body.insert(source.randrange(len(body) + 1), leave)
        elif source.random() < .2:
            condition = source.choice([f"({at}.ne ({at}.and (local.get $i) {self.constant(1)}) {self.constant(0)})",
                                       f"({at}.gt_u (local.get $i) {self.constant(3)})"])
            body = [f"(if {condition} (then {' '.join(body)}))"] if self.test != "to_end" else body
        advance = [f"(local.set ${name} ({at}.add (local.get ${name}) {self.constant(self.step)}))"
                   for name, (mode, _, _) in zip("pqr", self.streams) if mode == "pointer"]
        advance += [f"(local.set $i ({at}.add (local.get $i) {self.constant(self.counter_step)}))",
                    "(local.set $w (i64.add (local.get $w) (i64.const 1)))"]
        source.shuffle(advance)
        lines = "\n      ".join(body + advance)
        result = BITS[self.type].format("(local.get $sum)")
        if source.random() < .4:
            ends = COUNTER[at]["i64"].format(f"({at}.xor (local.get $i) (local.get $p))")
            result = f"(i64.add {result} {ends})"
        saved = " ".join(f"(local $t{piece} {self.type})" for piece in range(self.unroll))
        return (f'  (func (export "{self.name}") (param $p {at}) (param $q {at}) (param $r {at}) (param $n {at}) '
                f"(param $x {self.type}) (result i64)\n    (local $i {at}) (local $w i64) (local $sum {self.type}) {saved}\n"
                f"    (block $out (loop $next\n      {lines}\n      (br_if $next {self.condition()})))\n    {result})\n")

    def place(self, span):
        """Somewhere, at the end of memory, at its start, or where addresses wrap."""
        source = self.random
        nearby = source.choice([0, 0, 1, -1, self.size, -self.size, 2 * self.size])
        _, offset, constant = self.streams[0]
        return source.choice([
            5000 + span + source.randrange(600), 5000 + span + source.randrange(600),
            65536 - offset - constant - (self.size if self.down else span) + nearby,
            -constant + (span - abs(self.stride) if self.down else 0) + nearby, source.choice([-4, -8, -16, -64, -256])])

    def call(self):
        source = self.random
        rounds = self.rounds + (self.test == "middle") if self.is_constant else source.choice([1, 2, 3, 7, 16, 33])
        span = abs(self.step) * rounds
        p = self.place(span)
        near = p + source.choice([0, self.size, -self.size, 2 * self.stride, -3 * self.stride, 1, 7 * self.size])
        q = source.choice([near, self.place(span), 20000 + span, 20000 + span])
        r = source.choice([p, q, self.place(span), 30000 + span, 30000 + span])
        n = {"down": rounds, "wide": rounds, "middle": 0,
             "to_end": p + self.step * rounds + source.choice([0, 0, 0, self.size, 1])}.get(self.test, rounds * self.counter_step)
        x = source.choice(["0", "7", "-1"] if self.type[0] == "i" else ["0", "0.5", "3"])
        return [self.name, self.type, [value % 2 ** int(self.at[1:]) for value in (p, q, r, n)], x]


def write_script(seed, suite, node, at):
    source = random.Random(seed)
    functions = [LoopFunction(source, f"loop{index}", at) for index in range(FUNCTIONS)]
    calls = [function.call() for function in functions for _ in range(CALLS)]
    text = HEAD.replace("ADDRESS", at).replace("(memory i32 1)", "(memory 1)") + "".join(function.text for function in functions) + ")\n"
    base = suite / f"loops{seed}"
    base.with_suffix(".wat").write_text(text)
    base.with_suffix(".json").write_text(json.dumps([[name, kind, [str(value) for value in values], x] for name, kind, values, x in calls]))
    subprocess.run(["wat2wasm", "--enable-memory64", base.with_suffix(".wat"), "-o", base.with_suffix(".wasm")], check=True)
    command = [node, suite / "reference.js", base.with_suffix(".wasm"), base.with_suffix(".json"), at]
    results = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout)
    for (name, kind, values, x), result in zip(calls, results):
        arguments = " ".join(f"({at}.const {value})" for value in values) + f" ({kind}.const {x})"
        text += '(assert_return (invoke "reset"))\n'
        if result is None:
            text += f'(assert_trap (invoke "{name}" {arguments}) "out of bounds memory access")\n'
        else:
            text += (f'(assert_return (invoke "{name}" {arguments}) (i64.const {result[0]}))\n'
                     f'(assert_return (invoke "hash") (i64.const {result[1]}))\n')
    (suite / "core" / f"loops{seed}.wast").write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runner", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--configuration", action="append")
    parser.add_argument("--memory64", action="store_true")
    parser.add_argument("--node", default="node")
    arguments = parser.parse_args()
    if not shutil.which(arguments.node) or not shutil.which("wat2wasm"):
        sys.exit(77)
    suite = arguments.work / ("loops64" if arguments.memory64 else "loops")
    shutil.rmtree(suite, ignore_errors=True)
    (suite / "core").mkdir(parents=True)
    (suite / "reference.js").write_text(REFERENCE)
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        write_script(seed, suite, arguments.node, "i64" if arguments.memory64 else "i32")
    command = [HERE.parent / "spec" / "run.py", "--runner", arguments.runner, "--work", arguments.work, "--suite", suite]
    for name in arguments.configuration or ["program-symbol-O2", "program-symbol-O3-native"]:
        command += ["--configuration", name]
    sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main()
