#!/usr/bin/env python3
"""Compares engines that run WebAssembly, and native compilers: speed, compile time, memory, size.

    run.py [--suite NAME] [--programs NAME,...] [--engines NAME,...] [--ingot BUILD/bin/ingot] [--runs 5] [--out DIR]
    run.py --list                                                   what can be chosen, and what is missing
    run.py --engine old='/old/ingot compile -O3 {wasm} -o {out}'    one more column

docs/performance.md tells more.
"""
import argparse
import fnmatch
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

import describe
import plot
import report
from build import Builder
from describe import HERE
from measure import Launcher
from session import Session
from sources import Sources

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "ingot-benchmarks" / "compare"


def parse():
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    add = parser.add_argument
    add("--suite", default="", metavar="NAMES", help="suites, by commas; patterns like poly* may be used here and below")
    add("--programs", default="", metavar="NAMES", help="programs")
    add("--engines", default="", metavar="NAMES", help="engines, in this order; all that are there if not given")
    add("--engine", action="append", default=[], metavar="NAME=COMMAND", help="an engine of your own: makes {out} from {wasm}")
    add("--engines-file", action="append", default=[], metavar="FILE", help="more engines, as in engines.toml")
    add("--programs-file", action="append", default=os.environ.get("INGOT_COMPARE_PROGRAMS", "").split(":"), metavar="FILE",
        help="more programs, as in programs.toml; also by INGOT_COMPARE_PROGRAMS")
    add("--sources", action="append", default=[], metavar="DIR", help="where folders of sources are looked for")
    add("--tools", action="append", default=[], metavar="DIR", help="looked in before PATH for engines")
    add("--ingot", default=HERE.parents[1] / "build/bin/ingot", metavar="FILE", help="the ingot of the ingot rows")
    add("--runs", default=5, type=int, help="timed runs of each program on each engine (%(default)s)")
    add("--limit", default=120, type=float, metavar="SECONDS", help="longest run (%(default)g)")
    add("--figure", choices=("median", "min"), default="median", help="which of the runs counts (%(default)s)")
    add("--baseline", metavar="ENGINE", help="what ratios refer to: the first native engine if not given")
    add("--wasm-flags", default="", metavar="FLAGS", help="more flags for clang where it makes the modules, such as -msimd128")
    add("--work", default=CACHE, type=pathlib.Path, metavar="DIR", help="sources and builds, which later runs use again")
    add("--out", default=pathlib.Path("compare-results"), type=pathlib.Path, metavar="DIR",
        help="results.json, from which a later run goes on (%(default)s)")
    add("--fresh", action="store_true", help="measure again what is in results.json")
    add("--report", action="store_true", help="measure nothing: reports of what is in results.json")
    add("--list", action="store_true", help="engines and programs")
    return parser.parse_args()


class Tools:
    def __init__(self, options):
        self.search_path = ":".join([*(str(pathlib.Path(folder).resolve()) for folder in options.tools), os.environ["PATH"]])
        self.ingot = pathlib.Path(options.ingot).resolve()

    def find(self, name):
        if name == "ingot" and self.ingot.exists():
            return str(self.ingot)
        return shutil.which(name, path=self.search_path)

    def prefix(self, engine):
        """The folder above the bin folder of the engine's first tool."""
        return pathlib.Path(self.find(engine.tools()[0])).parent.parent

    def missing(self, engine):
        """Why the engine cannot be used; "" if it can."""
        absent = [tool for tool in engine.tools() if not self.find(tool)]
        if absent:
            return f"no {', '.join(absent)} on PATH"
        if engine.probe:
            command = describe.command(engine.probe, args=[], prefix=self.prefix(engine))
            if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
                return f"it wants {engine.wants}"
        return ""

    def version(self, engine):
        command = describe.command(engine.version or "true", args=[])
        done = subprocess.run([self.find(command[0]) or command[0], *command[1:]], capture_output=True, text=True)
        return (done.stdout.strip().splitlines() or [""])[0]


def chosen(names, items, key):
    """Items whose name fits one of the patterns, in the order of the patterns."""
    if not names:
        return list(items)
    result = []
    for pattern in names.split(","):
        found = [item for item in items if any(fnmatch.fnmatchcase(name, pattern) for name in key(item))]
        if not found:
            describe.fail(f"nothing is called {pattern} (--list shows all)")
        result += [item for item in found if item not in result]
    return result


def choose_engines(options, tools):
    known = describe.engines([HERE / "engines.toml", *options.engines_file])
    own = [describe.command_engine(text) for text in options.engine]
    found = own + [engine for engine in chosen(options.engines, known.values(), lambda engine: [engine.name])
                   if engine.name not in [one.name for one in own]]
    if options.report:
        return found
    reasons = {engine.name: tools.missing(engine) for engine in found}
    for name, reason in reasons.items():
        if reason:
            print(f"skipped {name}: {reason}", file=sys.stderr)
    there = [engine for engine in found if not reasons[engine.name]]
    if not there:
        describe.fail("no engine is left")
    if options.baseline and options.baseline not in [engine.name for engine in there]:
        describe.fail(f"--baseline {options.baseline}: it is not among the engines that run")
    return there


def choose_programs(options):
    known = describe.programs([HERE / "programs.toml", *filter(None, options.programs_file)])
    found = chosen(options.suite, known.values(), lambda program: [program.suite])
    return chosen(options.programs, found, lambda program: [program.name, program.id])


def show_list(options, tools):
    print("engines")
    for engine in describe.engines([HERE / "engines.toml", *options.engines_file]).values():
        missing = tools.missing(engine)
        print(f"  {engine.name:<18} {engine.kind:<12} {engine.label}" + (f" ({missing})" if missing else ""))
    print("programs")
    for program in choose_programs(options):
        print(f"  {program.id:<30} {program.source}")


def machine():
    """The CPU, and the kernel."""
    model = next((line.partition(":")[2].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def write_reports(options, session, engines, programs):
    """Tables on the terminal, and report.md and plot.svg beside results.json."""
    figures = report.Figures(session.results, engines, programs, options.figure, options.baseline)
    if not figures.programs:
        describe.fail("there are no results")
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    which = "the shortest" if options.figure == "min" else "the median"
    method = f"Ratios of time to {figures.baseline.label}, {which} of interleaved runs; below 1 is faster."
    versions = [(engine.label, session.results["engines"].get(engine.name, {}).get("version")) for engine in figures.engines]
    (options.out / "report.md").write_text(report.markdown(figures, session.results["machine"], versions, method))
    (options.out / "plot.svg").write_text(plot.svg(figures))
    # Behind the files: whoever reads the tables may stop reading.
    for rows in report.tables(figures):
        print(report.terminal(rows, colour) + "\n")
    print(f"{method} {options.out}: results.json, report.md, plot.svg")


def main():
    options = parse()
    if options.runs < 1 or options.limit <= 0:
        describe.fail("--runs and --limit are at least one")
    tools = Tools(options)
    if options.list:
        return show_list(options, tools)
    engines, programs = choose_engines(options, tools), choose_programs(options)
    options.work = options.work.resolve()
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        if not os.access(options.out, os.W_OK):
            raise PermissionError(f"cannot write into '{options.out}'")
    except OSError as reason:
        describe.fail(f"--out: {reason}")
    with tempfile.TemporaryDirectory() as folder:
        compare(options, tools, engines, programs, Launcher(pathlib.Path(folder), tools.search_path))


def compare(options, tools, engines, programs, launcher):
    sources = Sources(options.work, options.sources)
    builder = Builder(options.work, sources, launcher, tools.find, options.wasm_flags.split())
    session = Session(builder, launcher, engines, options)
    if not options.report:
        session.results["machine"] = machine()
        for engine in engines:
            session.results["engines"][engine.name] = {"label": engine.label, "kind": engine.kind, "version": tools.version(engine)}
        session.measure(programs)
    write_reports(options, session, engines, programs)


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit("\ncompare: stopped; the same command goes on from here")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
