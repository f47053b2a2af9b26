"""Several modules in one program (--link): zlib and libbz2 from Debian's sources, each a module without a C library that works in
the memory of the program, with its malloc; and SQLite, which has everything of its own."""
import tools
from tools import QUIET, SRC, WASI_C, run, wasi_flags

ZLIB = ["adler32", "compress", "crc32", "deflate", "inffast", "inflate", "inftrees", "trees", "uncompr", "zutil"]
BZIP2 = ["blocksort", "huffman", "crctable", "randtable", "compress", "decompress", "bzlib"]


def build_library(folder, name, base, sources, options, exports):
    """A module whose data and stack stand from `base` on in its user's memory."""
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, "-mbulk-memory", *options, *sources, "-nostdlib", "-Wl,--no-entry",
        "-Wl,--import-memory", "-Wl,--allow-undefined", f"-Wl,--global-base={base}",
        *[f"-Wl,--export={export}" for export in exports], "-o", folder / f"{name}.wasm")


def build_packer(folder):
    zlib = tools.debian_source(folder, "zlib")
    bzip2 = tools.debian_source(folder, "bzip2")
    zlib_files = [zlib / f"{name}.c" for name in ZLIB]
    bzip2_files = [bzip2 / f"{name}.c" for name in BZIP2]
    run("clang-19", *QUIET, "-DBZ_NO_STDIO", *zlib_files, *bzip2_files, SRC / "packer.c", "-o", folder / "packer.native")
    build_library(folder, "packer_zlib", 64 << 10, zlib_files, [], ["compress2", "uncompress", "crc32"])
    build_library(folder, "packer_bzip2", 512 << 10, bzip2_files, ["-DBZ_NO_STDIO"],
                  ["BZ2_bzBuffToBuffCompress", "BZ2_bzBuffToBuffDecompress"])
    exports = [f"-Wl,--export={name}" for name in ("malloc", "free", "bz_internal_error")]
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, SRC / "packer.c", f"-Wl,--global-base={1 << 20}", *exports,
        "-o", folder / "packer.wasm")


def check_packer(suite, text):
    links = [f"--link={name}={suite.work}/packer_{name}.wasm" for name in ("zlib", "bzip2")]
    suite.compare("packer", suite.compile("packer", links=links), stdin=text)


def build_sqlite_module(folder):
    """SQLite as a reactor, and its user: two C libraries, two heaps, two memories."""
    source = tools.debian_source(folder, "sqlite3")
    build = source / "amalgamation"
    build.mkdir(exist_ok=True)
    run("../configure", "--disable-tcl", cwd=build)
    run("make", "sqlite3.c", cwd=build)
    options = ["-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_OMIT_WAL", "-DSQLITE_MAX_MMAP_SIZE=0",
               f"-I{build}"]
    library = [SRC / "sqlite_module.c", build / "sqlite3.c"]
    user = SRC / "sqlite_user.c"
    defines, libraries = tools.emulation()
    run("clang-19", *QUIET, *options, *library, user, "-lm", "-o", folder / "sqlite_user.native")
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, *options, *defines, "-mexec-model=reactor", "-include",
        SRC / "sqlite_wasi.h", *library, *libraries, "-o", folder / "sqlite_module.wasm")
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, user, "-o", folder / "sqlite_user.wasm")


def check_sqlite_module(suite, text):
    program = suite.compile("sqlite_user", links=[f"--link=sqlite={suite.work}/sqlite_module.wasm"])
    suite.compare("sqlite_user", program, stdin=(SRC / "statements.sql").read_bytes())


PROGRAMS = {"packer": (build_packer, check_packer), "sqlite_module": (build_sqlite_module, check_sqlite_module)}
