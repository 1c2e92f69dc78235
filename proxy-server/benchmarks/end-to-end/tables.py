"""The tables of a page: what a reader compares, as rows of cells, the first row being the head."""

import dataclasses

import plots

# Share of the machine in the hands of others above which a run is only rough.
BUSY_NEIGHBOURS = 0.05
LADDER = {"p50_ms": "p50", "p75_ms": "p75", "p90_ms": "p90", "p95_ms": "p95", "p99_ms": "p99", "p999_ms": "p99.9",
          "p9999_ms": "p99.99", "max_ms": "max"}


@dataclasses.dataclass
class Section:
    title: str
    rows: list
    plots: tuple = ()


def sections(results):
    connections = results["conditions"]["connections"]
    found = [
        Section("Limits", limits(results["verdict"])),
        Section(f"Closed loop, {connections} connections", closed(results["closed"]), (plots.CPU,)),
        Section("Against nginx in the same round", against_nginx(results["closed"])),
        Section(f"Latency at full load, {connections} connections, ms", ladder(results["closed"]), (plots.PERCENTILES,)),
        Section("Pauses of the JVM in these rounds", pauses(results["closed"])),
        Section("Bytes of a call, HTTP heads included", sizes(results["closed"])),
        Section("Calls by the clock", by_the_clock(results["open"]), (plots.RATES,) if plots.has_rates(results) else ()),
        Section("One hot actor, one slow actor", single(results["single"])),
        Section("Start and memory", starts(results["starts"])),
    ]
    if results["growth"]:
        title = "More connections, more actors: invocations/s"
        found.insert(-2, Section(title, growth(results["growth"]), (plots.CONNECTIONS,)))
    return found


def cell(figure, digits):
    if figure is None:
        return "-"
    low, median, high = (f"{figure[name]:,.{digits}f}" for name in ("low", "median", "high"))
    return median if low == high else f"{median} ({low}-{high})"


def limits(verdict):
    words = {True: "met", False: "NOT MET", None: "not measured", "undecided": "undecided"}
    rows = [[one["what"], one["limit"], cell(one["measured"], one["digits"]), words[one["met"]]] for one in verdict]
    return [["", "limit", "measured", ""], *rows]


def closed(cells):
    rows = [["", "invocations/s", "p50 ms", "p99 ms", "CPU us each", "RSS MiB", "allocated B each"]]
    for one in cells:
        of = one["figures"]
        rows.append([
            one["title"], cell(of["rate"], 0), cell(of["p50_ms"], 2), cell(of["p99_ms"], 2),
            cell(of["cpu_us"], 1), cell(of["rss_mib"], 0), cell(of["allocated_bytes"], 0),
        ])
    return rows


def against_nginx(cells):
    rows = [["", "invocations/s", "p50", "p99", "CPU"]]
    for one in cells:
        if one["key"] not in ("nginx", "host"):
            of = one["ratios"]
            rows.append([one["title"], *(cell(of[name], 2) for name in ("rate", "p50_ms", "p99_ms", "cpu_us"))])
    return rows


def ladder(cells):
    rows = [["median of the rounds", *LADDER.values()]]
    for one in cells:
        rows.append([one["title"], *(f"{one['figures'][name]['median']:.2f}" for name in LADDER)])
    return rows


def pauses(cells):
    rows = [["", "collections", "ms in all", "longest ms", "longest stop for any reason, ms"]]
    for one in cells:
        of = one["pauses"]
        if of is not None:
            rows.append([one["title"], f"{of['count']}", f"{of['total_ms']:.1f}", f"{of['longest_ms']:.1f}",
                         f"{of['longest_stop_ms']:.1f}"])
    return rows


def sizes(cells):
    rows = [["", "client to server", "server to host", "host to server", "server to client"]]
    for one in cells:
        of = one["bytes"]
        rows.append([one["title"], *(f"{of[name]:.0f}" for name in ("client_out", "host_in", "host_out", "client_in"))])
    return rows


def by_the_clock(cells):
    rows = [["", "of its full rate", "calls/s", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "CPU us each", "left waiting"]]
    for one in cells:
        of = one["figures"]
        never = f", {of['unsent']['high']:,} never sent" if of["unsent"]["high"] else ""
        rows.append([
            one["title"], f"{one['share']:.0%}", f"{one['asked_rate']:,.0f}", cell(of["p50_ms"], 2), cell(of["p99_ms"], 2),
            cell(of["p999_ms"], 2), cell(of["max_ms"], 1), cell(of["cpu_us"], 1), cell(of["backlog"], 0) + never,
        ])
    return rows


def growth(groups):
    base, few, many = (one["connections"] for one in groups[0]["cells"][:3])
    crowd = groups[0]["cells"][3]["actors"]
    rows = [["", f"{few} connection", f"{base}", f"{many}", f"{many} / {base}", f"{crowd:,} actors",
             f"{crowd:,} / {groups[0]['cells'][0]['actors']:,}"]]
    for group in groups:
        rates = [cell(one["figures"]["rate"], 0) for one in group["cells"]] + ["-"]
        rows.append([group["title"], rates[1], rates[0], rates[2], cell(group["connections"], 2), rates[3],
                     cell(group["actors"], 2)])
    return rows


def single(of):
    hot, slow = of["hot"]["figures"], of["slow"]
    rows = [["proxy, stateful, snapshot", "invocations/s", "p50 ms", "p99 ms"]]
    measured = [("one actor gets all calls", hot)]
    if slow:
        measured += [("others, by the clock", slow["alone"]["figures"]),
                     ("others, while one actor takes 1 s for each turn", slow["beside"]["figures"])]
    for title, figures in measured:
        rows.append([title, cell(figures["rate"], 0), cell(figures["p50_ms"], 2), cell(figures["p99_ms"], 2)])
    return rows


def starts(of):
    rss = of["rss_mib"]
    return [
        ["proxy on SQLite", ""],
        ["first invocation after exec, fresh folder, ms", cell(of["fresh_ms"], 0)],
        ["first invocation after exec, folder with data, ms", cell(of["again_ms"], 0)],
        [f"RSS {rss['seconds']} s after the start, before any call, MiB", f"{rss['idle']:.0f}"],
        [f"RSS after {rss['calls']:,} calls, MiB", f"{rss['called']:.0f}"],
    ]


def slow_rounds(results):
    slow = results["single"]["slow"]
    return f"For the slow actor {len(slow['alone']['rounds'])} rounds. " if slow else ""


def facts(results):
    """One sentence each: how it was measured, on what, and what was checked."""
    of, fsync = results["conditions"], results["fsync_us"]
    closed = {one["key"]: one["figures"] for one in results["closed"]}
    store, ceiling = closed["postgres"]["store_cpu_us"], closed["host"]["rate"]
    foreign = max(one["figures"]["foreign_cores"]["median"] for one in results["closed"])
    rough = "; the figures are rough" if foreign > BUSY_NEIGHBOURS * of["cores"] else ""
    return [
        f"{of['connections']} connections over {of['actors']} actors of each type, where nothing else is said; "
        f"{of['rounds']} interleaved rounds of {of['seconds']:g} s each, after {of['warmup']:g} s of warm-up; "
        f"median (lowest-highest). {slow_rounds(results)}All of it took {of['duration']:.0f} s.",
        f"{of['cores']} cores of {of['processor']}, {of['memory_gib']} GiB, {of['kernel']}; client, server and host share them.",
        f"Java {of['java']}, options beyond the distribution's own: {of['java_options'] or 'none'}; nginx {of['nginx']}, "
        f"{of['cores']} workers; PostgreSQL {of['postgres']}; commit {of['commit']}, {of['date']}.",
        f"Disk: {of['filesystem']}, one 4 KiB write with fdatasync takes {fsync['p50']:.0f} us (p50), "
        f"{fsync['p99']:.0f} us (p99) in {fsync['samples']:,} samples between the measurements.",
        f"Client and host alone reached {ceiling['median']:,.0f} calls/s: that is the ceiling of this harness.",
        f"PostgreSQL itself spent {cell(store, 1)} us of CPU on each call.",
        f"Other programs kept up to {foreign:.2f} of {of['cores']} cores busy meanwhile (median of the worst scenario){rough}.",
        "All calls were answered with HTTP 200 and status OK, and each reached the host exactly once.",
        *(f"{check}." for check in results["checks"]),
    ]
