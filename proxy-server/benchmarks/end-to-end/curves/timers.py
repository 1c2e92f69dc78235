"""Timers: whether as many tick as were promised, and how late."""

import time

from curves import Curve
from population import Population
from stage import activations, cpu_seconds, require, say


def measure(stage):
    curve = Curve(
        "timers", "Timers",
        [("timers", 0), ("period s", 0), ("ticks/s promised", 0), ("ticks/s", 0), ("late p50 ms", 0), ("late p99 ms", 0),
         ("late max ms", 0), ("CPU us per tick", 1), ("cores", 2), ("live heap B per timer", 0)],
        x=0, plots=[3, 5])
    period = stage.scaled(10_000, 3_000)
    actors = Population("ticking", "tick", timer_millis=period)
    proxy = stage.proxy("timers", [actors])
    before, heap = 0, stage.live_heap(proxy)
    for count in stage.scaled((1000, 10_000, 100_000), (1000, 10_000)):
        say(f"timers: {count:,}")
        actors.spawn(proxy.port, before, count - 1)
        # An instance's timer begins when it is activated for the first time.
        stage.load(proxy, actors.look(), numbers=f"{before}-{count - 1}", once=True, plain=True)
        time.sleep(1.5 * period / 1000)
        window = 2 * period / 1000
        stage.times()
        ticks, cpu, begin = stage.traffic(), cpu_seconds(proxy), time.monotonic()
        time.sleep(window)
        took = time.monotonic() - begin
        ticks, cpu = stage.traffic() - ticks, cpu_seconds(proxy) - cpu
        late = stage.times()
        promised = count / (period / 1000)
        require(late["lost"] == 0, "more ticks than the host has room for")
        require(ticks / took > 0.9 * promised, f"{count} timers: {ticks / took:.0f} of {promised:.0f} ticks/s")
        require(activations(proxy) == count, f"{count} timers, but {activations(proxy)} actors in memory")
        each = (stage.live_heap(proxy) - heap) / count
        curve.add(
            count, period / 1000, promised, ticks / took, late["p50"] - period, late["p99"] - period,
            late["max"] - period, cpu / ticks * 1e6, cpu / took, each)
        before = count
    proxy.stop()
    curve.notes += [
        "A stateful type with one timer; its action changes nothing. Late is how much longer than the period the "
        "time between two ticks of an actor is, as the host sees them. The next period begins when a tick is handed "
        "out, so lateness adds up: ticks/s beside those promised tells it.",
        "The heap of a timer is that of its actor, in memory, included.",
    ]
    return curve
