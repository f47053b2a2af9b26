#!/usr/bin/env python3
"""Writes a module that calls host functions of up to a thousand parameters and results, and one by tail calls.

    host_calls.py OUTPUT.wat

For each count: import "host" "COUNT" and an export of the same name and type that calls it, types in turn.
"""
import sys

COUNTS = [0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 100, 127, 128, 129, 255, 256, 257, 1000]
TYPES = ["i32", "i64", "f32", "f64", "v128"]


def main():
    imports, functions = [], []
    for count in COUNTS:
        types = " ".join(TYPES[i % len(TYPES)] for i in range(count))
        signature = f"(param {types}) (result {types})"
        imports.append(f'(import "host" "{count}" (func $host{count} {signature}))')
        arguments = " ".join(f"(local.get {i})" for i in range(count))
        functions.append(f'(func (export "{count}") {signature} (call $host{count} {arguments}))')
    imports.append('(import "host" "back" (func $back (param i32) (result i32)))')
    # A chain of tail calls with a host function at its end: their frames are gone by then, the caller's is not.
    functions.append("""
      (type $t (func (param i32) (result i32)))
      (table funcref (elem $back $last))
      (func $last (type $t) (return_call $back (local.get 0)))
      (func $middle (param i32 f64 i64 i64 i64 i64 i64 i64 i64) (result i32)
        (return_call_indirect (type $t) (local.get 0) (i32.const 1)))
      (func $first (type $t)
        (return_call $middle (local.get 0) (f64.const 1) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
          (i64.const 6) (i64.const 7)))
      (func (export "outer") (param i32) (result i32)
        (i32.add (call $first (local.get 0)) (i32.const 1)))
      (func (export "inner") (type $t) (return_call $first (local.get 0)))
      (func (export "divide") (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))""")
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write("(module\n" + "\n".join(imports + functions) + ")\n")


if __name__ == "__main__":
    main()
