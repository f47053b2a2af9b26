#!/usr/bin/env python3
"""Random functions that must trap, compiled at all levels: none of them may return.

    lost_traps.py --ingot BUILD/bin/ingot --work FOLDER [--seed N] [--count N] [--functions N] [--levels '-O1|-O3 -mcpu=native'] [--memory64]

Each function begins with an access of which the last bytes are behind the end of memory. What follows uses the loaded value, all of
it, some bits of it or nothing, in expressions, branches, loops and stores within memory. LLVM may drop, narrow, fold or move a load
whose value does not matter; here it must still trap (docs/lowering.md). No other engine is needed: the right answer is always the same.

With --memory64, memory has 64-bit addresses and is checked, and most functions begin with a loop, of which the last iterations are
out of bounds: the loops' checks are taken out where none can fail (compiler/optimize/loop_checks.cc).

Modules that fail stay in FOLDER. Exit code 1 if a trap is lost. Everything is a function of --seed.
"""
import argparse
import pathlib
import random
import subprocess
import sys

TRAP = "trap: out of bounds memory access"
LEVELS = "-O0|-O1|-O2|-O3|-O3 -mcpu=native"
# The end of the one page of memory, the address of loads in bounds, and that of stores.
ARGUMENTS = (("65536", "0", "0"), ("65536", "1", "8"))

TYPES = ("i32", "i64", "f32", "f64", "v128")
SHAPES = {"i32": "i32x4", "i64": "i64x2", "f32": "f32x4", "f64": "f64x2"}
INTEGER_OPERATIONS = "add sub mul and or xor shl shr_s shr_u rotl rotr".split()
FLOAT_OPERATIONS = "add sub mul div min max copysign".split()
BINARY = {"i32": INTEGER_OPERATIONS, "i64": INTEGER_OPERATIONS, "f32": FLOAT_OPERATIONS, "f64": FLOAT_OPERATIONS}
COMPARISONS = {
    **dict.fromkeys(("i32", "i64"), "eq ne lt_s lt_u gt_s gt_u le_s ge_u".split()),
    **dict.fromkeys(("f32", "f64"), "eq ne lt gt le ge".split()),
}
UNARY = {
    "i32": "clz ctz popcnt extend8_s extend16_s".split(),
    "i64": "clz ctz popcnt extend8_s extend16_s extend32_s".split(),
    "f32": "neg abs sqrt ceil nearest".split(),
    "f64": "neg abs sqrt floor trunc".split(),
}
CONVERSIONS = {  # to: (from, instruction)
    "i32": [("i64", "i32.wrap_i64"), ("f32", "i32.reinterpret_f32"), ("f64", "i32.trunc_sat_f64_s"),
            ("f32", "i32.trunc_sat_f32_u"), ("i64", "i64.eqz"), ("i32", "i32.eqz")],
    "i64": [("i32", "i64.extend_i32_u"), ("i32", "i64.extend_i32_s"), ("f64", "i64.reinterpret_f64"),
            ("f64", "i64.trunc_sat_f64_s")],
    "f32": [("f64", "f32.demote_f64"), ("i32", "f32.reinterpret_i32"), ("i32", "f32.convert_i32_s"),
            ("i64", "f32.convert_i64_u")],
    "f64": [("f32", "f64.promote_f32"), ("i64", "f64.reinterpret_i64"), ("i32", "f64.convert_i32_u"),
            ("i64", "f64.convert_i64_s")],
}
LOADS = {  # instruction: bytes
    "i32": {"i32.load": 4, "i32.load16_u": 2, "i32.load16_s": 2},
    "i64": {"i64.load": 8, "i64.load32_u": 4, "i64.load32_s": 4, "i64.load16_u": 2},
    "f32": {"f32.load": 4},
    "f64": {"f64.load": 8},
    "v128": {"v128.load": 16, "v128.load8x8_u": 8, "v128.load16x4_s": 8, "v128.load32x2_u": 8, "v128.load64_splat": 8,
             "v128.load64_zero": 8, "v128.load32_splat": 4, "v128.load32_zero": 4, "v128.load16_splat": 2},
}
STORES = {
    "i32": {"i32.store": 4, "i32.store16": 2},
    "i64": {"i64.store": 8, "i64.store32": 4, "i64.store16": 2},
    "f32": {"f32.store": 4},
    "f64": {"f64.store": 8},
    "v128": {"v128.store": 16},
}
VECTOR_BINARY = """i8x16.add i16x8.mul i32x4.add i64x2.sub v128.and v128.or v128.xor v128.andnot f32x4.add f64x2.mul f32x4.min
    i32x4.min_s i8x16.max_u i32x4.eq i32x4.lt_s i16x8.gt_u f32x4.lt f64x2.eq i8x16.swizzle i16x8.q15mulr_sat_s
    i8x16.narrow_i16x8_s i32x4.dot_i16x8_s i64x2.extmul_low_i32x4_u i16x8.extmul_high_i8x16_s i8x16.eq i8x16.avgr_u
    i8x16.sub_sat_u f32x4.pmin""".split()
VECTOR_UNARY = """v128.not i32x4.neg i8x16.abs f32x4.neg f64x2.abs i16x8.extend_low_i8x16_u i32x4.extend_high_i16x8_s
    i64x2.extend_low_i32x4_s i32x4.extadd_pairwise_i16x8_u f64x2.promote_low_f32x4 f64x2.convert_low_i32x4_s
    i32x4.trunc_sat_f64x2_s_zero f32x4.demote_f64x2_zero i8x16.popcnt f32x4.convert_i32x4_u i32x4.trunc_sat_f32x4_s
    f32x4.sqrt""".split()
SPLATS = {"i32": ["i32x4.splat", "i8x16.splat", "i16x8.splat"], "i64": ["i64x2.splat"], "f32": ["f32x4.splat"],
          "f64": ["f64x2.splat"]}
MASKS = ["i32x4.lt_s", "f32x4.gt", "i8x16.eq", "i64x2.ne"]
LANES = {  # to: (instruction, lanes), 0 if it names none
    "i32": [("i32x4.extract_lane", 4), ("i8x16.extract_lane_u", 16), ("i16x8.extract_lane_s", 8), ("i8x16.bitmask", 0),
            ("v128.any_true", 0), ("i32x4.all_true", 0), ("i64x2.bitmask", 0)],
    "i64": [("i64x2.extract_lane", 2)],
    "f32": [("f32x4.extract_lane", 4)],
    "f64": [("f64x2.extract_lane", 2)],
}


class Function:
    """Text of one function. $end is the end of memory, $in an address of loads in bounds and $out of stores in bounds."""

    def __init__(self, source, wide):
        self.source = source
        self.wide = wide  # addresses have 64 bits
        self.locals = []
        self.known = {type: [] for type in TYPES}  # locals that hold what depends on the first load

    def pick(self, items):
        return self.source.choice(list(items))

    def chance(self, probability):
        return self.source.random() < probability

    def address(self, text):
        return f"(i64.extend_i32_u {text})" if self.wide else text

    def local(self, type):
        self.locals.append((f"$l{len(self.locals)}", type))
        return self.locals[-1][0]

    def constant(self, type):
        if type == "v128":
            lanes = [self.pick((0, -1, 1, 255, 65535, self.source.randrange(1 << 32))) for _ in range(4)]
            return "(v128.const i32x4 " + " ".join(map(str, lanes if self.chance(0.8) else [0] * 4)) + ")"
        if type[0] == "f":
            return f"({type}.const {self.pick(('0', '1', '-0', '0.5', 'nan', 'inf', '3.25'))})"
        bits = int(type[1:])
        numbers = (0, 1, -1, 2, 7, 8, 16, 31, 255, 65535, 65536, 256, -256, 0xFF00, bits - 1, bits // 2)
        return f"({type}.const {self.pick((*numbers, self.source.randrange(1 << (bits - 1))))})"

    def leaf(self, type):
        if self.known[type] and self.chance(0.75):
            return f"(local.get {self.pick(self.known[type])})"
        if type == "i32" and self.chance(0.5):
            return f"(local.get {self.pick(('$in', '$out', '$end'))})"
        if self.chance(0.5):
            address = self.address("(i32.and (local.get $in) (i32.const 4095))")
            return f"({self.pick(LOADS[type])} offset={self.pick((0, 8, 16, 32, 64))} {address})"
        return self.constant(type)

    def expression(self, type, depth):
        if depth <= 0:
            return self.leaf(type)
        return self.vector(depth - 1) if type == "v128" else self.number(type, depth - 1)

    def select(self, type, depth):
        values = f"{self.expression(type, depth)} {self.expression(type, depth)}"
        return f"(select {values} {self.expression('i32', depth)})"

    def vector(self, depth):
        one, two = self.expression("v128", depth), self.expression("v128", depth)
        number = self.pick(SHAPES)
        kinds = ("binary", "unary", "bits", "shuffle", "lane", "splat", "select")
        kind = self.source.choices(kinds, (45, 15, 10, 10, 7, 7, 6))[0]
        if kind == "binary":
            return f"({self.pick(VECTOR_BINARY)} {one} {two})"
        if kind == "unary":
            return f"({self.pick(VECTOR_UNARY)} {one})"
        if kind == "bits":
            mask = f"({self.pick(MASKS)} {self.expression('v128', depth)} {self.expression('v128', depth)})"
            return f"(v128.bitselect {one} {two} {mask})"
        if kind == "shuffle":
            return f"(i8x16.shuffle {' '.join(str(self.source.randrange(32)) for _ in range(16))} {one} {two})"
        if kind == "lane":
            lane = self.source.randrange(int(SHAPES[number][-1]))
            return f"({SHAPES[number]}.replace_lane {lane} {one} {self.expression(number, depth)})"
        if kind == "splat":
            return f"({self.pick(SPLATS[number])} {self.expression(number, depth)})"
        return self.select("v128", depth)

    def number(self, type, depth):
        kinds = ("binary", "unary", "conversion", "select", "lane", "constant", "comparison")
        kind = self.source.choices(kinds, (35, 10, 20, 15, 10, 5, 5 if type == "i32" else 0))[0]
        if kind == "unary":
            return f"({type}.{self.pick(UNARY[type])} {self.expression(type, depth)})"
        if kind == "conversion":
            source, instruction = self.pick(CONVERSIONS[type])
            return f"({instruction} {self.expression(source, depth)})"
        if kind == "select":
            return self.select(type, depth)
        if kind == "lane":
            instruction, lanes = self.pick(LANES[type])
            lane = f" {self.source.randrange(lanes)}" if lanes else ""
            return f"({instruction}{lane} {self.expression('v128', depth)})"
        if kind == "comparison":
            of = self.pick(COMPARISONS)
            return f"({of}.{self.pick(COMPARISONS[of])} {self.expression(of, depth)} {self.expression(of, depth)})"
        right = self.constant(type) if kind == "constant" else self.expression(type, depth)
        return f"({type}.{self.pick(BINARY[type])} {self.expression(type, depth)} {right})"

    def branch(self, statements, depth):
        """Statements whose locals nobody uses behind them."""
        known = {type: list(names) for type, names in self.known.items()}
        text = " ".join(self.statement(depth) for _ in range(statements))
        self.known = known
        return text

    def statement(self, depth):
        kind = self.source.choices(("local", "store", "if", "loop"), (60, 20, 15 if depth else 0, 5 if depth else 0))[0]
        if kind == "local":
            type = self.pick(TYPES)
            value = self.expression(type, self.source.randrange(1, 4))
            name = self.local(type)
            self.known[type].append(name)
            return f"(local.set {name} {value})"
        if kind == "store":
            type = self.pick(TYPES)
            address = self.address("(i32.and (local.get $out) (i32.const 4095))")
            address = f"offset={self.pick((0, 8, 16, 100))} {address}"
            return f"({self.pick(STORES[type])} {address} {self.expression(type, self.source.randrange(1, 4))})"
        if kind == "if":
            condition = self.expression("i32", 2)
            return f"(if {condition} (then {self.branch(2, depth - 1)}) (else {self.branch(2, depth - 1)}))"
        counter = self.local("i32")
        count = f"(local.tee {counter} (i32.add (local.get {counter}) (i32.const 1)))"
        again = f"(br_if 0 (i32.lt_u {count} (i32.const {self.pick((2, 3, 4, 8, 33))})))"
        return f"(local.set {counter} (i32.const 0)) (loop {self.branch(2, 0)} {again})"

    def access(self):
        """The access that traps: at least one byte in bounds, at least one out of them."""
        type = self.pick((*TYPES, "v128", "f64", "i64"))
        is_store = self.chance(0.15)
        instruction, width = self.pick((STORES if is_store else LOADS)[type].items())
        if self.wide and self.chance(0.7):
            return self.loop_of(instruction, width, type, is_store)
        address = self.address(f"(i32.sub (local.get $end) (i32.const {self.source.randrange(1, width)}))")
        if is_store:
            return f"({instruction} {address} {self.expression(type, 2)})"
        name = self.local(type)
        self.known[type] = [name] * 3
        text = f"(local.set {name} ({instruction} {address}))"
        if type != "v128" and self.chance(0.15):
            text += f" ({type}.store {address} {self.expression(type, 1)})"
        return text

    def loop_of(self, instruction, width, type, is_store):
        """A loop, upwards or downwards, of accesses that pass the end, or the start, of memory in one of the last iterations."""
        rounds, step = self.pick((1, 2, 3, 4, 7, 16, 33, 100)), width * self.pick((1, 1, 1, 2, 3))
        counter = self.local("i64")
        travel = f"(i64.mul (local.get {counter}) (i64.const {step}))"
        if self.chance(0.3):  # below 0 comes 2^64 - 1
            inside = step * (rounds - 1) - self.source.randrange(1, step + 1)
            address = f"(i64.sub (i64.const {max(inside, -1)}) {travel})"
        else:
            start = step * (rounds - 1) - self.source.randrange(1 - width, self.pick((2, step + 1)))
            address = f"(i64.add (i64.sub (i64.extend_i32_u (local.get $end)) (i64.const {start})) {travel})"
        count = f"(local.tee {counter} (i64.add (local.get {counter}) (i64.const 1)))"
        if self.chance(0.5):
            end = f"(i64.const {rounds})"
        else:  # nobody knows how far it is
            end = f"(i64.add (i64.extend_i32_u (i32.shr_u (local.get $end) (i32.const 16))) (i64.const {rounds - 1}))"
        body = f"({instruction} {address} {self.leaf(type)})" if is_store else f"({instruction} {address})"
        if not is_store:
            name = self.local(type)
            self.known[type] = [name] * 3
            body = f"(local.set {name} {body})"
            if self.chance(0.3):
                body += f" (i64.store offset=64 (local.get {counter}) (local.get {counter}))"
        return f"(loop {body} (br_if 0 (i64.{self.pick(('ne', 'lt_u', 'lt_s'))} {count} {end})))"

    def text(self, name):
        before = " ".join(self.statement(0) for _ in range(self.source.randrange(2)))
        body = " ".join((before, self.access(), *(self.statement(1) for _ in range(self.source.randrange(5)))))
        result = self.pick(TYPES)
        body += " " + self.expression(result, self.source.randrange(1, 4))
        declared = " ".join(f"(local {name} {type})" for name, type in self.locals)
        return f'(func (export "{name}") (param $end i32) (param $in i32) (param $out i32) (result {result}) {declared} {body})'


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", check=False)


def lost(ingot, folder, seed, functions, levels, wide):
    """Compiles and runs one module; a line for each trap that is lost."""
    source = random.Random(seed)
    text = f"(module (memory{' i64' if wide else ''} 1)\n"
    text += "\n".join(Function(source, wide).text(f"f{i}") for i in range(functions)) + ")\n"
    wat, wasm, program = (folder / f"{seed}.{suffix}" for suffix in ("wat", "wasm", "program"))
    wat.write_text(text)
    made = run("wat2wasm", "--enable-all", wat, "-o", wasm)
    if made.returncode:
        return [f"seed {seed}: {made.stderr.strip()[:300]}"]
    lines = []
    for level in levels:
        made = run(ingot, "compile", "-C", "entry=invoke", *level.split(), wasm, "-o", program)
        if made.returncode:
            lines.append(f"seed {seed} {level}: {made.stderr.strip()[:300]}")
            continue
        for name in (f"f{i}" for i in range(functions)):
            for arguments in ARGUMENTS:
                done = run(program, name, *arguments)
                if TRAP not in done.stderr:
                    said = (done.stdout.strip() or done.stderr.strip())[:80]
                    lines.append(f"seed {seed} {level}: {name} {' '.join(arguments)}: exit code {done.returncode}, {said}")
    for path in (program, wasm, wat)[: 1 if lines else 3]:
        path.unlink(missing_ok=True)
    return lines


def main():
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    parser.add_argument("--ingot", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--seed", default=1, type=int, help="of the first module (%(default)s)")
    parser.add_argument("--count", default=1, type=int, help="modules (%(default)s)")
    parser.add_argument("--functions", default=40, type=int, help="in each module (%(default)s)")
    parser.add_argument("--levels", default=LEVELS, help="options of ingot compile, by bars (%(default)s)")
    parser.add_argument("--memory64", action="store_true", help="64-bit addresses, and loops of accesses")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    lines = []
    for seed in range(options.seed, options.seed + options.count):
        found = lost(options.ingot, options.work, seed, options.functions, options.levels.split("|"), options.memory64)
        lines += found
        for line in found:
            print(line, flush=True)
    print(f"{options.count} modules with {options.functions} functions each: {len(lines)} traps lost or modules that failed")
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
