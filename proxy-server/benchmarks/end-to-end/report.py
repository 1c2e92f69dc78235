"""The results as text, as a page, and as JSON."""

import json

from tables import facts, sections

PAGE_HEAD = """# End to end

<!-- Written by `./proxy bench --full --save`. -->

What is measured here, and what is not, tells [the harness](../../proxy-server/benchmarks/end-to-end/README.md).
"""


def text(results):
    lines = []
    for section in sections(results):
        lines += [section.title, *aligned(section.rows), ""]
    return "\n".join(lines + facts(results))


def aligned(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
        yield "  ".join(cells).rstrip()


def markdown(results):
    lines = [PAGE_HEAD]
    for section in sections(results):
        head, *rows = section.rows
        lines += [f"## {section.title}", ""]
        lines += [f"| {' | '.join(head)} |", "|---" + "|---:" * (len(head) - 1) + "|"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
        lines.append("")
        lines += [f"![{section.title}]({plot})\n" for plot in section.plots]
    lines += ["## Conditions and checks", "", *(f"- {fact}" for fact in facts(results))]
    return "\n".join(lines) + "\n"


def compact(results):
    """JSON with a line for each part, and for each cell of a measurement."""
    lines = []
    for name, part in results.items():
        dumped = [json.dumps(rounded(one)) for one in part] if isinstance(part, list) else None
        text = "[\n  " + ",\n  ".join(dumped) + "\n ]" if dumped else json.dumps(rounded(part))
        lines.append(f" {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}"


def rounded(value):
    """No more digits than a measurement can have."""
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.5g}") if isinstance(value, float) else value


def save(results, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "end-to-end.json").write_text(compact(results) + "\n")
    (folder / "end-to-end.md").write_text(markdown(results))
