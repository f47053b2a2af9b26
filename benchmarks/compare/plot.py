"""A plot of a comparison as SVG, written by hand: a row of marks per program, time relative to the baseline on a logarithmic axis, and
below, as bars, what the engines cost.

Colours follow the reader's light or dark mode, and each engine has a shape of its own beside its colour.
"""
import html
import math

import bars
import report

LEFT, RIGHT, ROW, HEAD, FOOT = 190, 40, 22, 18, 44
WIDTH = 900
SHAPES = ("circle", "square", "diamond", "triangle", "cross", "ring", "bar", "wedge")
LIGHT = ("#0b5fd0", "#c2410c", "#15803d", "#9333ea", "#b45309", "#0e7490", "#be185d", "#4d7c0f")
DARK = ("#6cb0ff", "#fb923c", "#4ade80", "#c79bff", "#fbbf24", "#4fd1e5", "#f78fc3", "#a3d84b")
TICKS = (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)


def style():
    def rules(colours, ink, faint, ground):
        marks = "".join(f".e{number}{{fill:{colour};stroke:{colour}}}" for number, colour in enumerate(colours))
        return (f"svg{{background:{ground}}}text{{fill:{ink}}}.grid{{stroke:{faint}}}.one{{stroke:{ink}}}.base{{fill:{ink};opacity:.5}}.stripe{{fill:{faint};"
                f"opacity:.35}}{marks}")
    return ("text{font:13px system-ui,sans-serif}.small{font-size:11px}.head{font-weight:600}.hollow{fill:none}"
            + rules(LIGHT, "#1f2328", "#d5dae0", "#ffffff")
            + "@media (prefers-color-scheme:dark){" + rules(DARK, "#e6edf3", "#343b44", "#0d1117") + ".hollow{fill:none}}")


def colour(number):
    """The class of an engine: the ninth has the first one's shape in another colour."""
    return f"e{(number + 3 * (number // len(SHAPES))) % len(LIGHT)}"


def mark(number, x, y):
    """The shape of an engine at a place."""
    shape = SHAPES[number % len(SHAPES)]
    paths = {"square": f"M{x - 4:.1f},{y - 4}h8v8h-8z", "diamond": f"M{x:.1f},{y - 6}l6,6l-6,6l-6,-6z",
             "triangle": f"M{x:.1f},{y - 6}l6,10h-12z", "cross": f"M{x - 4:.1f},{y - 4}l8,8m0,-8l-8,8",
             "bar": f"M{x - 2:.1f},{y - 7}h4v14h-4z", "wedge": f"M{x:.1f},{y + 6}l6,-10h-12z"}
    css = colour(number)
    if shape in paths:
        hollow = ' stroke-width="2.5"' if shape == "cross" else ""
        return f'<path class="{css}" d="{paths[shape]}"{hollow}/>'
    hollow = ' hollow" stroke-width="2.5' if shape == "ring" else ""
    return f'<circle class="{css}{hollow}" cx="{x:.1f}" cy="{y}" r="4.5"/>'


class Axis:
    """Logarithmic, over all that is plotted."""

    def __init__(self, ratios):
        self.low = min([0.8, *ratios]) / 1.1
        self.high = max([1.3, *ratios]) * 1.1

    def x(self, ratio):
        part = math.log(ratio / self.low) / math.log(self.high / self.low)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def ticks(self):
        shown = []
        for tick in sorted(TICKS, key=lambda tick: (tick != 1, tick)):
            if self.low <= tick <= self.high and all(abs(self.x(tick) - self.x(other)) > 34 for other in shown):
                shown.append(tick)
        return shown


def text(x, y, words, css="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y}" class="{css}" text-anchor="{anchor}">{html.escape(words)}</text>'


def legend(engines, top):
    """Names of engines with their marks, in lines as wide as the plot; returns the parts and the next free line."""
    parts, x = [], 14
    for number, engine in enumerate(engines):
        width = 36 + 7.6 * len(engine.label)
        if x + width > WIDTH:
            x, top = 14, top + 20
        parts += [mark(number, x + 6, top - 4), text(x + 18, top, engine.label)]
        x += width
    return parts, top + 14


def suite_rows(figures, suite, engines, axis, top):
    programs = figures.of_suite(suite)
    parts = [text(14, top + HEAD - 4, suite, "head")]
    top += HEAD
    rows = [(program.name, [figures.ratio(engine, program) for engine in engines]) for program in programs]
    rows.append(("geomean", [figures.common_geomean(engine, programs)[0] for engine in engines]))
    for index, (name, ratios) in enumerate(rows):
        y = top + index * ROW + ROW // 2
        if index % 2 == 0:
            parts.append(f'<rect class="stripe" x="0" y="{y - ROW // 2}" width="{WIDTH}" height="{ROW}"/>')
        parts.append(text(LEFT - 10, y + 4, name, "head" if name == "geomean" else "", "end"))
        title = ", ".join(f"{engine.label} {ratio:.2f}" for engine, ratio in zip(engines, ratios) if ratio)
        marks = "".join(mark(number, axis.x(ratio), y) for number, ratio in reversed([*enumerate(ratios)]) if ratio)
        parts.append(f"<g><title>{html.escape(name)}: {html.escape(title)}</title>{marks}</g>")
    return parts, top + len(rows) * ROW + 12


def svg(figures):
    engines = [engine for engine in figures.engines if engine is not figures.baseline]
    ratios = [ratio for engine in engines for program in figures.programs if (ratio := figures.ratio(engine, program))]
    axis = Axis(ratios)
    parts, top = legend(engines, 26)
    start = top
    for suite in figures.suites():
        rows, top = suite_rows(figures, suite, engines, axis, top)
        parts += rows
    lines = []
    for tick in axis.ticks():
        x = axis.x(tick)
        lines.append(f'<line class="{"one" if tick == 1 else "grid"}" x1="{x:.1f}" x2="{x:.1f}" y1="{start}" y2="{top}"/>')
        lines.append(text(x, top + 16, f"{tick:g}×", "small", "middle"))
    below = text(LEFT, top + 34, f"time relative to {figures.baseline.label}; left is faster", "small")
    top += FOOT
    for suite in figures.suites():
        costs, top = bars.draw(figures, suite, report.PROPERTIES, top, WIDTH,
                               lambda engine: colour(engines.index(engine)) if engine in engines else "base")
        lines += costs
    height = top + 10
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">'
            f"<title>Time relative to {html.escape(figures.baseline.label)}</title><style>{style()}</style>\n"
            + "\n".join([*lines, *parts, below]) + "\n</svg>\n")
