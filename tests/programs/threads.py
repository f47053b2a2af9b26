"""Programs with wasi-threads: one of ours for each means of POSIX threads, and zstd's own thread pool, from Debian's source.

Debian's wasi-libc was made before it had threads: src/threads has the part of them that these programs use.
"""
import tools
from tools import QUIET, SRC, WASI_C, run, wasi_flags

CODE = ["-pthread", "-matomics", "-mbulk-memory", f"-I{SRC}/threads"]
# The libc has no atomics, so that the linker would refuse it beside a shared memory; only one thread at a time calls it.
LINK = [SRC / "threads/pthread.c", SRC / "threads/thread_start.s", "-nostartfiles",
        "-Wl,--shared-memory,--import-memory,--export-memory,--max-memory=1073741824,--no-check-features",
        "-Wl," + ",".join(f"--wrap={name}" for name in ("malloc", "calloc", "realloc", "free"))]


def build_threaded(folder, name, sources, *options):
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, *CODE, *options, *sources, *LINK, "-o", folder / f"{name}.wasm")
    run("clang-19", *QUIET, "-pthread", *options, *sources, "-o", folder / f"{name}.native")


def build_thread_phases(folder):
    build_threaded(folder, "thread_phases", [SRC / "thread_phases.c"])


def check_thread_phases(suite, text):
    for level in ("0", "2", "3"):
        program = suite.compile("thread_phases", level=level)
        for _ in range(5):
            suite.compare("thread_phases", program)
    suite.compare("thread_phases", suite.compile("thread_phases", "-Cmemory-base=register"))


def build_zstd(folder):
    library = tools.debian_source(folder, "libzstd", "zstd") / "lib"
    sources = [path for part in ("common", "compress", "decompress") for path in (library / part).glob("*.c")]
    build_threaded(folder, "zstd", [*sources, SRC / "zstd_pipe.c"], "-DZSTD_MULTITHREAD", "-DZSTD_DISABLE_ASM",
                   "-DZSTD_LEGACY_SUPPORT=0", f"-I{library}")


def check_zstd(suite, text):
    program = suite.compile("zstd")
    if program is None:
        return
    text = text * 4
    for level, workers in ((1, 4), (3, 1), (7, 8)):
        suite.compare("zstd", program, level, workers, stdin=text)
    packed = tools.execute([suite.work / "zstd.native", "3", "2"], text)[1]
    suite.check("zstd d", tools.execute([program, "d"], packed), (0, text))


PROGRAMS = {"thread_phases": (build_thread_phases, check_thread_phases), "zstd": (build_zstd, check_zstd)}
