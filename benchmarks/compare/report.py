"""Figures of a comparison, and their tables for a terminal and in Markdown."""
import math
import statistics

from bars import amount

COLOURS = {"good": "32", "fair": "33", "bad": "31", "weak": "2"}
NOTES = {"too slow": "slow", "cannot be built": "no build", "other output": "differs", "reported no time": "no time",
         "no native output to compare with": "unchecked"}


def geomean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


class Figures:
    """Numbers of results.json, for the engines and the programs that were chosen. FIGURE is "median" or "min"."""

    def __init__(self, results, engines, programs, figure="median", baseline=None):
        self.results = results
        self.programs = [program for program in programs if program.id in results["programs"]]
        self.engines = [engine for engine in engines if any(self.cell(engine, program) for program in self.programs)]
        self.of_samples = min if figure == "min" else statistics.median
        natives = [engine for engine in self.engines if engine.native]
        self.baseline = next((engine for engine in self.engines if engine.name == baseline), None) or \
            (natives or self.engines or [None])[0]
        self.ours = next((engine for engine in self.engines if engine.ours), None)

    def cell(self, engine, program):
        return self.results["cells"].get(f"{program.id} {engine.name}")

    def seconds(self, engine, program, key="seconds"):
        cell = self.cell(engine, program)
        if not cell or cell["status"] or not cell["samples"]:
            return None
        return self.of_samples(sample[key] for sample in cell["samples"])

    def ratio(self, engine, program):
        """Time relative to the baseline's: below 1 is faster."""
        own, base = self.seconds(engine, program), self.seconds(self.baseline, program)
        return own / base if own and base else None

    def best_other(self, program):
        """The fastest engine that is neither ingot nor an interpreter: (engine, seconds)."""
        found = [(self.seconds(engine, program), engine) for engine in self.engines if not engine.ours and engine.kind != "interpreter"]
        found = [pair for pair in found if pair[0]]
        return min(found, key=lambda pair: pair[0]) if found else (None, None)

    def against_best(self, program):
        best, own = self.best_other(program)[0], self.ours and self.seconds(self.ours, program)
        return own / best if own and best else None

    def against_interpreters(self, program):
        """How many times as long as ours the fastest interpreter takes."""
        found = [self.seconds(engine, program) for engine in self.engines if engine.kind == "interpreter"]
        best, own = min(filter(None, found), default=None), self.ours and self.seconds(self.ours, program)
        return best / own if own and best else None

    def behind_ours(self, engine, programs):
        """Geometric mean of an engine's times relative to ours, over the programs that both ran: above 1, ours is faster."""
        pairs = [(self.seconds(engine, program), self.seconds(self.ours, program)) for program in programs]
        return geomean([own / ours for own, ours in pairs if own and ours])

    def note(self, engine, program):
        cell = self.cell(engine, program)
        status = cell["status"] if cell else ""
        return NOTES.get(status, "failed" if status else "-")

    def suites(self):
        return list(dict.fromkeys(program.suite for program in self.programs))

    def of_suite(self, suite):
        return [program for program in self.programs if program.suite == suite]

    def that_all_ran(self, suite):
        programs = self.of_suite(suite)
        engines = [engine for engine in self.engines if any(self.seconds(engine, program) for program in programs)]
        return [program for program in programs if all(self.seconds(engine, program) for engine in engines)]

    def common_geomean(self, engine, programs):
        """Over the programs that the engine ran, with their number."""
        ratios = [ratio for ratio in (self.ratio(engine, program) for program in programs) if ratio]
        return geomean(ratios), len(ratios)

    def property(self, engine, program, name):
        """One of PROPERTIES, None where there is none."""
        cell = self.cell(engine, program)
        if not cell or cell["status"]:
            return None
        if name == "size":
            return cell["artefact_bytes"]
        if name != "peak":
            return cell["compile"][{"compile": "seconds", "compile_cpu": "cpu", "compile_peak": "peak"}[name]] or None
        return self.seconds(engine, program, "peak")


def grade(ratio):
    return "good" if ratio <= 1.0 else "fair" if ratio <= 1.15 else "bad"


def time_rows(figures, suite):
    """Rows of cells (text, grade) of one suite: absolute time of the baseline, ratios of all others."""
    programs = figures.of_suite(suite)
    others = [engine for engine in figures.engines if engine is not figures.baseline]
    head = [suite, f"{figures.baseline.label}, s", *[engine.label for engine in others], "best other", "ours/best", "interpreter/ours"]
    rows = [[(text, "") for text in head]]
    for program in programs:
        base = figures.seconds(figures.baseline, program)
        row = [(program.name, ""), (f"{base:.3g}" if base else figures.note(figures.baseline, program), "")]
        for engine in others:
            ratio = figures.ratio(engine, program)
            row.append((f"{ratio:.2f}", grade(ratio)) if ratio else (absolute(figures, engine, program), "weak"))
        _, best = figures.best_other(program)
        rows.append(row + [(best.label if best else "-", "weak"), *last_columns(figures.against_best(program),
                                                                                figures.against_interpreters(program))])
    rows.append(mean_row(figures, programs, others))
    if figures.ours:
        rows.append(ours_row(figures, programs, [figures.baseline, *others]))
    return rows if any(engine.kind == "interpreter" for engine in figures.engines) else [row[:-1] for row in rows]


def absolute(figures, engine, program):
    """Without a ratio: the time, if the baseline has none, else why there is none."""
    seconds = figures.seconds(engine, program)
    return f"{seconds:.3g} s" if seconds else figures.note(engine, program)


def last_columns(against, interpreted):
    return [(f"{against:.2f}", grade(against)) if against else ("-", "weak"), (f"{interpreted:.1f}" if interpreted else "-", "weak")]


def mean_row(figures, programs, others):
    row = [("geomean", ""), ("1", "")]
    for engine in others:
        mean, count = figures.common_geomean(engine, programs)
        missing = f" ({count})" if count != len(programs) else ""
        row.append((f"{mean:.2f}{missing}", grade(mean)) if mean else ("-", "weak"))
    means = [geomean([ratio for ratio in map(figure, programs) if ratio])
             for figure in (figures.against_best, figures.against_interpreters)]
    return row + [("", ""), *last_columns(*means)]


def ours_row(figures, programs, engines):
    behind = [figures.behind_ours(engine, programs) for engine in engines]
    return [("relative to ours", "weak"), *[(f"{mean:.2f}" if mean else "-", "weak") for mean in behind], ("", ""), ("", ""), ("", "")]


PROPERTIES = {  # name: (heading, unit, divisor, mean)
    "compile": ("compile time", "s", 1, sum), "compile_cpu": ("compile time, CPU", "s", 1, sum),
    "compile_peak": ("peak memory of the compiler", "MB", 1e6, max),
    "size": ("size of the artefact", "kB", 1e3, sum), "peak": ("peak memory of a run", "MB", 1e6, max),
}


def property_rows(figures, suite):
    """A row for each other thing measured: sums or largest values over the programs that every engine ran, but for those that ran none."""
    programs = figures.that_all_ran(suite)
    rows = [[(f"{suite}, {len(programs)} programs that all ran", ""), *[(engine.label, "") for engine in figures.engines]]]
    for name, (heading, unit, divisor, combine) in PROPERTIES.items():
        row = [(f"{heading}, {'sum' if combine is sum else 'largest'}, {unit}", "")]
        for engine in figures.engines:
            values = [value for value in (figures.property(engine, program, name) for program in programs) if value]
            row.append((amount(combine(values) / divisor) if values else "-", ""))
        rows.append(row)
    return rows if programs else []


def terminal(rows, colour):
    """Rows as text; headings are broken into words so that columns stay narrow."""
    heads = [text.replace(", ", ",\n").replace(" -m", "\n-m").replace(" -O", "\n-O").split("\n") for text, _ in rows[0]]
    height = max(map(len, heads))
    widths = [max([len(line) for line in head] + [len(row[column][0]) for row in rows[1:]]) for column, head in enumerate(heads)]
    lines = []
    for level in range(height):
        cells = [([""] * (height - len(head)) + head)[level] for head in heads]
        lines.append("  ".join(pad(text, width, column) for column, (text, width) in enumerate(zip(cells, widths))))
    for row in rows[1:]:
        cells = []
        for column, ((text, mark), width) in enumerate(zip(row, widths)):
            padded = pad(text, width, column)
            cells.append(f"\033[{COLOURS[mark]}m{padded}\033[0m" if colour and mark else padded)
        lines.append("  ".join(cells))
    return "\n".join(line.rstrip() for line in lines)


def pad(text, width, column):
    return text.ljust(width) if column == 0 else text.rjust(width)


def tables(figures):
    for suite in figures.suites():
        yield time_rows(figures, suite)
        other = property_rows(figures, suite)
        if other:
            yield other


def markdown(figures, machine, versions, method):
    """All tables, with what they were measured on."""
    lines = ["# Comparison of engines", "", f"{machine}. {method}", ""]
    for rows in tables(figures):
        head, *others = [[text.replace("|", "\\|") for text, _ in row] for row in rows]
        lines += ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in others] + [""]
    lines += [f"- {label}: {version}" for label, version in versions if version]
    return "\n".join(lines) + "\n"
