"""Writes the small modules that the goldens name. Built here from bytes, so that no assembler is needed and malformed ones
look no different from good ones.

    modules.py FOLDER
"""
import pathlib
import sys

MAGIC = b"\0asm\1\0\0\0"
I32, I64, F64, FUNCREF, EXTERNREF = 0x7F, 0x7E, 0x7C, 0x70, 0x6F
FUNC, TABLE, MEMORY, GLOBAL = 0, 1, 2, 3
END = 0x0B


def uleb(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def name(text):
    data = text if isinstance(text, bytes) else text.encode()
    return uleb(len(data)) + data


def section(number, *items, count=True):
    contents = (uleb(len(items)) if count else b"") + b"".join(items)
    return bytes([number]) + uleb(len(contents)) + contents


def custom(title, contents):
    return section(0, name(title) + contents, count=False)


def func_type(params, results):
    return b"\x60" + name(bytes(params)) + name(bytes(results))


def imported(module, field, kind, *description):
    return name(module) + name(field) + bytes([kind, *description])


def exported(field, kind, index):
    return name(field) + bytes([kind, index])


def body(*code):
    return name(b"\0" + bytes(code))


def const(value):
    return [0x41, value]


def data(offset, contents):
    return b"\0" + bytes(const(offset)) + bytes([END]) + name(contents)


def start_module(*code, types=(), imports=(), **extra):
    """A program whose _start has this code; type 0 is [] -> []."""
    parts = [MAGIC, section(1, func_type([], []), *types)]
    if imports:
        parts.append(section(2, *imports))
    parts.append(section(3, b"\0"))
    if extra.get("memory", True):
        parts.append(section(5, b"\0\1"))
    start = len([i for i in imports if i[-2] == FUNC])
    parts.append(section(7, exported("_start", FUNC, start), exported("memory", MEMORY, 0)))
    parts.append(section(10, body(*code, END)))
    if "data" in extra:
        parts.append(section(11, *extra["data"]))
    return b"".join(parts)


def hello():
    fd_write = imported("wasi_snapshot_preview1", "fd_write", FUNC, 1)
    iovec = (16).to_bytes(4, "little") + (6).to_bytes(4, "little")
    call = [*const(1), *const(8), *const(1), *const(4), 0x10, 0, 0x1A]
    return start_module(*call, types=[func_type([I32] * 4, [I32])], imports=[fd_write],
                        data=[data(8, iovec), data(16, b"hello\n")])


def zoo():
    """One of everything that `inspect` shows."""
    return b"".join([
        MAGIC,
        section(1, func_type([], []), func_type([I32] * 4, [I32]), func_type([I64], [I64, F64])),
        section(2, imported("wasi_snapshot_preview1", "fd_write", FUNC, 1), imported("env", "log\x1b[31m", FUNC, 0),
                imported("env", "base", GLOBAL, I32, 0)),
        section(3, b"\0", b"\0"),
        section(4, bytes([FUNCREF, 1, 2, 8]), bytes([EXTERNREF, 0, 0])),
        section(5, b"\1\2\x10"),
        section(6, bytes([I32, 1, *const(7), END])),
        section(7, exported("memory", MEMORY, 0), exported("run", FUNC, 2), exported("counter", GLOBAL, 1)),
        section(8, b"\3", count=False),
        section(9, b"\0" + bytes([*const(0), END]) + b"\2\2\3"),
        section(10, body(*const(0), *const(0), *const(0), 0xFC, 11, 0, END), body(*const(1), 0xC0, 0x1A, END)),
        section(11, data(0, b"abc")),
        custom("name", b"\0" + name(name("zoo")) + b"\1" + name(b"\1\2" + name("fill"))),
        custom("producers", b"\0"),
    ])


def modules():
    log = imported("env", "log", FUNC, 1)
    host = [func_type([I32], [])]
    return {
        "minimal": MAGIC,
        "hello": hello(),
        "zoo": zoo(),
        "trap": start_module(0x00),
        "exit7": start_module(*const(7), 0x10, 0, types=host,
                              imports=[imported("wasi_snapshot_preview1", "proc_exit", FUNC, 1)]),
        "unknown_import": start_module(*const(1), 0x10, 0, types=host, imports=[log]),
        "math": b"".join([MAGIC, section(1, func_type([I32, I32], [I32])), section(3, b"\0"),
                          section(7, exported("add", FUNC, 0)),
                          section(10, body(0x20, 0, 0x20, 1, 0x6A, END))]),
        "adds": start_module(*const(40), *const(2), 0x10, 0, 0x10, 1, types=[func_type([I32, I32], [I32]), *host],
                             imports=[imported("math", "add", FUNC, 1), imported("env", "log", FUNC, 2)]),
        "adds_wrongly": start_module(0x42, 0, 0x10, 0, 0x1A, types=[func_type([I64], [I32])],
                                     imports=[imported("math", "add", FUNC, 1)]),
        "host": b"".join([MAGIC, section(1, *host), section(2, imported("wasi_snapshot_preview1", "proc_exit", FUNC, 0)),
                          section(7, exported("log", FUNC, 0))]),
        "mismatch": start_module(0x42, 0, *const(1), 0x6A, 0x1A),
        "truncated": hello()[:40],
        "not_wasm": b"#!/bin/sh\necho hello\n",
        "component": b"\0asm\x0d\0\1\0",
        "gc": MAGIC + section(1, func_type([], [])) + section(3, b"\0") +
              section(10, body(*const(0), 0xFB, 0x1C, 0x1A, END)),  # ref.i31, drop
        "empty": b"",
    }


def write_modules(folder):
    for title, contents in modules().items():
        (folder / f"{title}.wasm").write_bytes(contents)


if __name__ == "__main__":
    write_modules(pathlib.Path(sys.argv[1]))
