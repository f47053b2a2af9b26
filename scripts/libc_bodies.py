#!/usr/bin/env python3
"""Writes compiler/lower/libc_bodies.def: the bodies of C library functions that the compiler knows, by the hash of their canonical
form (compiler/lower/libc_body.cc says what that is; both have to agree).

    libc_bodies.py [--wasm-opt FILE] [--print] ARCHIVE|MODULE...

ARCHIVE is a library for wasm32 that has them: wasi-libc's libc.a, or Rust's libcompiler_builtins-*.rlib. The table has a row for
each different body of the functions in NAMES, as wasm-ld-19 links them and as wasm-opt rewrites that, where all are exported and
where others call them, of whom some do not want the result, which wasm-opt then leaves out. A MODULE (.wasm) was linked by somebody
else and has names. It must be as wasm-ld left it: in one that wasm-opt has seen, functions may be made for the arguments that they
happen to get.

What is in the table is trusted: pass archives and modules of known origin only (docs/lowering.md says which it has). Rows of the
present table are kept, so that libraries which are not at hand are not forgotten.
"""
import argparse
import hashlib
import itertools
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "compiler/lower/libc_bodies.def"
OPCODES = ROOT / "compiler/wasm/opcodes.def"
PLAN = ROOT / "compiler/lower/module_plan.h"

# Names in the library of each LibcFunctionKind; those with __ are what wasi-libc has as aliases.
NAMES = {"memcpy": "Memcpy", "memmove": "Memmove", "memset": "Memset", "memcmp": "Memcmp", "bcmp": "Memcmp", "memchr": "Memchr",
         "memrchr": "Memrchr", "__memrchr": "Memrchr", "strlen": "Strlen", "strcmp": "Strcmp", "strncmp": "Strncmp",
         "strchr": "Strchr", "strchrnul": "Strchrnul", "__strchrnul": "Strchrnul", "strcpy": "Strcpy", "stpcpy": "Stpcpy",
         "__stpcpy": "Stpcpy", "strcspn": "Strcspn", "strspn": "Strspn"}
OPTIMISERS = [[], ["-O1"], ["-O2"], ["-O3"], ["-O4"], ["-Os"], ["-Oz"]]
# Functions whose result is often not used.
RESULT_DROPPED = ("memcpy", "memmove", "memset")
# Callers that pass on their parameters, so that wasm-opt learns nothing of them; two, so that it does not inline.
CALLERS = """int {name}({parameters});
{result} use_{name}({parameters}) {{ return ({result}){name}({arguments}); }}
{result} use_{name}_twice({parameters}) {{ {name}({arguments}); return ({result}){name}({arguments}); }}
"""
# Rust's names of the functions behind those with C names; the hash in them depends on the build.
RUST_NAMES = [re.compile(r"compiler_builtins(?:\[\w+\])?::mem::(\w+?)(?:::h[0-9a-f]{16})?"),
              re.compile(r"_ZN17compiler_builtins3mem\d(\w+)17h[0-9a-f]{16}E")]
NO_RESULT = 256  # kNoResult of libc_body.cc
I32, I64, EMPTY = 0x7F, 0x7E, 0x40
HEADER = """// Bodies of C library functions: INGOT_X(hash of the canonical form, LibcFunctionKind), ascending.
// Written by scripts/libc_bodies.py, which takes them from archives of the library.
"""


class NoForm(Exception):
    """The body depends on something that a canonical form cannot say."""


def kind_of(name):
    for pattern in RUST_NAMES:
        if rust := pattern.fullmatch(name):
            name = rust[1]
    return NAMES.get(name)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def take(self, count):
        self.at += count
        return self.data[self.at - count:self.at]

    def u32(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def signed(self, bits):
        start = self.at
        value = self.u32()
        used = 7 * (self.at - start)
        if used < bits and value >> (used - 1):
            value -= 1 << used
        return value & ((1 << bits) - 1)

    def name(self):
        return self.take(self.u32()).decode()


class Module:
    """As much of a linked module as matters here."""

    def __init__(self, data):
        self.types, self.type_of, self.bodies, self.names = [], [], [], {}
        reader = Reader(data)
        reader.take(8)
        while reader.at < len(data):
            section, content = reader.byte(), Reader(reader.take(reader.u32()))
            if section == 1:
                self.types = [self.func_type(content) for _ in range(content.u32())]
            elif section == 2:
                for _ in range(content.u32()):
                    self.import_(content)
            elif section == 3:
                self.type_of += [content.u32() for _ in range(content.u32())]
            elif section == 10:
                self.bodies += [Reader(content.take(content.u32())) for _ in range(content.u32())]
            elif section == 0 and content.name() == "name":
                self.read_names(content)

    def func_type(self, content):
        if content.byte() != 0x60:
            raise SystemExit("a type that is no function type")
        return tuple([content.byte() for _ in range(content.u32())] for _ in range(2))

    def import_(self, content):
        name, kind = (content.name(), content.name())[1], content.byte()
        if kind:
            raise SystemExit(f"{name}: an import that is no function")
        self.type_of.append(content.u32())
        self.bodies.append(None)

    def read_names(self, content):
        while content.at < len(content.data):
            kind, part = content.byte(), Reader(content.take(content.u32()))
            if kind == 1:
                for _ in range(part.u32()):
                    index = part.u32()
                    self.names[index] = part.name()


class Form:
    """The canonical form of one body; see CanonicalForm in libc_body.cc."""

    def __init__(self, module, funcidx, kinds, shapes):
        self.module, self.kinds, self.shapes, self.bytes = module, kinds, shapes, bytearray()
        self.has_callee = self.has_global = False
        body = Reader(module.bodies[funcidx].data)
        for types in module.types[module.type_of[funcidx]]:
            self.value_types(types)
        runs = [(body.u32(), body.byte()) for _ in range(body.u32())]
        local_types = [kind for count, kind in runs for _ in range(count)]
        self.value_types(local_types)
        while body.at < len(body.data):
            self.instruction(body)

    def number(self, value):
        self.bytes += value.to_bytes(8, "little")

    def value_types(self, types):
        self.number(len(types))
        for kind in types:
            if kind not in (I32, I64):
                raise NoForm
            self.number(int(kind == I64))

    def instruction(self, body):
        code = body.byte()
        if code >= 0xFB:
            code = code << 16 | body.u32()
        self.number(code)
        shape = self.shapes[code]
        if shape == "None":
            return
        if shape == "Block":
            kind = body.byte()
            if kind not in (I32, I64, EMPTY):
                raise NoForm
            self.value_types([])
            self.value_types([] if kind == EMPTY else [kind])
        elif shape in ("Label", "Local"):
            self.number(body.u32())
        elif shape == "BrTable":
            depths = [body.u32() for _ in range(body.u32() + 1)]
            self.number(len(depths))
            for depth in depths:
                self.number(depth)
        elif shape == "Global":
            self.has_global = True
            if body.u32():  # The stack pointer, which is all that the linked module has.
                raise NoForm
        elif shape == "Func" and code == 0x10:
            callee, self.has_callee = body.u32(), True
            kind = kind_of(self.module.names[callee])
            if kind is None:
                raise NoForm
            results = self.module.types[self.module.type_of[callee]][1]
            self.number(self.kinds.index(kind) + (0 if results else NO_RESULT))
        elif shape in ("I32", "I64"):
            self.number(body.signed(int(shape[1:])))
        elif shape == "MemArg":
            body.u32()
            self.number(body.u32())
        elif shape in ("Memory", "MemMem"):
            body.take(1 if shape == "Memory" else 2)
        else:
            raise NoForm

    def hash(self):
        return hashlib.sha256(self.bytes).hexdigest()[:32]


def link(archive, names, output):
    exports = [f"--export-if-defined={name}" for name in names]
    subprocess.run(["wasm-ld-19", "--no-entry", "--allow-undefined", *exports,
                    *[f"--undefined={name}" for name in names], archive, "-o", output], check=True)


def parameter_count(kind):
    return 1 if kind == "Strlen" else 3 if kind.startswith("Mem") or kind == "Strncmp" else 2


def callers(name, result):
    parameters = "abc"[:parameter_count(NAMES[name])]
    return CALLERS.format(name=name, result=result, parameters=", ".join(f"int {letter}" for letter in parameters),
                          arguments=", ".join(parameters))


def link_callers(archive, names, result, folder):
    """A module that has the functions only because others call them; `result`: int, or void if nobody wants it."""
    subprocess.run(["clang-19", "--target=wasm32", "-O1", "-fno-builtin", "-w", "-xc", "-", "-c", "-o", folder / "callers.o"],
                   input="".join(callers(name, result) for name in names), text=True, check=True)
    exports = [f"--export=use_{name}{suffix}" for name in names for suffix in ("", "_twice")]
    subprocess.run(["wasm-ld-19", "--no-entry", "--no-check-features", *exports, folder / "callers.o", archive,
                    "-o", folder / "linked.wasm"], check=True)


def linked_modules(archive, folder, kinds, shapes):
    """Yields one path again and again, to another module each time."""
    path = folder / "linked.wasm"
    if archive.endswith(".wasm"):
        path.write_bytes(functions_alone(Module(pathlib.Path(archive).read_bytes()), kinds, shapes))
        yield path
        return
    link(archive, NAMES, path)
    yield path
    defined = set(Module(path.read_bytes()).names.values())
    link_callers(archive, [name for name in NAMES if name in defined], "int", folder)
    yield path
    for count in range(1, len(RESULT_DROPPED) + 1):
        for names in itertools.combinations(RESULT_DROPPED, count):
            link_callers(archive, names, "void", folder)
            yield path


def u32(value):
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + u32(value >> 7)


def forms_of(module, kinds, shapes):
    """(funcidx, name, Form) of the functions that have one."""
    for funcidx, name in module.names.items():
        if not kind_of(name) or not module.bodies[funcidx]:
            continue
        if len(module.types[module.type_of[funcidx]][0]) != parameter_count(kind_of(name)):
            print(f"{name}: parameters are left out", file=sys.stderr)
            continue
        try:
            form = Form(module, funcidx, kinds, shapes)
        except NoForm:
            print(f"{name}: no canonical form", file=sys.stderr)
            continue
        if form.has_global != (kind_of(name) in ("Strcspn", "Strspn")):
            print(f"{name}: it has another place on the stack than its shim", file=sys.stderr)
        else:
            yield funcidx, name, form


def functions_alone(module, kinds, shapes):
    """A module with those of the functions that call none, all exported, so that wasm-opt has little to do."""
    def vector(items):
        return u32(len(items)) + b"".join(items)

    def string(text):
        return vector([bytes([byte]) for byte in text.encode()])

    def section(number, content):
        return bytes([number]) + u32(len(content)) + content

    found = [(funcidx, name) for funcidx, name, form in forms_of(module, kinds, shapes) if not form.has_callee]
    types = [b"\x60" + vector([bytes([kind]) for kind in params]) + vector([bytes([kind]) for kind in results])
             for params, results in (module.types[module.type_of[funcidx]] for funcidx, _ in found)]
    bodies = [u32(len(module.bodies[funcidx].data)) + module.bodies[funcidx].data for funcidx, _ in found]
    names = vector([u32(i) + string(name) for i, (_, name) in enumerate(found)])
    exports = [string(name) + b"\0" + u32(i) for i, (_, name) in enumerate(found)]
    return b"\0asm\1\0\0\0" + b"".join([
        section(1, vector(types)), section(3, vector([u32(i) for i in range(len(found))])), section(5, vector([b"\0\2"])),
        section(6, vector([b"\x7f\1\x41\0\x0b"])), section(7, vector(exports)), section(10, vector(bodies)),
        section(0, string("name") + section(1, names))])


def rows_of(path, kinds, shapes):
    return {(form.hash(), kind_of(name)) for _, name, form in forms_of(Module(path.read_bytes()), kinds, shapes)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wasm-opt", default="wasm-opt")
    parser.add_argument("--print", action="store_true", help="to standard output, and not what the table has already")
    parser.add_argument("archives", nargs="+", metavar="ARCHIVE")
    options = parser.parse_args()
    shapes = {int(code, 16): shape for code, shape in
              re.findall(r'^OP\((0x[0-9A-F]+), \w+, "[^"]*", (\w+),', OPCODES.read_text(), re.MULTILINE)}
    kinds = re.findall(r"\w+", re.search(r"enum class LibcFunctionKind : uint8_t \{(.*?)\}", PLAN.read_text(), re.S)[1])
    rows = set() if options.print else set(re.findall(r'INGOT_X\("(\w+)", (\w+)\)', TABLE.read_text()))
    with tempfile.TemporaryDirectory() as folder:
        folder, wasm_opt = pathlib.Path(folder), options.wasm_opt.split()
        for archive in options.archives:
            for linked in linked_modules(archive, folder, kinds, shapes):
                rows.update(rows_of(linked, kinds, shapes))
                # wasm-opt leaves out passes, of functions' types among them, where there is debug information to keep.
                stripped, rewritten = folder / "stripped.wasm", folder / "rewritten.wasm"
                subprocess.run([*wasm_opt, "--strip-dwarf", "-g", linked, "-o", stripped], check=True)
                for source, passes in itertools.product((linked, stripped), OPTIMISERS):
                    subprocess.run([*wasm_opt, *passes, "-g", source, "-o", rewritten], check=True)
                    rows.update(rows_of(rewritten, kinds, shapes))
    text = HEADER + "".join(f'INGOT_X("{digest}", {kind})\n' for digest, kind in sorted(rows))
    if options.print:
        print(text, end="")
    else:
        TABLE.write_text(text)


if __name__ == "__main__":
    main()
