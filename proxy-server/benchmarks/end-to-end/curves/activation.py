"""How fast actors are activated and passivated, and what other actors' callers see of it."""

import time

from curves import Curve
from population import Population
from stage import MIB, NEVER_MILLIS, activations, require, say, wait_for

OTHERS, OTHERS_RATE = 100, 1000


def measure(stage):
    curve = Curve(
        "activation", "Activation and passivation",
        [("store", 0), ("actors activated", 0), ("activations/s", 0), ("CPU us each", 1), ("others' p50 ms", 2),
         ("others' p99 ms", 2), ("others' max ms", 1), ("last one gone after s", 1), ("live heap MiB after it", 1)],
        x=None)
    # All of them have to come before the first one leaves.
    count, idle_millis = stage.scaled((100_000, 20_000), (20_000, 5_000))
    for store in ("memory", "sqlite"):
        turnover(stage, curve, store, count, idle_millis)
    if not stage.quick:
        rates = {(store, title): rate for store, title, rate, *_ in curve.rows}
        curve.at_least("activations/s by GET, memory store", 50_000, rates["memory", "stored, by GET"])
        curve.at_least("activations/s by GET, SQLite", 20_000, rates["sqlite", "stored, by GET"])
    curve.notes += [
        f"{count:,} actors one after the other by 64 connections, each once, while {OTHERS_RATE:,} calls/s by the "
        f"clock go to {OTHERS} other actors over 16 connections. The first line of each store is these alone.",
        "An activation by GET is the activation and one request; by a call also the call of the host and, in "
        "acknowledged mode, the save. CPU is the proxy's, the others' calls included.",
        f"Actors are passivated {idle_millis / 1000:g} s after their last call, plus up to a tenth. How long after the "
        "load the last one was gone tells whether they all left in time. How fast many leave at once, tell the stops "
        "of the proxies with idle activations, above.",
    ]
    return curve


def turnover(stage, curve, store, count, idle_millis):
    actors = Population("fleeting", "add", idle_millis=idle_millis)
    others = Population("other", "add", idle_millis=NEVER_MILLIS)
    warm = Population("warm", "add", idle_millis=1000)
    proxy = stage.proxy(f"activation-{store}", [actors, others, warm], {"PROXY_DATABASE_TYPE": store})
    others.spawn(proxy.port, 0, OTHERS - 1)
    stage.load(proxy, others.call(), numbers=f"0-{OTHERS - 1}", once=True)
    warm_up(stage, proxy, warm, others)
    actors.spawn(proxy.port, 0, count - 1)
    alone = stage.load(proxy, others.call(), **by_the_clock(others, stage.scaled(6, 3)))
    heap = stage.live_heap(proxy)
    curve.add(store, "none", None, None, alone.p50, alone.p99, alone.max, None, heap / MIB)
    for title, request, plain in (
        ("new, by a call", actors.call(), False),
        ("stored, by a call", actors.call(), False),
        ("stored, by GET", actors.look(), True),
    ):
        say(f"activation, {store}: {title}")
        seen = stage.begin_load(proxy, others.call(), **by_the_clock(others, count / 40_000))
        options = {"plain": True} if plain else {}
        storm = stage.load(proxy, request, numbers=f"0-{count - 1}", once=True, **options)
        end, there = time.monotonic(), activations(proxy)
        # A machine that is too slow for that sees the first leave before the last has come.
        in_time = storm.seconds < idle_millis / 1000
        require(there >= count or not in_time, f"{store}, {title}: of {count} actors {there} are in memory")
        others_then = seen.end()
        wait_for(lambda: activations(proxy) <= OTHERS, 1.1 * idle_millis / 1000 + 20, f"{count} actors passivated")
        gone = time.monotonic() - end
        heap = stage.live_heap(proxy)
        curve.add(
            store, title, storm.rate, storm.cpu_us, others_then.p50, others_then.p99, others_then.max,
            gone, heap / MIB)
    proxy.stop()


def by_the_clock(others, seconds):
    return {"numbers": f"0-{OTHERS - 1}", "rate": OTHERS_RATE, "connections": 16, "seconds": max(2, seconds)}


def warm_up(stage, proxy, warm, others):
    """Activates and passivates others than those measured, so that the code is compiled."""
    last = stage.scaled(50_000, 10_000) - 1
    warm.spawn(proxy.port, 0, last)
    for request, plain in ((warm.call(), False), (warm.look(), True)):
        options = {"plain": True} if plain else {}
        stage.load(proxy, request, numbers=f"0-{last}", once=True, **options)
        stage.load(proxy, others.call(), numbers=f"0-{OTHERS - 1}", seconds=stage.scaled(3, 1))
        wait_for(lambda: activations(proxy) <= OTHERS, 30, "the actors of the warm-up passivated")
