"""The scale curves as text, as a page with pictures, and as JSON."""

import datetime
import json
import os
import platform
import statistics

import conditions
import plots

PAGE = """# Scale

<!-- Written by `./proxy bench --scale --save`. -->

How the proxy behaves when something grows. What is measured here, and what is not, tells
[the harness](../../proxy-server/benchmarks/end-to-end/README.md#the-scale-curves).
"""
# The lines take the colours of the end-to-end pictures.
COLOURS_OF = {"memory": "stateless", "sqlite": "acknowledged", "closed loop": "snapshot", "by the clock": "acknowledged"}


def conditions_of(stage, seconds):
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": conditions.commit(),
        "quick": stage.quick,
        "processor": conditions.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "filesystem": conditions.output(["stat", "-f", "-c", "%T", stage.scratch]),
        "java": conditions.java(stage.dist),
        "java_options": os.environ.get("JAVA_OPTS", ""),
        "foreign_cores": round(statistics.median(stage.foreign_cores), 2) if stage.foreign_cores else None,
        "seconds": round(seconds),
    }


def fact(of):
    quick = "A quick run with small numbers. " if of["quick"] else ""
    return (
        f"{quick}{of['cores']} cores of {of['processor']}, {of['memory_gib']} GiB, {of['kernel']}, "
        f"{of['filesystem']}; client, proxy and host share them. Java {of['java']}, options for all proxies: "
        f"{of['java_options'] or 'none'}; commit {of['commit']}, {of['date']}; {of['seconds']} s for all. "
        f"Other programs kept {of['foreign_cores'] or 0:.2f} cores busy meanwhile (median of the loads)."
    )


def cell(value, digits):
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:,.{digits}f}"


def cells(curve):
    return [[cell(value, digits) for value, (_, digits) in zip(row, curve.columns)] for row in curve.rows]


def text(curve):
    table = [[name for name, _ in curve.columns], *cells(curve)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [curve.title, *("  ".join(c.rjust(width) for c, width in zip(row, widths)) for row in table)]
    return "\n".join([*lines, *(f"- {note}" for note in curve.notes), ""])


def markdown(curve):
    sides = ["---" if isinstance(cell, str) else "---:" for cell in curve.rows[0]]
    lines = [f"## {curve.title}", "", f"| {' | '.join(name for name, _ in curve.columns)} |", f"|{'|'.join(sides)}|"]
    lines += [f"| {' | '.join(row)} |" for row in cells(curve)] + [""]
    drawn = [column for column in curve.plots if lines_of(curve, column)]
    lines += [f"![{curve.columns[column][0]}]({picture(curve, column)})" for column in drawn]
    lines += [""] * bool(drawn) + [f"- {note}" for note in curve.notes] + [""]
    return "\n".join(lines)


def picture(curve, column):
    name = "".join(c if c.isalnum() else "-" for c in curve.columns[column][0].lower())
    return f"scale-{curve.key}-{name}.svg"


def lines_of(curve, column):
    """One column over what grows, a line for each of the series; none where nothing is above the noise."""
    names = dict.fromkeys(row[curve.series] if curve.series is not None else curve.key for row in curve.rows)
    series = []
    for name in names:
        rows = [row for row in curve.rows if curve.series is None or row[curve.series] == name]
        points = [(row[curve.x], row[column]) for row in rows if row[column] is not None and row[column] > 0]
        series.append((COLOURS_OF.get(name, name), name, points))
    return [one for one in series if one[2]]


def draw(curve, column, folder):
    series = lines_of(curve, column)
    if series:
        plots.draw(folder / picture(curve, column), f"""
set title "{curve.title}"
set logscale {'xy' if curve.log_y else 'x'}
set autoscale xfix
{'set format y "%.0s%c"' if curve.log_y else 'set yrange [0:]'}
set format x "%.0s%c"
set lmargin 11
set xlabel "{curve.columns[curve.x][0]}"
set ylabel "{curve.columns[column][0]}"
{plots.lines(series)}""")


def limits(curves):
    """What this project wants to hold, as rows of text."""
    return [
        [one["what"], one["limit"], f"{one['measured']:,.0f}", "yes" if one["met"] else "no"]
        for curve in curves for one in curve.limits
    ]


def summary(curves, of):
    return "\n".join([*(f"{what}: {limit}, measured {measured}: {met}" for what, limit, measured, met in limits(curves)), fact(of)])


def save(curves, failures, of, folder):
    folder.mkdir(parents=True, exist_ok=True)
    results = {"conditions": of, "failures": failures, "curves": [curve.as_json() for curve in curves]}
    (folder / "scale.json").write_text(json.dumps(results, indent=1) + "\n")
    page = [PAGE]
    if failures:
        page += ["**Not measured, because a check failed:**", "", *(f"- {failure}" for failure in failures), ""]
    if limits(curves):
        page += ["## Limits", "", "| | limit | measured | met |", "|---|---|---:|---|"]
        page += [*(f"| {' | '.join(row)} |" for row in limits(curves)), ""]
    page += [*(markdown(curve) for curve in curves), "## Conditions", "", fact(of), ""]
    (folder / "scale.md").write_text("\n".join(page))
    for curve in curves:
        for column in curve.plots:
            draw(curve, column, folder)
