"""From one connection to 10,000: in a closed loop while all of them can be busy, then mostly idle ones by the clock."""

import time

from curves import Curve
from population import Population
from stage import say

ACTORS = 1000
CLOSED_MAX = 1024
RATE = 10_000
# A heap that is all there from the start, so that what RSS grows by lies outside of it.
HEAP = "-Xms512m -Xmx512m -XX:+AlwaysPreTouch"
MAX_CONNECTIONS = 20_000


def measure(stage):
    curve = Curve(
        "connections", "Connections",
        [("load", 0), ("connections", 0), ("calls/s", 0), ("p50 ms", 2), ("p99 ms", 2), ("CPU us each", 1),
         ("live heap B per connection", 0), ("RSS beyond the heap B per connection", 0)],
        x=1, series=0, plots=[2, 4])
    actors = Population("connected", "add")
    settings = {"PROXY_STATE_DURABILITY": "snapshot", "PROXY_HTTP_MAX_CONNECTIONS": str(MAX_CONNECTIONS)}
    proxy = stage.proxy("connections", [actors], settings, HEAP)
    actors.spawn(proxy.port, 0, ACTORS - 1)
    all_actors = {"numbers": f"0-{ACTORS - 1}"}
    stage.load(proxy, actors.call(), seconds=stage.scaled(8, 3), **all_actors)
    seconds = stage.scaled(5, 2)
    for count in (1, 16, 64, 256, 1024):
        say(f"connections: {count}, closed loop")
        one = stage.load(proxy, actors.call(), connections=count, seconds=seconds, lead=1, **all_actors)
        curve.add("closed loop", count, one.rate, one.p50, one.p99, one.cpu_us, None, None)
    empty = None
    for count in stage.scaled((64, 1024, 4096, 10_000), (64, 4096)):
        say(f"connections: {count:,}, {RATE:,} calls/s")
        load = stage.begin_load(
            proxy, actors.call(), connections=count, seconds=2 * seconds, lead=2, rate=RATE, **all_actors)
        time.sleep(2 + seconds)
        rss = proxy.rss_bytes()
        one = load.end()
        # The heap is looked at without traffic, when all connections are there and none is busy.
        idle = stage.begin_load(proxy, actors.call(), connections=count, seconds=4, lead=0, rate=1, **all_actors)
        time.sleep(1.5)
        heap = stage.live_heap(proxy)
        idle.end()
        if empty is None:
            empty = (count, heap, rss)
            curve.add("by the clock", count, one.rate, one.p50, one.p99, one.cpu_us, None, None)
        else:
            more = count - empty[0]
            curve.add(
                "by the clock", count, one.rate, one.p50, one.p99, one.cpu_us,
                (heap - empty[1]) / more, (rss - empty[2]) / more)
    proxy.stop()
    curve.notes += [
        f"Snapshot mode on SQLite, {ACTORS:,} actors. Up to {CLOSED_MAX:,} connections each sends its next call after "
        f"the last answer; by the clock {RATE:,} calls/s go over the connections in turn, so most of them are idle at "
        "a time.",
        f"PROXY_HTTP_MAX_CONNECTIONS={MAX_CONNECTIONS:,}; the default is 10,000. JAVA_OPTS={HEAP}, so that RSS grows "
        "by what lies outside of the heap. Memory is told against 64 connections of the same line; what the kernel "
        "keeps for sockets is not in it.",
    ]
    return curve
