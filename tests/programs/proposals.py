"""Tail calls, relaxed SIMD, 64-bit addresses and two memories; the last two in zlib, from Debian's source."""
import tools
from tools import QUIET, SRC, WASI_C, execute, run, wasi_flags

# Loops within loops, then each byte of the input plus one, and twice.
TAPE = "++++++++[>++++++++[>++++++++[>++++++++[>++++++++[>+<-]<-]<-]<-]<-]>>>>>.<,[+.[>>+<<-],]"


def build_tail_calls(folder):
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, "-mtail-call", SRC / "tail_calls.c", "-o", folder / "tail_calls.wasm")
    run("clang-19", *QUIET, SRC / "tail_calls.c", "-o", folder / "tail_calls.native")


def check_tail_calls(suite, text):
    for level in ("0", "2", "3"):
        suite.compare("tail_calls", suite.compile("tail_calls", level=level), TAPE, stdin=text[:200_000])


def build_relaxed_simd(folder):
    source = SRC / "relaxed_simd.c"
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, "-msimd128", "-mrelaxed-simd", source, "-o", folder / "relaxed_simd.wasm")
    run("clang-19", *QUIET, "-ffp-contract=off", source, "-o", folder / "relaxed_simd.native")


def check_relaxed_simd(suite, text):
    for options in ((), ("-mcpu=native",)):
        suite.compare("relaxed_simd", suite.compile("relaxed_simd", *options))


def zlib(folder):
    source = tools.debian_source(folder, "zlib")
    names = ["adler32", "crc32", "deflate", "inflate", "inffast", "inftrees", "trees", "zutil"]
    return [SRC / "zlib_alone.c", *[source / f"{name}.c" for name in names], f"-I{source}", "-DZ_SOLO"]


def build_zlib64(folder):
    run("clang-19", "--target=wasm64", tools.no_wasm_opt(folder), *QUIET, "-nostdlib", "-Wl,--no-entry", *zlib(folder),
        "-o", folder / "zlib64.wasm")
    run("clang-19", *QUIET, *zlib(folder), "-DWITH_MAIN", "-o", folder / "zlib64.native")


def check_zlib64(suite, text):
    for level in ("0", "2", "3"):
        program = suite.compile("zlib64", "-Centry=invoke", level=level)
        if program is not None:
            for effort in ("1", "6", "9"):
                suite.check(f"{program.name} {effort}", execute([program, "check", effort]),
                            execute([suite.work / "zlib64.native", effort]))


def build_two_memories(folder):
    program, library = folder / "two_memories_main.wasm", folder / "two_memories_zlib.wasm"
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, SRC / "two_memories.c", "-o", program)
    run("clang-19", "--target=wasm32", tools.no_wasm_opt(folder), *QUIET, "-nostdlib", "-Wl,--no-entry", *zlib(folder), "-o", library)
    tools.binaryen(folder, "wasm-merge", "--enable-multimemory", "--enable-bulk-memory", "--enable-sign-ext", "--enable-mutable-globals",
                   "--enable-nontrapping-float-to-int", "--rename-export-conflicts", program, "main", library, "zlib",
                   "-o", folder / "two_memories.wasm")
    run("clang-19", *QUIET, SRC / "two_memories.c", *zlib(folder), "-o", folder / "two_memories.native")


def check_two_memories(suite, text):
    for level in ("0", "2", "3"):
        suite.compare("two_memories", suite.compile("two_memories", level=level), stdin=text)


PROGRAMS = {
    "tail_calls": (build_tail_calls, check_tail_calls), "relaxed_simd": (build_relaxed_simd, check_relaxed_simd),
    "zlib64": (build_zlib64, check_zlib64), "two_memories": (build_two_memories, check_two_memories),
}
