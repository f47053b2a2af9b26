#!/usr/bin/env python3
"""Runs the comparison on one tiny program and checks what it finds and writes; no time is compared with anything.

    compare_test.py BUILD/bin/ingot
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import describe
import measure
import report

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77

SOURCE = """
#include <stdio.h>
int main(int argc, char** argv) {
#ifdef FAILS
  return 1;
#endif
  char line[80];
  printf("%d %s %s", argc, argv[1], fgets(line, sizeof line, stdin));
  printf("seconds 0.25\\n");
}
"""
PROGRAMS = """
[tiny]
source = "folder:tiny"
files = "{name}.c"
args = "one"

[tiny.echo]
input = "INPUT"

[tiny.reporting]
files = "echo.c"
input = "INPUT"
time = "reported"

[tiny.broken]
files = "echo.c"
input = "INPUT"
native_flags = "-DFAILS"

[tiny.absent]
source = "folder:nowhere"
"""
ENGINES = """
[differing]
prepare = "ingot compile -O0 {wasm} -o {out}"
run = "{out} two"

[nowhere]
run = "an-engine-that-nobody-has {wasm}"

[idle]
prepare = "true {wasm} {out}"

[failing]
prepare = "false {wasm} {out}"
"""


def sample(seconds):
    return {"seconds": seconds, "wall": seconds, "user": seconds, "system": 0, "peak": 1000}


class Figures(unittest.TestCase):
    """What is computed from samples."""

    def setUp(self):
        self.engines = {name: describe.Engine(name, label=name, **keys) for name, keys in {
            "ours": {"ours": True}, "native": {"native": "cc", "kind": "native"}, "peer": {}, "slow": {"kind": "interpreter"}}.items()}
        self.programs = [describe.Program("a", "s"), describe.Program("b", "s")]
        times = {"ours": ([2, 4, 9], [1]), "native": ([1, 2, 2], [4]), "peer": ([8], None), "slow": ([80], [10])}
        cells = {f"{program.id} {name}": {"status": "" if runs else "too slow", "samples": [sample(run) for run in runs or []],
                                          "artefact_bytes": 10, "compile": {"seconds": 1, "cpu": 1, "peak": 1}}
                 for name, both in times.items() for program, runs in zip(self.programs, both)}
        self.results = {"programs": {"s/a": {}, "s/b": {}}, "cells": cells}

    def figures(self, **options):
        return report.Figures(self.results, list(self.engines.values()), self.programs, **options)

    def test_medians_and_minima_are_relative_to_the_first_native_engine(self):
        self.assertEqual(self.figures().ratio(self.engines["ours"], self.programs[0]), 2)
        self.assertEqual(self.figures(figure="min").ratio(self.engines["peer"], self.programs[0]), 8)
        self.assertEqual(self.figures(baseline="ours").ratio(self.engines["native"], self.programs[1]), 4)

    def test_the_mean_says_over_how_many_programs_it_is(self):
        self.assertAlmostEqual(self.figures().common_geomean(self.engines["ours"], self.programs)[0], 0.5 ** 0.5)
        row = report.time_rows(self.figures(), "s")[-2]
        self.assertIn(("4.00 (1)", "bad"), row)

    def test_the_last_row_is_relative_to_ours(self):
        row = [text for text, _ in report.time_rows(self.figures(), "s")[-1]]
        self.assertEqual(row[:4], ["relative to ours", "1.41", "1.00", "2.00"])

    def test_the_best_other_is_neither_ours_nor_an_interpreter(self):
        self.assertEqual(self.figures().best_other(self.programs[0]), (2, self.engines["native"]))
        self.assertEqual(self.figures().against_best(self.programs[1]), 0.25)
        self.assertEqual(self.figures().against_interpreters(self.programs[1]), 10)

    def test_an_engine_that_was_too_slow_is_said_to_be(self):
        self.assertEqual(self.figures().note(self.engines["peer"], self.programs[1]), "slow")

    def test_numbers_agree_within_the_tolerance_alone(self):
        for got, wanted, same in (("1.0001 x", "1 x", True), ("1.1 x", "1 x", False), ("1 y", "1 x", False), ("1 1", "1", False)):
            self.assertEqual(measure.same_output("numbers", 1e-3, "", got.encode(), wanted.encode()), same, got)


class Compare(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.place.name)
        (cls.folder / "tiny").mkdir()
        (cls.folder / "tiny/echo.c").write_text(SOURCE)
        (cls.folder / "input").write_text("a line\n")
        (cls.folder / "programs.toml").write_text(PROGRAMS.replace("INPUT", str(cls.folder / "input")))
        (cls.folder / "engines.toml").write_text(ENGINES)
        cls.engines = "clang-native,ingot-O2,ingot-O3-native-pgo,differing,nowhere,idle,failing"
        cls.first = cls.run_compare("--suite", "tiny")
        cls.results = cls.read_results()

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    @classmethod
    def run_compare(cls, *options):
        command = [sys.executable, HERE / "run.py", "--ingot", ingot, "--work", cls.folder / "work", "--out", cls.folder / "out",
                   "--sources", cls.folder, "--programs-file", cls.folder / "programs.toml", "--engines-file",
                   cls.folder / "engines.toml", "--engines", cls.engines, "--engine",
                   f"own={ingot} compile -O0 {{wasm}} -o {{out}}", "--runs", "2", *options]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True)

    @classmethod
    def read_results(cls):
        return json.loads((cls.folder / "out/results.json").read_text())

    def cell(self, engine, program="tiny/echo"):
        return self.results["cells"][f"{program} {engine}"]

    def test_ends_well(self):
        self.assertEqual(self.first.returncode, 0, self.first.stderr)

    def test_every_engine_that_agrees_has_the_samples_asked_for(self):
        for engine in ("clang-native", "ingot-O2", "ingot-O3-native-pgo", "own"):
            self.assertEqual((self.cell(engine)["status"], len(self.cell(engine)["samples"])), ("", 2), engine)
            self.assertGreater(self.cell(engine)["samples"][0]["peak"], 0)
            self.assertGreater(self.cell(engine)["compile"]["peak"], 0)
            self.assertGreater(self.cell(engine)["artefact_bytes"], 0)

    def test_an_engine_with_other_output_is_not_timed(self):
        self.assertEqual((self.cell("differing")["status"], self.cell("differing")["samples"]), ("other output", []))

    def test_an_engine_that_cannot_build_is_named(self):
        self.assertEqual(self.cell("failing")["status"], "cannot be built")
        self.assertIn("tiny/echo on idle: true {wasm} {out}: made no {out}", self.first.stderr)
        self.assertIn("tiny/echo on failing", self.first.stderr)

    def test_a_profile_is_made_by_a_run_with_the_arguments_and_the_input(self):
        profiles = list((self.folder / "work/built").glob("tiny-echo.ingot-O3-native-pgo-*/ingot.profile"))
        self.assertEqual(len(profiles), 1)
        self.assertGreater(profiles[0].stat().st_size, 0)

    def test_where_the_native_program_fails_nobody_is_timed(self):
        self.assertEqual(self.cell("clang-native", "tiny/broken")["status"], "exit code 1")
        self.assertEqual(self.cell("ingot-O2", "tiny/broken")["status"], "no native output to compare with")

    def test_costs_are_told_of_the_engines_that_ran(self):
        row = next(line for line in self.first.stdout.splitlines() if line.startswith("compile time, CPU"))
        self.assertIn("-", row.split())
        self.assertRegex(row, r"\d")

    def test_missing_engines_and_sources_are_skipped_with_a_line(self):
        self.assertIn("skipped nowhere: no an-engine-that-nobody-has on PATH", self.first.stderr)
        self.assertIn("skipped tiny/absent: no folder nowhere in any --sources", self.first.stderr)

    def test_a_program_may_report_its_own_time(self):
        self.assertEqual(self.cell("ingot-O2", "tiny/reporting")["samples"][0]["seconds"], 0.25)

    def test_the_table_has_a_row_per_program_and_a_mean(self):
        rows = [line.split()[0] for line in self.first.stdout.splitlines() if line]
        for name in ("echo", "reporting", "geomean"):
            self.assertIn(name, rows)
        self.assertIn("1.00", next(line for line in self.first.stdout.splitlines() if line.startswith("reporting")))
        self.assertIn("differs", next(line for line in self.first.stdout.splitlines() if line.startswith("echo")))
        self.assertNotIn("\033", self.first.stdout)

    def test_the_plot_is_xml_with_every_engine_and_program(self):
        root = xml.etree.ElementTree.parse(self.folder / "out/plot.svg").getroot()
        words = " ".join(element.text or "" for element in root.iter())
        for name in ("echo", "reporting", "geomean", "own", "ingot -O2", "prefers-color-scheme", "tiny: what it costs",
                     "size of the artefact, kB (sum of 2 programs)"):
            self.assertIn(name, words)

    def test_markdown_tables_are_rectangular(self):
        lines = [line for line in (self.folder / "out/report.md").read_text().splitlines() if line.startswith("|")]
        self.assertEqual(len({line.count("|") for line in lines if "tiny" in line or "echo" in line} & {0}), 0)
        self.assertTrue(any(line.startswith("| echo |") for line in lines))

    def test_a_second_run_measures_nothing_again_and_report_only_reports(self):
        samples = {name: cell["samples"] for name, cell in self.results["cells"].items()}
        for options in (["--suite", "tiny"], ["--report", "--suite", "tiny"]):
            again = self.run_compare(*options)
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertEqual({name: cell["samples"] for name, cell in self.read_results()["cells"].items()}, samples)

    def test_a_replaced_engine_is_measured_again(self):
        tool = self.folder / "tool"
        engines = self.folder / "replaced.toml"
        engines.write_text('[replaced]\nrun = "tool {wasm}"\n')
        shown = []
        for seconds in (7, 8):
            tool.write_text(f"#!/bin/sh\necho 2 one a line\necho seconds {seconds}.0{'0' * seconds}\n")
            tool.chmod(0o755)
            done = self.run_compare("--programs", "tiny/reporting", "--engines-file", engines, "--engines", "replaced", "--tools", self.folder,
                                    "--out", self.folder / "replaced")
            results = json.loads((self.folder / "replaced/results.json").read_text())
            shown.append([sample["seconds"] for sample in results["cells"]["tiny/reporting replaced"]["samples"]])
        self.assertEqual(shown, [[7.0, 7.0], [8.0, 8.0]], done.stderr)

    def test_the_list_names_engines_and_programs(self):
        listed = self.run_compare("--list").stdout
        for name in ("clang-native", "an-engine-that-nobody-has", "tiny/echo", "applications/zlib"):
            self.assertIn(name, listed)

    def test_mistakes_are_told(self):
        for options, words in ((["--programs", "nothing-like-it"], "nothing is called"), (["--engine", "x=y"], "wanted is NAME=COMMAND"),
                               (["--baseline", "nope"], "--baseline nope"), (["--runs", "0"], "at least one"),
                               (["--engines-file", self.odd_file('[odd]\nrun = 5\n')], "run = 5 is no str"),
                               (["--engines-file", self.odd_file('[odd]\nrun = "a \'b"\n')], "No closing quotation")):
            done = self.run_compare(*options)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr)
            self.assertNotIn("Traceback", done.stderr)

    def odd_file(self, text):
        file = self.folder / f"odd{hash(text)}.toml"
        file.write_text(text)
        return file

    def test_a_key_that_nothing_names_is_a_mistake(self):
        wrong = self.folder / "wrong.toml"
        wrong.write_text('[my.typo]\nsource = "folder:{place}"\nplace = "tiny"\nfalgs = "-O3"\n')
        done = self.run_compare("--programs-file", wrong, "--list")
        self.assertIn("my.typo: unknown key falgs", done.stderr)

    def test_an_engine_whose_probe_fails_is_skipped(self):
        able = self.folder / "able.toml"
        able.write_text('[unable]\nrun = "cat {wasm}"\nprobe = "false"\nwants = "a cat that runs Wasm"\n')
        self.assertIn("(it wants a cat that runs Wasm)", self.run_compare("--engines-file", able, "--list").stdout)

    def test_results_that_cannot_be_written_are_told_before_anything_runs(self):
        done = self.run_compare("--suite", "tiny", "--out", self.folder / "input")
        self.assertIn("compare: --out:", done.stderr)
        self.assertNotIn("Traceback", done.stderr)


if __name__ == "__main__":
    ingot = pathlib.Path(sys.argv.pop(1)).resolve()
    if sys.version_info < (3, 11):
        print("skipped: Python has no tomllib before 3.11")
        sys.exit(SKIPPED)
    missing = [tool for tool in ("clang-19", "cc") if not shutil.which(tool)]
    if missing or not pathlib.Path("/usr/include/wasm32-wasi").is_dir():
        print(f"skipped: no {', '.join(missing) or 'wasi-libc'}")
        sys.exit(SKIPPED)
    unittest.main()
