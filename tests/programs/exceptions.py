"""C++ exceptions and setjmp, as clang emits them today (legacy try and catch) and translated to try_table by binaryen.

Debian's libc++ for wasm32 is built without exceptions. LLVM's sources of libc++, libc++abi and libunwind come with the npm
package of the zig library and are built here with exceptions, on Debian's wasi-libc. setjmp's three run-time functions come from
the wasi-libc sources in the same package. The programs: one of ours for all that the language has, nlohmann's json, and two
interpreters in C that throw by longjmp, Lua and MuJS.
"""
import pathlib
import shutil
import threading

import tools
from tools import QUIET, SRC, WASI, WASI_C, Unavailable, execute, run, wasi_flags

# What __config_site says in a libc++ that its own build system has configured.
LIBCXX_SITE = {
    "ABI_VERSION": 1, "ABI_NAMESPACE": "__1", "HAS_MONOTONIC_CLOCK": 1, "HAS_MUSL_LIBC": 1, "HAS_RANDOM_DEVICE": 1,
    "HAS_LOCALIZATION": 1, "HAS_UNICODE": 1, "HAS_WIDE_CHARACTERS": 1, "PSTL_BACKEND_SERIAL": "",
    "HARDENING_MODE_DEFAULT": 2, "ASSERTION_SEMANTIC_DEFAULT": 2,
    **{f"ABI_FORCE_{name}": 0 for name in ("ITANIUM", "MICROSOFT")},
    **{f"HAS_{name}": 0 for name in (
        "THREADS", "TERMINAL", "THREAD_API_PTHREAD", "THREAD_API_EXTERNAL", "THREAD_API_WIN32", "THREAD_API_C11",
        "VENDOR_AVAILABILITY_ANNOTATIONS", "FILESYSTEM", "TIME_ZONE_DATABASE")},
    "INSTRUMENTED_WITH_ASAN": 0, "LIBC_PICOLIBC": 0,
}
NEEDS_THREADS = {"atomic", "barrier", "condition_variable", "condition_variable_destructor", "future", "mutex", "mutex_destructor",
                 "shared_mutex", "thread", "cxa_thread_atexit"}
LEVELS = ("0", "2", "3")
RUNTIME = threading.Lock()


def cxx_flags(folder):
    zig = tools.npm_package(folder, tools.ZIG_LIBRARY)
    site = folder / "libcxx_site.h"
    text = "".join(f"#define _LIBCPP_{name} {value}\n" for name, value in LIBCXX_SITE.items())
    if not site.exists() or site.read_text() != text:
        site.write_text(text)
    return ["-nostdinc++", "-include", site, "-isystem", zig / "libcxx/include", "-isystem", zig / "libcxxabi/include", *WASI_C,
            "-fwasm-exceptions", "-Wno-everything"]


def build_runtime(folder):
    """libc++, libc++abi and libunwind with exceptions, as one archive."""
    zig = tools.npm_package(folder, tools.ZIG_LIBRARY)
    objects = folder / "libcxx-objects"
    shutil.rmtree(objects, ignore_errors=True)
    objects.mkdir()
    (objects / "threads.h").write_text("#define thread_local _Thread_local\n")
    sources = [path for place in ("libcxx/src", "libcxx/src/ryu", "libcxxabi/src") for path in (zig / place).glob("*.cpp")
               if path.stem not in NEEDS_THREADS]
    building = ["-std=c++23", "-D_LIBCPP_BUILDING_LIBRARY", "-D_LIBCXXABI_BUILDING_LIBRARY", "-DLIBCXX_BUILDING_LIBCXXABI",
                "-D_LIBCXXABI_HAS_NO_THREADS", "-isystem", zig / "libunwind/include", f"-I{zig}/libcxx/src", f"-I{zig}/libcxx/libc",
                f"-I{zig}/libcxx"]
    flags = cxx_flags(folder)

    def build(source):
        run("clang++-19", *WASI, *flags, *building, "-Os", "-c", source, "-o", objects / f"{source.stem}.o")

    tools.in_parallel(build, sources)
    run("clang-19", *WASI, *WASI_C, *QUIET, f"-I{objects}", "-isystem", zig / "libunwind/include", "-DNDEBUG",
        "-D_LIBUNWIND_HIDE_SYMBOLS", "-fwasm-exceptions", "-c", zig / "libunwind/src/Unwind-wasm.c", "-o", objects / "unwind.o")
    run("llvm-ar-19", "rcs", folder / "libcxx_exceptions.a", *objects.glob("*.o"))


def with_exnref(folder, name):
    """NAME-exnref.wasm: the same module with the exceptions of WebAssembly 3.0."""
    features = ["exception-handling", "bulk-memory", "sign-ext", "mutable-globals", "nontrapping-float-to-int",
                "reference-types", "multivalue"]
    tools.binaryen(folder, "wasm-opt", *[f"--enable-{feature}" for feature in features], "--translate-to-exnref", "-g",
                   folder / f"{name}.wasm", "-o", folder / f"{name}-exnref.wasm")


def build_cxx(folder, name, *options):
    with RUNTIME:
        if not (folder / "libcxx_exceptions.a").exists():
            build_runtime(folder)
    source = SRC / f"{name}.cc"
    run("clang++-19", *wasi_flags(folder), *cxx_flags(folder), "-O2", "-std=c++20", *options, "-nostdlib++", "-Wl,-z,stack-size=4194304",
        source, folder / "libcxx_exceptions.a", "-o", folder / f"{name}.wasm")
    run("clang++-19", *QUIET, "-std=c++20", source, "-o", folder / f"{name}.native")
    with_exnref(folder, name)


def build_exceptions(folder):
    build_cxx(folder, "exceptions")


def check_exceptions(suite, text):
    for level in LEVELS:
        check_unwinding(suite, suite.compile("exceptions", level=level))
    check_unwinding(suite, suite.compile("exceptions", "-Cmemory-base=register"))
    check_unwinding(suite, suite.compile("exceptions", wasm="exceptions-exnref"))


def check_unwinding(suite, program):
    if program is None:
        return
    suite.compare("exceptions", program)
    suite.compare("exceptions", program, "many")
    code, _, errors = execute([program, "uncaught"])
    suite.check(f"{program.name} uncaught", (code, b"exception" in errors, errors), (134, True))
    code, _, errors = execute([program, "noexcept"])
    suite.check(f"{program.name} noexcept", (code, b"terminating" in errors, errors), (134, True))


def build_json_errors(folder):
    header = pathlib.Path("/usr/include/nlohmann")
    if not header.exists():
        raise Unavailable("nlohmann-json3-dev is not installed")
    only = folder / "nlohmann-include"
    only.mkdir(exist_ok=True)
    if not (only / "nlohmann").exists():
        (only / "nlohmann").symlink_to(header)
    build_cxx(folder, "json_errors", "-isystem", only)


def check_json_errors(suite, text):
    lines = (SRC / "json_lines.txt").read_bytes()
    for wasm in ("json_errors", "json_errors-exnref"):
        suite.compare("json_errors", suite.compile("json_errors", wasm=wasm), stdin=lines * 50)


def build_with_setjmp(folder, name, sources, *options, wasi=(), native=()):
    """A C program that uses setjmp; wasi-libc's setjmp.h and run-time functions, which are newer than Debian's wasi-libc."""
    musl = tools.npm_package(folder, tools.ZIG_LIBRARY) / "libc/wasi/libc-top-half/musl"
    include = folder / "setjmp-include"
    (include / "bits").mkdir(parents=True, exist_ok=True)
    shutil.copy(musl / "include/setjmp.h", include)
    shutil.copy(musl / "arch/wasm32/bits/setjmp.h", include / "bits")
    defines, libraries = tools.emulation()
    run("clang-19", *wasi_flags(folder), f"-I{include}", *WASI_C, *QUIET, "-mllvm", "-wasm-enable-sjlj", *defines, *options, *wasi, *sources,
        musl / "src/setjmp/wasm32/rt.c", "-Wl,-z,stack-size=1048576", *libraries, "-o", folder / f"{name}.wasm")
    run("clang-19", *QUIET, *options, *native, *sources, "-lm", "-o", folder / f"{name}.native")
    with_exnref(folder, name)


def build_lua(folder):
    source = tools.debian_source(folder, "lua5.4", "lua") / "src"
    sources = [path for path in source.glob("*.c") if path.name != "luac.c"]
    build_with_setjmp(folder, "lua", sources, wasi=["-include", SRC / "lua_wasi.h"])


def check_lua(suite, text):
    script = (SRC / "checks.lua").read_bytes()
    for level in LEVELS:
        suite.compare("lua", suite.compile("lua", level=level), "-", stdin=script)
    suite.compare("lua", suite.compile("lua", wasm="lua-exnref"), "-", stdin=script)


def build_mujs(folder):
    source = tools.debian_source(folder, "mujs")
    build_with_setjmp(folder, "mujs", [source / "one.c", source / "main.c"])


def check_mujs(suite, text):
    script = (SRC / "checks.js").read_bytes()
    suite.compare("mujs", suite.compile("mujs", wasm="mujs-exnref"), stdin=script)


PROGRAMS = {
    "exceptions": (build_exceptions, check_exceptions), "json_errors": (build_json_errors, check_json_errors),
    "lua": (build_lua, check_lua), "mujs": (build_mujs, check_mujs),
}
