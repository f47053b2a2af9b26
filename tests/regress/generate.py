#!/usr/bin/env python3
"""Writes the scripts of this folder that are too long or too regular to be written by hand, in the official suite's format.

    generate.py FOLDER [--opcodes FILE]      writes FOLDER/core/class_NN_*.wast

Each is named after a class of bugs that other compilers had; README.md has the table of them all.
"""
import argparse
import itertools
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = 65536


def assert_return(name, arguments="", results=""):
    return f'(assert_return (invoke "{name}"{" " if arguments else ""}{arguments}){" " if results else ""}{results})'


def i32(value):
    return f"(i32.const {value})"


# ---- 2: shift counts are taken modulo the width of the shift, wherever the shift is folded into an access ----

def shift_counts():
    """The address of each access is a shift, by a constant or a parameter. The bytes of memory are their addresses' low bits."""
    functions, checks = [], []
    counts = [0, 1, 2, 3, 4, 31, 32, 33, 35, 63, 64, 65, 255, -1]
    loads = [("i32.load8_u", 1), ("i32.load16_u", 2), ("i32.load", 4), ("i64.load", 8)]
    for shift, (load, width) in itertools.product(["shl", "shr_u", "shr_s", "rotl"], loads):
        is_64 = load.startswith("i64")
        wrap, close = ("(i32.wrap_i64 ", ")") if is_64 else ("", "")
        title = f"{shift} {load}"
        functions.append(f'(func (export "{title}") (param i32 i32) (result i32) '
                         f'{wrap}({load} (i32.{shift} (local.get 0) (local.get 1))){close})')
        functions.append(f'(func (export "{title} long") (param i64 i64) (result i32) '
                         f'{wrap}({load} (i32.wrap_i64 (i64.{shift} (local.get 0) (local.get 1)))){close})')
        for count in counts:
            functions.append(f'(func (export "{title} {count}") (param i32) (result i32) '
                             f'{wrap}({load} (i32.{shift} (local.get 0) (i32.const {count}))){close})')
            for value in (5, 260, 0x80000000, 0xFFFFFFFF):
                for bits in (32, 64):
                    address = shifted(shift, value, count, bits) & 0xFFFFFFFF
                    suffix = "" if bits == 32 else " long"
                    arguments = f"(i{bits}.const {value}) (i{bits}.const {count})"
                    expect(checks, f"{title}{suffix}", arguments, address, width)
                    if bits == 32:
                        expect(checks, f"{title} {count}", i32(value), address, width)
    image = "".join(f"\\{address * 7 & 255:02x}" for address in range(4096))
    return f'(module (memory 1) (data (i32.const 0) "{image}")\n' + "\n".join(functions) + ")\n" + "\n".join(checks)


def shifted(shift, value, count, bits):
    mask = (1 << bits) - 1
    count %= bits
    if shift == "shl":
        return value << count & mask
    if shift == "rotl":
        return (value << count | value >> (bits - count)) & mask
    if shift == "shr_s" and value >> (bits - 1):
        return ((value - (1 << bits)) >> count) & mask
    return value >> count


def expect(checks, name, arguments, address, width):
    if address + width > PAGE:
        checks.append(f'(assert_trap (invoke "{name}" {arguments}) "out of bounds memory access")')
        return
    value = sum((at * 7 & 255 if at < 4096 else 0) << 8 * i for i, at in enumerate(range(address, address + min(width, 4))))
    checks.append(assert_return(name, arguments, i32(value)))


# ---- 6: branch tables of all sizes, and branches over much code ----

def branch_tables():
    """Distinct targets as far as blocks nest well; beyond that, entries share eight of them."""
    modules = []
    for size in (1, 2, 255, 256, 257, 4095, 4096, 4097):
        blocks = "(block " * (size + 1)
        labels = " ".join(str(i) for i in range(size + 1))
        ends = "".join(f") (return (i32.const {i * 3}))" for i in range(size + 1))
        modules.append(f'(module (func (export "f") (param i32) (result i32)\n{blocks}(br_table {labels} (local.get 0))\n{ends}))')
        modules += [assert_return("f", i32(i), i32(min(i & 0xFFFFFFFF, size) * 3))
                    for i in (0, 1, 2, size // 2, size - 1, size, size + 1, 255, 256, 257, 4095, 4096, 0x7FFFFFFF, -1)]
    for size in (65535, 65537, 100000):
        labels = " ".join(str(i * i // 7 % 8) for i in range(size)) + " 8"
        ends = "".join(f") (return (i32.const {i}))" for i in range(9))
        modules.append(f'(module (func (export "f") (param i32) (result i32)\n{"(block " * 9}(br_table {labels} (local.get 0))\n{ends}))')
        for i in (0, 1, 5, 255, 256, 4095, 4097, 65534, 65535, 65536, size - 1, size, size + 1, 0x80000000, -1):
            index = i & 0xFFFFFFFF
            modules.append(assert_return("f", i32(i), i32(index * index // 7 % 8 if index < size else 8)))
    return "\n".join(modules)


def long_functions():
    """Branches forward and back over more than a megabyte of code."""
    # Each of them is some 20 bytes of code at every level: the value is volatile for the optimiser.
    statement = "(global.set $a (i32.rotl (i32.xor (global.get $a) (i32.load (i32.and (global.get $a) (i32.const 0xfffc)))) (i32.const {n})))\n"
    body = "".join(statement.format(n=1 + i % 31) for i in range(40000))
    value = 1
    for i in range(40000):
        n = 1 + i % 31
        value = (value << n | value >> (32 - n)) & 0xFFFFFFFF
    return f"""(module (memory 1) (global $a (mut i32) (i32.const 1))
(func (export "over") (param i32) (result i32)
  (block (br_if 0 (local.get 0))
{body})
  (global.get $a))
(func (export "back") (param i32) (result i32)
  (loop
    (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
{body}    (br_if 0 (i32.ne (local.get 0) (i32.const 0))))
  (local.get 0)))
{assert_return("over", i32(1), i32(1))}
{assert_return("over", i32(0), i32(value))}
{assert_return("back", i32(3), i32(0))}
"""


# ---- 7: counts that do not fit small fields ----

def huge_counts():
    locals_ = "(local " + "i32 " * 49998 + ")"
    blocks = "(block) " * 100000
    conditions = "".join(f"(br_if 0 (i32.eq (local.get 0) (i32.const {i})))\n" for i in range(20000))
    datas = "".join(f'(data "\\{i & 255:02x}\\{i >> 8 & 255:02x}\\{i >> 16:02x}")\n' for i in range(70000))
    globals_ = "".join(f"(global (mut i32) (i32.const {i}))\n" for i in range(70000))
    functions = "".join(f"(func (result i32) (i32.const {i}))\n" for i in range(5000))
    numbers = " ".join(["i32"] * 1000)
    sums = "".join(f"(i32.add (local.get {i}) " for i in range(1000)) + "(i32.const 0)" + ")" * 1000
    pushed = " ".join(f"(i32.const {i * 3})" for i in range(1000))
    return f"""(module
  (func (export "locals") (param i32 i32) (result i32) {locals_}
    (local.set 49999 (local.get 0)) (local.set 25000 (local.get 1)) (local.set 32768 (i32.const 9))
    (i32.sub (i32.add (local.get 49999) (local.get 49998)) (i32.add (local.get 25000) (local.get 24999)))))
{assert_return("locals", i32(7) + " " + i32(5), i32(2))}
(module (func (export "blocks") (param i32) (result i32) {blocks} (i32.add (local.get 0) (i32.const 1))))
{assert_return("blocks", i32(7), i32(8))}
(module (func (export "branches") (param i32) (result i32) (block {conditions} (return (i32.const -1))) (local.get 0)))
{assert_return("branches", i32(19999), i32(19999))}
{assert_return("branches", i32(20000), i32(-1))}
(module (memory 1)
{datas}  (func (export "first") (result i32) (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 3)) (i32.load (i32.const 0)))
  (func (export "last") (result i32) (memory.init 69999 (i32.const 0) (i32.const 0) (i32.const 3)) (i32.load (i32.const 0)))
  (func (export "middle") (result i32) (memory.init 65537 (i32.const 0) (i32.const 0) (i32.const 3)) (i32.load (i32.const 0))))
{assert_return("first", "", i32(0))}
{assert_return("last", "", i32(69999))}
{assert_return("middle", "", i32(65537))}
(module
{globals_}  (func (export "get") (result i32) (i32.add (global.get 69999) (global.get 65536)))
  (func (export "set") (global.set 69999 (i32.const 1))))
{assert_return("get", "", i32(69999 + 65536))}
{assert_return("set")}
{assert_return("get", "", i32(1 + 65536))}
(module (table 5000 funcref) (elem (i32.const 0) func {" ".join(map(str, range(5000)))})
{functions}  (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0))))
{assert_return("call", i32(4097), i32(4097))}
{assert_return("call", i32(4999), i32(4999))}
(module
  (func $sum (param {numbers}) (result i32) {sums})
  (func $all (result {numbers}) {pushed})
  (func (export "through") (result i32) (call $sum (call $all))))
{assert_return("through", "", i32(sum(i * 3 for i in range(1000))))}
"""


# ---- 8: an access whose value nobody uses traps all the same ----

SIGNATURES = {"i": "i32", "l": "i64", "f": "f32", "d": "f64", "v": "v128"}
ROW = re.compile(r'^OP\(0x\w+, (\w+), "([^"]+)", (MemArg|MemArgLane), (\w+), (\w+), (\w+)\)', re.MULTILINE)


def unused_accesses(opcodes, lowered):
    """Every access of the opcode table, at a constant address, at one that is not known, and in a loop."""
    functions, checks = [], []
    for _, text, shape, signature, _, feature in ROW.findall(opcodes.read_text()):
        results, _, parameters = signature.partition("_")
        if feature not in lowered or "wait" in text or "notify" in text:
            continue
        lane = " 0" if shape == "MemArgLane" else ""
        rest = " ".join(f"({SIGNATURES[letter]}.const {'i64x2 1 2' if letter == 'v' else 1})" for letter in parameters[1:])
        drop = "(drop " if results else "(block "
        for kind, address in (("constant", i32(PAGE)), ("unknown", "(local.get 0)")):
            functions.append(f'(func (export "{text} {kind}") (param i32) {drop}({text}{lane} {address} {rest})))')
        functions.append(f'(func (export "{text} loop") (param i32) (loop {drop}({text}{lane} (local.get 0) {rest})) '
                         "(local.set 0 (i32.add (local.get 0) (i32.const 64))) "
                         "(br_if 0 (i32.le_u (local.get 0) (i32.const 65600)))))")
        for kind, address in (("constant", 0), ("unknown", PAGE), ("unknown", -8), ("loop", 0)):
            checks.append(f'(assert_trap (invoke "{text} {kind}" {i32(address)}) "out of bounds memory access")')
        checks.append(assert_return(f"{text} unknown", i32(64)))
    return "(module (memory 1)\n" + "\n".join(functions) + ")\n" + "\n".join(checks)


# ---- 9: tail calls between any two signatures ----

def tail_calls():
    """The caller's and the callee's parameters differ in number, type and place: registers, stack, memory for results."""
    parameter_lists = ["", "i32", "f64", "v128", "i64 " * 7, "f32 " * 9, "v128 " * 9, "i32 f64 v128 " * 5,
                       "v128 " * 9 + "f32", "f32 " + "v128 " * 10 + "i64 " * 7, "i64 " * 30]
    result_lists = ["", "i32", "i64 f64", "i32 " * 4, "f64 v128 i32 f32 i64 i64", "i64 " * 20]
    functions, checks, modules = [], [], []
    elements = []
    for r, results in enumerate(result_lists):
        results = results.split()
        for p, parameters in enumerate(parameter_lists):
            name = f"$to_{p}_{r}"
            functions.append(f"(type $t_{p}_{r} (func (param {parameters}) (result {' '.join(results)})))")
            functions.append(f"(func {name} (export \"to {p} {r}\") (type $t_{p}_{r}) " + callee(parameters.split(), results) + ")")
            elements.append(name)
    for r, results in enumerate(result_lists):
        for a, b in itertools.product(range(len(parameter_lists)), repeat=2):
            target = b + r * len(parameter_lists)
            pushes = "".join(constant(t, i + 1) for i, t in enumerate(parameter_lists[b].split()))
            own = f"(param {parameter_lists[a]}) (result {results})"
            calls = {"call": f"(return_call $to_{b}_{r} {pushes})",
                     "indirect": f"(return_call_indirect (type $t_{b}_{r}) {pushes} (i32.const {target}))",
                     "ref": f"(return_call_ref $t_{b}_{r} {pushes} (ref.func $to_{b}_{r}))"}
            for kind, code in calls.items():
                functions.append(f'(func (export "{kind} {a} {b} {r}") {own} {code})')
                arguments = " ".join(constant(t, 50 + i) for i, t in enumerate(parameter_lists[a].split()))
                expected = " ".join(constant(t, i + checksum(parameter_lists[b].split())) for i, t in enumerate(results.split()))
                checks.append(assert_return(f"{kind} {a} {b} {r}", arguments, expected))
    table = f"(table funcref (elem {' '.join(elements)}))"
    modules.append("(module $callees\n" + table + "\n".join(functions) + ")\n" + "\n".join(checks))
    modules.append('(register "callees" $callees)')
    modules.append(imported_tail_calls(parameter_lists, result_lists))
    return "\n".join(modules)


def imported_tail_calls(parameter_lists, result_lists):
    imports, functions, checks = [], [], []
    for r, results in enumerate(result_lists):
        for p, parameters in enumerate(parameter_lists):
            imports.append(f'(import "callees" "to {p} {r}" (func $to_{p}_{r} (param {parameters}) (result {results})))')
            pushes = "".join(constant(t, i + 1) for i, t in enumerate(parameters.split()))
            functions.append(f'(func (export "import {p} {r}") (param i64) (result {results}) (return_call $to_{p}_{r} {pushes}))')
            expected = " ".join(constant(t, i + checksum(parameters.split())) for i, t in enumerate(results.split()))
            checks.append(assert_return(f"import {p} {r}", "(i64.const 3)", expected))
    return "(module\n" + "\n".join(imports + functions) + ")\n" + "\n".join(checks)


def constant(type_, value):
    return f"(v128.const i64x2 {value} 0)" if type_ == "v128" else f"({type_}.const {value})"


def checksum(parameters):
    return sum((i + 1) * (i + 1) for i in range(len(parameters)))


def as_i32(type_, local):
    get = f"(local.get {local})"
    return {"i32": get, "i64": f"(i32.wrap_i64 {get})", "f32": f"(i32.trunc_f32_s {get})", "f64": f"(i32.trunc_f64_s {get})",
            "v128": f"(i32x4.extract_lane 0 {get})"}[type_]


def from_i32(type_, value):
    return {"i32": value, "i64": f"(i64.extend_i32_u {value})", "f32": f"(f32.convert_i32_s {value})",
            "f64": f"(f64.convert_i32_s {value})",
            "v128": f"(i32x4.replace_lane 0 (v128.const i64x2 0 0) {value})"}[type_]


def callee(parameters, results):
    """Each result is its place plus the sum of the parameters times their places."""
    total = "(i32.const 0)"
    for i, type_ in enumerate(parameters):
        total = f"(i32.add {total} (i32.mul (i32.const {i + 1}) {as_i32(type_, i)}))"
    sum_ = len(parameters)
    body = f"(local.set {sum_} {total})"
    return f"(local i32) {body} " + " ".join(
        from_i32(type_, f"(i32.add (local.get {sum_}) (i32.const {i}))") for i, type_ in enumerate(results))


# ---- 32: calls from the host with up to a thousand parameters and results ----

def many_values():
    """The host passes the parameters; results are these in reverse order."""
    modules = []
    types = ["i32", "i64", "f32", "f64", "v128"]
    for count in (0, 1, 2, 3, 5, 6, 7, 8, 9, 15, 16, 17, 100, 127, 128, 129, 255, 256, 257, 1000):
        chosen = [types[(i * i + count) % 5] for i in range(count)]
        body = " ".join(f"(local.get {i})" for i in reversed(range(count)))
        modules.append(f'(module (func (export "reverse") (param {" ".join(chosen)}) (result {" ".join(reversed(chosen))}) {body}))')
        values = [constant(type_, i + 1) for i, type_ in enumerate(chosen)]
        modules.append(assert_return("reverse", " ".join(values), " ".join(reversed(values))))
    return "\n".join(modules)


def lowered_features(features):
    return {ident for ident, lowered in re.findall(r'^FEATURE\((\w+), "[^"]+", (true|false)', features.read_text(), re.MULTILINE)
            if lowered == "true"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    wasm = ROOT / "compiler/wasm"
    scripts = {
        "class_02_shift_counts": shift_counts(),
        "class_06_branch_tables": branch_tables(),
        "class_06_long_functions": long_functions(),
        "class_07_huge_counts": huge_counts(),
        "class_08_unused_accesses": unused_accesses(wasm / "opcodes.def", lowered_features(wasm / "features.def")),
        "class_09_tail_calls": tail_calls(),
        "class_32_many_values": many_values(),
    }
    folder = options.folder / "core"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in scripts.items():
        path = folder / f"{name}.wast"
        # Unchanged scripts keep their time, so that they are not converted again.
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


if __name__ == "__main__":
    main()
