"""One comparison: builds, checks and times every program on every engine, and keeps what was found in results.json after each program, so
that a run that was stopped goes on where it was.

For each program the engines take turns in every round, each round beginning with the next one, so that whatever else the machine does
falls on all alike. A first run on each engine warms up, and its output is the one compared.
"""
import hashlib
import json
import os
import pathlib
import sys

import describe
import measure
from build import BuildFailed
from sources import Unavailable


class Progress:
    """One line on a terminal that changes; nothing elsewhere."""

    def __init__(self):
        self.shown = sys.stderr.isatty()

    def show(self, text):
        if self.shown:
            width = os.get_terminal_size(sys.stderr.fileno()).columns
            sys.stderr.write("\r\033[K" + text[:width - 1])
            sys.stderr.flush()

    def say(self, text):
        """A line that stays."""
        self.show("")
        print(text, file=sys.stderr, flush=True)


class Session:
    def __init__(self, builder, launcher, engines, options):
        self.builder = builder
        self.launcher = launcher
        self.engines = engines
        self.runs = options.runs
        self.limit = options.limit
        self.file = pathlib.Path(options.out) / "results.json"
        self.progress = Progress()
        self.results = {"machine": "", "engines": {}, "programs": {}, "cells": {}}
        if self.file.exists() and not options.fresh:
            try:
                self.results |= json.loads(self.file.read_text())
            except (OSError, ValueError, TypeError) as reason:
                describe.fail(f"{self.file}: {reason}; --fresh begins anew")

    def save(self):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(self.results, indent=1) + "\n")
        fresh.replace(self.file)

    def measure(self, programs):
        for number, program in enumerate(programs, 1):
            self.title = f"[{number}/{len(programs)}] {program.id}: "
            try:
                cells = self.cells(program)
            except (Unavailable, BuildFailed) as reason:
                self.progress.say(f"skipped {program.id}: {reason}")
                continue
            try:
                self.check(program, cells)
                self.time(program, [cell for cell in cells if not cell["status"]])
            finally:  # what was measured until somebody stopped it, too
                for cell in cells:
                    cell.pop("command")
                self.save()
        self.progress.show("")

    def cells(self, program):
        """A cell per engine, built and ready to run; one from an earlier run if nothing has changed since."""
        self.progress.show(self.title + "wasm")
        module = self.builder.wasm(program)
        self.results["programs"][program.id] = {"suite": program.suite, "name": program.name, "time": program.time,
                                                "wasm_bytes": module.stat().st_size}
        return [self.cell(engine, program, module) for engine in self.engines]

    def cell(self, engine, program, module):
        self.progress.show(self.title + engine.name)
        cell = {"engine": engine.name, "program": program.id, "status": "", "samples": [], "command": []}
        try:
            key = self.fill(cell, engine, program, module)
        except BuildFailed as reason:
            cell["status"] = "cannot be built"
            cell["reason"] = str(reason)
            self.progress.say(f"{program.id} on {engine.name}: {reason}")
            key = ""
        name = f"{program.id} {engine.name}"
        before = self.results["cells"].get(name, {})
        if key and before.get("key") == key and not before["status"]:
            cell["samples"] = before["samples"]
            cell["checked"] = before.get("checked")
        cell["key"] = key
        cell["wanted"] = min(self.runs, engine.runs or self.runs, program.runs or self.runs)
        self.results["cells"][name] = cell
        return cell

    def fill(self, cell, engine, program, module):
        """Builds; returns what tells this cell from one of other builds or arguments."""
        if engine.native:
            out, took = self.builder.native(engine, program)
            folder = out.parent
        else:
            out, folder, took = self.builder.prepared(engine, program, module)
        command = self.builder.command(engine, wasm=module, out=out, folder=folder, name=program.name, args=program.args)
        cell.update(command=command, compile=took, artefact_bytes=out.stat().st_size)
        return hashlib.sha256(repr([command, self.input_stamp(program), self.builder.stamp_of(out), program.time,
                                    [self.builder.stamp(tool) for tool in engine.tools()]]).encode()).hexdigest()[:16]

    def input_stamp(self, program):
        file = self.builder.input(program)
        return [program.input, file and self.builder.stamp_of(file)]

    def run(self, program, cell):
        return self.launcher.run(cell["command"], stdin=self.builder.input(program), limit=self.limit, cwd=self.launcher.folder)

    def check(self, program, cells):
        """Warms up and compares outputs; engines that differ are not timed. Outputs are compared with that of the first native engine,
        without any with the first engine's that ran: where the native program fails, no engine's output is known to be right."""
        native = {engine.name for engine in self.engines if engine.native}
        cells = sorted(cells, key=lambda cell: cell["engine"] not in native)
        ready = [cell for cell in cells if not cell["status"]]
        if all(cell.get("checked") and len(cell["samples"]) >= cell["wanted"] for cell in ready):
            return
        reference = None
        for cell in ready:
            self.progress.show(f"{self.title}{cell['engine']}, output")
            ran = self.run(program, cell)
            if not ran.status and ran.seconds(program.time) is None:
                ran.status = "reported no time"
            if not ran.status and reference is None:
                if native and cell["engine"] not in native:
                    ran.status = "no native output to compare with"
                else:
                    reference = ran.output
            if not ran.status and not measure.same_output(program.check, program.tolerance, program.ignore, ran.output, reference):
                ran.status = "other output"
            cell["status"] = ran.status
            cell["checked"] = not ran.status
            if cell["wanted"] == 1 and not ran.status and not cell["samples"]:
                self.add(program, cell, ran)
            if ran.status:
                cell["reason"] = ran.errors[-500:].decode(errors="replace")
                self.progress.say(f"{program.id} on {cell['engine']}: {ran.status}")

    def time(self, program, cells):
        for turn in range(max((cell["wanted"] for cell in cells), default=0)):
            for index in range(len(cells)):
                cell = cells[(turn + index) % len(cells)]
                if len(cell["samples"]) >= cell["wanted"]:
                    continue
                self.progress.show(f"{self.title}{cell['engine']}, run {len(cell['samples']) + 1} of {cell['wanted']}")
                ran = self.run(program, cell)
                if ran.status:
                    cell["status"] = ran.status
                    cell["wanted"] = 0
                else:
                    self.add(program, cell, ran)

    def add(self, program, cell, ran):
        cell["samples"].append({"seconds": ran.seconds(program.time), "wall": ran.wall, "user": ran.user, "system": ran.system,
                                "peak": ran.peak})
