"""The lower part of the plot: what engines cost beside time. Compile time, memory, size and start-up as bars, one panel for each."""
import html

LABEL, GAP, ROW, HEAD = 170, 20, 20, 30
VALUE = 70  # beside the bar


def panels(figures, suite, properties):
    """(heading, [(engine, value)]) for each thing that was measured, values in the unit of the heading."""
    programs = figures.that_all_ran(suite)
    result = []
    if programs and all(program.time == "wall" for program in programs):
        times = [(engine, figures.seconds(engine, programs[0])) for engine in figures.engines]
        result.append((f"start to exit of {programs[0].name}, ms", [(engine, time and time * 1e3) for engine, time in times]))
    for name, (heading, unit, divisor, combine) in properties.items():
        values = []
        for engine in figures.engines:
            found = [value for value in (figures.property(engine, program, name) for program in programs) if value]
            values.append((engine, combine(found) / divisor if found else None))
        if any(value for _, value in values):
            which = "sum" if combine is sum else "largest"
            result.append((f"{heading}, {unit}" + (f" ({which} of {len(programs)} programs)" if len(programs) > 1 else ""), values))
    return result


def amount(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def draw_panel(heading, values, left, top, width, css):
    """Bars from zero, as all of these are amounts; engines without the figure are left out."""
    parts = [f'<text x="{left}" y="{top + HEAD - 10}" class="head">{html.escape(heading)}</text>']
    shown = [(engine, value) for engine, value in values if value]
    largest = max(value for _, value in shown)
    for number, (engine, value) in enumerate(shown):
        y = top + HEAD + number * ROW
        length = value / largest * (width - LABEL - VALUE)
        parts.append(f'<text x="{left + LABEL - 8}" y="{y + 10}" class="small" text-anchor="end">{html.escape(engine.label)}</text>')
        parts.append(f'<rect class="{css(engine)}" x="{left + LABEL}" y="{y + 1}" width="{max(length, 1):.1f}" height="{ROW - 8}"/>')
        parts.append(f'<text x="{left + LABEL + length + 6:.1f}" y="{y + 10}" class="small">{amount(value)}</text>')
    return parts, HEAD + len(shown) * ROW


def draw(figures, suite, properties, top, width, css):
    """All panels of a suite, two beside each other; returns the parts and the next free line."""
    found = panels(figures, suite, properties)
    if not found:
        return [], top
    parts = [f'<text x="14" y="{top + 14}" class="head">{html.escape(suite)}: what it costs</text>']
    top += 14
    half = (width - 3 * GAP) / 2
    for first in range(0, len(found), 2):
        heights = []
        for column, (heading, values) in enumerate(found[first:first + 2]):
            drawn, height = draw_panel(heading, values, GAP + column * (half + GAP), top, half, css)
            parts += drawn
            heights.append(height)
        top += max(heights) + 6
    return parts, top
