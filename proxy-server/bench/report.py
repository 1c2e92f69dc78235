"""From measured rounds to figures a reader can compare: medians, spread, ratios to the reference."""

import json
import statistics

NGINX = "nginx"
# Share of the machine in the hands of others above which a run is only rough.
BUSY_NEIGHBOURS = 0.05


def round_of(scenario, result, allocated):
    """The figures of one round, from what load.c printed and what the host saw."""
    cpu = result["cpu"]
    own = sum(cpu.get(pid, 0) for pid in scenario.server.pids())
    known = sum(seconds for name, seconds in cpu.items() if name != "machine")
    measured = result["measured"]
    if measured == 0:
        raise RuntimeError(f"{scenario.title}: nothing was answered in the measured time")
    return {
        "rate": measured / result["seconds"],
        "p50_ms": result["latency"]["p50"] / 1000,
        "p99_ms": result["latency"]["p99"] / 1000,
        "max_ms": result["latency"]["max"] / 1000,
        "cpu_us": own / measured * 1e6,
        "rss_mib": scenario.server.rss_bytes() / 2**20,
        "allocated_bytes": None if allocated is None else allocated / result["good"],
        # Processors that others than this run kept busy.
        "foreign_cores": max(0, cpu["machine"] - known) / result["seconds"],
        "bytes": {
            "host_in": result["host"]["in"] / result["good"],
            "host_out": result["host"]["out"] / result["good"],
            "client_in": result["received"] / result["good"],
        },
    }


def spread(values):
    values = [value for value in values if value is not None]
    if not values:
        return None
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def summary(scenario, reference):
    rounds = scenario.rounds
    names = ["rate", "p50_ms", "p99_ms", "max_ms", "cpu_us", "rss_mib", "allocated_bytes", "foreign_cores"]
    return {
        "key": scenario.key,
        "title": scenario.title,
        "figures": {name: spread([one[name] for one in rounds]) for name in names},
        # Each round against the reference's own round, then the median of these.
        "ratios": {
            name: spread([one[name] / other[name] for one, other in zip(rounds, reference.rounds) if other[name]])
            for name in ("rate", "p50_ms", "p99_ms", "cpu_us")
        },
        "bytes": {
            "client_out": len(scenario.workload.request(scenario.workload.names[0])),
            **{name: spread([one["bytes"][name] for one in rounds])["median"] for name in rounds[0]["bytes"]},
        },
        "rounds": rounds,
    }


def cell(figure, digits):
    if figure is None:
        return "-"
    low, median, high = (f"{figure[name]:,.{digits}f}" for name in ("low", "median", "high"))
    return median if low == high else f"{median} ({low}-{high})"


def tables(results):
    """The tables as rows of cells, the first row being the head."""
    scenarios = results["scenarios"]
    figures = [["", "invocations/s", "p50 ms", "p99 ms", "CPU us each", "RSS MiB", "allocated B each"]]
    for one in scenarios:
        of = one["figures"]
        figures.append([
            one["title"], cell(of["rate"], 0), cell(of["p50_ms"], 2), cell(of["p99_ms"], 2),
            cell(of["cpu_us"], 1), cell(of["rss_mib"], 0), cell(of["allocated_bytes"], 0),
        ])
    ratios = [["against nginx in the same round", "invocations/s", "p50", "p99", "CPU"]]
    for one in scenarios:
        if one["key"] not in (NGINX, "host"):
            of = one["ratios"]
            ratios.append([one["title"], *(cell(of[name], 2) for name in ("rate", "p50_ms", "p99_ms", "cpu_us"))])
    sizes = [["bytes each, HTTP heads included", "client to server", "server to host", "host to server", "server to client"]]
    for one in scenarios:
        of = one["bytes"]
        sizes.append([one["title"], *(f"{of[name]:.0f}" for name in ("client_out", "host_in", "host_out", "client_in"))])
    return [figures, ratios, sizes]


def facts(results):
    """One sentence each: how it was measured, on what, and what was checked."""
    of = results["conditions"]
    foreign = max(one["figures"]["foreign_cores"]["median"] for one in results["scenarios"])
    rough = "; the figures are rough" if foreign > BUSY_NEIGHBOURS * of["cores"] else ""
    return [
        f"{of['connections']} connections in a closed loop over {of['actors']} actors of each type; "
        f"{of['rounds']} interleaved rounds of {of['seconds']:g} s each, after {of['warmup']:g} s of warm-up; "
        "median (lowest-highest).",
        f"{of['cores']} cores of {of['processor']}, {of['memory_gib']} GiB, {of['kernel']}; client, server and host share them.",
        f"Java {of['java']}, options beyond the distribution's own: {of['java_options'] or 'none'}; nginx {of['nginx']}, "
        f"{of['cores']} workers; commit {of['commit']}, {of['date']}.",
        f"Disk: {of['filesystem']}, one 4 KiB write with fdatasync takes {of['fsync_us']['p50']:.0f} us (p50), "
        f"{of['fsync_us']['p99']:.0f} us (p99).",
        f"Other programs kept up to {foreign:.2f} of {of['cores']} cores busy meanwhile (median of the worst scenario){rough}.",
        "All calls were answered with HTTP 200 and status OK, and each reached the host exactly once.",
        *(f"{check}." for check in results["checks"]),
    ]


def text(results):
    lines = []
    for table in tables(results):
        widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
        for row in table:
            cells = [row[0].ljust(widths[0]), *(c.rjust(width) for c, width in zip(row[1:], widths[1:]))]
            lines.append("  ".join(cells).rstrip())
        lines.append("")
    return "\n".join(lines + facts(results))


def markdown(results):
    lines = ["# End to end", "", "<!-- Written by `./proxy bench --save`. -->", ""]
    lines += ["What is measured here, and what is not, tells [the harness](../../proxy-server/bench/README.md).", ""]
    for table in tables(results):
        head, *rows = table
        lines += [f"| {' | '.join(head)} |", "|---" + "|---:" * (len(head) - 1) + "|"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
        lines.append("")
    return "\n".join(lines + [f"- {fact}" for fact in facts(results)]) + "\n"


def save(results, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "end-to-end.json").write_text(json.dumps(results, indent=2) + "\n")
    (folder / "end-to-end.md").write_text(markdown(results))
