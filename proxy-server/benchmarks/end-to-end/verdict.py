"""The limits of this project, each beside what this run measured: README.md tells why they are what they are."""

GROWING = ("stateless", "snapshot", "acknowledged")


def of(results):
    """Rows of limit, measured, and whether it is met; None where this run has not measured it, "undecided" if not enough."""
    closed = {one["key"]: one for one in results["closed"]}
    single, starts = results["single"], results["starts"]
    half = next((one for one in results["open"] if one["key"] == "acknowledged" and one["share"] == 0.5), None)
    duration = None if results["conditions"]["full"] else results["conditions"]["duration"]
    return [
        at_most("snapshot mode: CPU of an invocation, in that of nginx", 1.8, closed["snapshot"]["ratios"]["cpu_us"]),
        at_least("snapshot mode: invocations/s, in those of nginx", 0.75, closed["snapshot"]["ratios"]["rate"]),
        at_most("acknowledged on SQLite: CPU of an invocation, in that of nginx", 3.5,
                closed["acknowledged"]["ratios"]["cpu_us"]),
        at_most("acknowledged on SQLite: p99 at half of the full rate, in p99 of a flush of that disk", 5,
                in_flushes(half, results["fsync_us"]["p99"])),
        at_least("one hot actor, snapshot mode: turns/s", 15_000, single["hot"]["figures"]["rate"], 0),
        surely_at_most("a slow actor: p99 of the others, in that without it (90 % interval)", 1.1,
                       single["slow"] and single["slow"]["p99_ratio"]),
        at_most("first invocation after exec, ms, fresh folder", 600, starts["fresh_ms"], 0),
        at_most("first invocation after exec, ms, folder with data", 600, starts["again_ms"], 0),
        at_most("idle RSS, MB", 110, only(starts["rss_mib"]["idle"] * 2**20 / 1e6), 0),
        *(at_least(f"{key}: invocations/s at 512 connections, in those at 64", 0.9, growth(results, key, "connections"))
          for key in GROWING),
        *(at_least(f"{key}: invocations/s with 100,000 actors, in those with 1,000", 0.9, growth(results, key, "actors"))
          for key in GROWING),
        at_most("the quick form, s", 120, duration and only(duration), 0),
    ]


def in_flushes(half, fsync_p99):
    p99 = half and half["figures"]["p99_ms"]
    return p99 and {name: millis * 1000 / fsync_p99 for name, millis in p99.items()}


def growth(results, key, name):
    return next((one[name] for one in results["growth"] or [] if one["key"] == key), None)


def only(value):
    return {"median": value, "low": value, "high": value}


def at_most(what, limit, measured, digits=2):
    return row(what, f"at most {limit:,}", measured, digits, measured and measured["median"] <= limit)


def surely_at_most(what, limit, interval):
    """Neither met nor missed as long as the interval holds the limit."""
    is_met = "undecided"
    if interval and (interval["high"] <= limit or interval["low"] > limit):
        is_met = interval["high"] <= limit
    return row(what, f"at most {limit:,}", interval, 2, interval and is_met)


def at_least(what, limit, measured, digits=2):
    return row(what, f"at least {limit:,}", measured, digits, measured and measured["median"] >= limit)


def row(what, limit, measured, digits, is_met):
    return {"what": what, "limit": limit, "measured": measured, "digits": digits, "met": is_met}
