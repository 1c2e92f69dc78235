"""Plots of the results, drawn by gnuplot in one plain style."""

import subprocess

PERCENTILES, RATES = "latency-percentiles.svg", "latency-over-rate.svg"
CPU, CONNECTIONS = "cpu-per-invocation.svg", "rate-over-connections.svg"
# Where a percentile stands: each nine is one step to the right.
STEPS = {"p50_ms": 2, "p75_ms": 4, "p90_ms": 10, "p95_ms": 20, "p99_ms": 100, "p999_ms": 1000, "p9999_ms": 10000}
# One colour for each scenario wherever it stands; told apart also by those who see few colours.
COLOURS = {"host": "#999999", "nginx": "#000000", "stateless": "#56b4e9", "snapshot": "#0072b2",
           "acknowledged": "#d55e00", "postgres": "#009e73"}
OTHER_COLOUR = "#cc79a7"
STYLE = """
set terminal svg size 780,440 font "sans-serif,13" background "#ffffff" noenhanced
set border 3 lc rgb "#666666"
set tics nomirror
set grid lc rgb "#dddddd"
set key outside below horizontal maxcols 3 samplen 2 Left reverse width 2
set lmargin 9
set style data linespoints
"""


def save(results, folder):
    """Writes those for which there are results."""
    draw(folder / PERCENTILES, percentiles(results))
    draw(folder / CPU, cpu(results["closed"]))
    if has_rates(results):
        draw(folder / RATES, rates(results["open"]))
    if results["growth"]:
        draw(folder / CONNECTIONS, connections(results["growth"]))


def has_rates(results):
    """One rate of one scenario is no line."""
    return len(results["open"]) > 1


def draw(path, commands):
    script = f'{STYLE}\nset output "{path}"\n{commands}\n'
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def short(title):
    return title.removeprefix("proxy, ").removeprefix("stateful, ")


def lines(series):
    """Plots series of (key, title, points)."""
    blocks, parts = [], []
    for number, (key, title, points) in enumerate(series):
        rows = "\n".join(" ".join(str(value) for value in point) for point in points)
        blocks.append(f"$data{number} << END\n{rows}\nEND")
        colour = COLOURS.get(key, OTHER_COLOUR)
        parts.append(f'$data{number} title "{short(title)}" lc rgb "{colour}" lw 2 pt 7 ps 0.5')
    return "\n".join(blocks) + "\nplot " + ", ".join(parts)


def percentiles(results):
    series = [
        (one["key"], one["title"], [(step, one["figures"][name]["median"]) for name, step in STEPS.items()])
        for one in results["closed"]
    ]
    return f"""
set title "Latency at full load, {results['conditions']['connections']} connections"
set logscale xy
set xtics ("50 %%" 2, "90 %%" 10, "99 %%" 100, "99.9 %%" 1000, "99.99 %%" 10000)
set xlabel "share of the calls that took no longer"
set ylabel "ms"
{lines(series)}"""


def rates(cells):
    keys = dict.fromkeys(one["key"] for one in cells)
    series = []
    for key in keys:
        own = [one for one in cells if one["key"] == key]
        points = [(one["asked_rate"] / 1000, one["figures"]["p99_ms"]["median"]) for one in own]
        series.append((key, own[0]["title"], points))
    return f"""
set title "Latency of calls that come by the clock, at 25, 50 and 75 % of the full rate"
set logscale y
set xrange [0:]
set xlabel "thousand calls/s"
set ylabel "p99, ms"
{lines(series)}"""


def connections(groups):
    series = []
    for group in groups:
        cells = sorted(group["cells"][:3], key=lambda one: one["connections"])
        points = [(one["connections"], one["figures"]["rate"]["median"] / 1000) for one in cells]
        series.append((group["key"], group["title"], points))
    ticks = ", ".join(str(one["connections"]) for one in sorted(groups[0]["cells"][:3], key=lambda one: one["connections"]))
    return f"""
set title "Full rate over the number of connections"
set logscale x
set xtics ({ticks})
set yrange [0:]
set xlabel "connections"
set ylabel "thousand invocations/s"
{lines(series)}"""


def cpu(cells):
    rows = "\n".join(
        f'{len(cells) - number} {of["median"]} {of["low"]} {of["high"]} {int(COLOURS.get(one["key"], OTHER_COLOUR)[1:], 16)}'
        for number, one in enumerate(cells) for of in [one["figures"]["cpu_us"]]
    )
    ticks = ", ".join(f'"{short(one["title"])}" {len(cells) - number}' for number, one in enumerate(cells))
    return f"""
$data << END
{rows}
END
set title "CPU of the server for one invocation: median and range"
set lmargin 24
set ytics scale 0 ({ticks})
set yrange [0.4:{len(cells)}.6]
set xrange [0:]
set xlabel "us"
set grid noytics
unset key
plot $data using ($2/2):1:($2/2):(0.3):5 with boxxyerror fs solid 0.75 noborder lc rgb variable, \\
  $data using 2:1:3:4 with xerrorbars lc rgb "#333333" pt 0 lw 1.5"""
