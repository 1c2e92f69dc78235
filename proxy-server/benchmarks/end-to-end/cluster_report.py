"""What a call to another member costs, as text, as a page, and as JSON."""

import report
from tables import cell

PAGE_HEAD = """# Calls to another member

<!-- Written by `./proxy bench --cluster --save`. -->

What is measured here, and what is not, tells
[the harness](../../proxy-server/benchmarks/end-to-end/README.md#calls-to-another-member).
"""


def limits(results):
    rows = [[one["what"], one["limit"], cell(one["measured"], 2), "met" if one["met"] else "NOT MET"]
            for one in results["limits"]]
    return [["", "limit", "measured", ""], *rows]


def calls(results):
    rows = [["", "calls/s", "p50 ms", "p99 ms", "CPU us each, both proxies", "allocated B each, both proxies"]]
    for one in results["cells"]:
        of = one["figures"]
        rows.append([
            one["title"], cell(of["rate"], 0), cell(of["p50_ms"], 2), cell(of["p99_ms"], 2), cell(of["cpu_us"], 1),
            cell(of["allocated_bytes"], 0)])
    return rows


def ratios(results):
    rows = [["", "calls/s", "p50", "p99", "CPU"]]
    for one in results["cells"][1::2]:
        of = one["ratios"]
        rows.append([one["title"], *(cell(of[name], 2) for name in ("rate", "p50_ms", "p99_ms", "cpu_us"))])
    return rows


def sections(results):
    connections = results["conditions"]["connections"]
    return [
        ("Limits", limits(results)),
        (f"Closed loop, {connections // 2} connections to each of two members", calls(results)),
        ("Remote against local in the same round", ratios(results)),
    ]


def facts(results):
    of = results["conditions"]
    cells = results["cells"]
    store = max(one["figures"]["store_cpu_us"]["median"] for one in cells)
    foreign = max(one["figures"]["foreign_cores"]["median"] for one in cells)
    return [
        f"{of['cores']} cores of {of['processor']}, {of['memory_gib']} GiB, {of['kernel']}, {of['filesystem']}; both "
        "clients, both proxies, both hosts and PostgreSQL share them.",
        f"Java {of['java']}, options {of['java_options'] or 'none'}; PostgreSQL {of['postgres']}; commit {of['commit']}, "
        f"{of['date']}; {of['duration']:.0f} s for all.",
        f"{of['rounds']} rounds of {of['seconds']:g} s after {of['lead']:g} s of lead, local and remote in turn; warmed up "
        f"for {of['warmup']:g} s each; {of['actors']:,} actors; medians (lowest-highest).",
        "Latencies are those of the member whose were higher.",
        f"PostgreSQL took at most {store:.1f} us of CPU a call beside it.",
        f"Other programs kept at most {foreign:.2f} cores busy meanwhile (median of the rounds).",
        "Every call was answered well, and ran at the host of the member that owns its actor, once.",
    ]


def text(results):
    lines = []
    for title, rows in sections(results):
        lines += [title, *report.aligned(rows), ""]
    return "\n".join(lines + facts(results))


def markdown(results):
    lines = [PAGE_HEAD]
    for title, (head, *rows) in sections(results):
        lines += [f"## {title}", "", f"| {' | '.join(head)} |", "|---" + "|---:" * (len(head) - 1) + "|"]
        lines += [f"| {' | '.join(row)} |" for row in rows] + [""]
    return "\n".join([*lines, "## Conditions and checks", "", *(f"- {fact}" for fact in facts(results))]) + "\n"


def save(results, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cluster.json").write_text(report.compact(results) + "\n")
    (folder / "cluster.md").write_text(markdown(results))
