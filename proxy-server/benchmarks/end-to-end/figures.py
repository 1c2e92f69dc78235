"""From rounds to figures: medians with spread, and ratios taken within each round before the median is."""

import random
import statistics

NAMES = ("rate", "p50_ms", "p75_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms", "p9999_ms", "max_ms", "cpu_us",
         "store_cpu_us", "rss_mib", "allocated_bytes", "backlog", "unsent", "wait_p99_ms", "foreign_cores")
COMPARED = ("rate", "p50_ms", "p99_ms", "cpu_us")


def spread(values):
    values = [value for value in values if value is not None]
    if not values:
        return None
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def ratio(cell, reference, name):
    pairs = zip(cell.rounds, reference.rounds)
    return spread([one[name] / other[name] for one, other in pairs if other[name]])


def ratio_of_medians(cell, reference, name):
    """For what varies more from round to round than between the two: the ratio of both medians, and in place of the
    lowest and highest the ends of its 90 % interval, from rounds drawn again and again (Efron's bootstrap)."""
    pairs = [(one[name], other[name]) for one, other in zip(cell.rounds, reference.rounds) if one[name] and other[name]]
    if not pairs:
        return None
    draw = random.Random(1)
    ratios = sorted(of_medians(draw.choices(pairs, k=len(pairs))) for _ in range(2000))
    return {"median": of_medians(pairs), "low": ratios[100], "high": ratios[-101]}


def of_medians(pairs):
    ones, others = zip(*pairs)
    return statistics.median(ones) / statistics.median(others)


def summary(cell, reference=None):
    """A cell as it goes into the results, with its ratios to another cell of the same rounds."""
    rounds, scenario, shape = cell.rounds, cell.scenario, cell.shape
    return {
        "key": scenario.key,
        "title": scenario.title,
        "connections": shape.connections,
        "actors": shape.actors,
        "asked_rate": shape.rate,
        "share": shape.share,
        "figures": {name: spread([one[name] for one in rounds]) for name in NAMES},
        "ratios": {name: ratio(cell, reference, name) for name in COMPARED} if reference else None,
        "pauses": all_pauses([one["pauses"] for one in rounds]),
        "bytes": {
            "client_out": len(scenario.population.padded_call()),
            **{name: spread([one["bytes"][name] for one in rounds])["median"] for name in rounds[0]["bytes"]},
        },
        "rounds": rounds,
    }


def all_pauses(rounds):
    """Those of all rounds together, with their leads; None for what is no JVM."""
    if None in rounds:
        return None
    return {
        "count": sum(one["count"] for one in rounds),
        "total_ms": sum(one["total_ms"] for one in rounds),
        "longest_ms": max(one["longest_ms"] for one in rounds),
        "longest_stop_ms": max(one["longest_stop_ms"] for one in rounds),
    }
