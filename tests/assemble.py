"""Turns the text format into binaries for tests: wat2wasm where it knows the text, else wasm-tools.

wat2wasm (Debian wabt) is fast and there; it is older than some proposals. wasm-tools is the npm package
@bytecodealliance/jco-transpile, which install() puts into a work folder the first time that it is needed.
"""
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
JCO = "@bytecodealliance/jco-transpile@0.15.0"
WABT = "wabt@1.0.39"


def install(work, *packages):
    """Installs npm packages, given as NAME@VERSION, into `work`/tools if they are not there; returns that folder."""
    tools = pathlib.Path(work) / "tools"
    missing = [package for package in packages if not (tools / "node_modules" / package.rpartition("@")[0]).is_dir()]
    if missing:
        tools.mkdir(parents=True, exist_ok=True)
        if not (tools / "package.json").exists():
            (tools / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *missing], cwd=tools,
                       check=True)
    return tools


def assemble(source, wasm, work, wat2wasm="wat2wasm"):
    """Writes the binary of the text `source`, with its names, to `wasm`. Raises if nothing can read the text."""
    first = subprocess.run([wat2wasm, "--enable-all", "--debug-names", source, "-o", wasm], capture_output=True)
    if first.returncode == 0:
        return
    tools = install(work, JCO)
    subprocess.run(["node", HERE / "assemble.mjs", tools, source, wasm], check=True)
