"""Scheduled calls: taking them in, a restart with many, and whether those due come in time meanwhile."""

import time

from curves import Curve
from population import Population
from stage import MIB, gauge, require, say, wait_for

FAR_MILLIS = 24 * 3_600_000
CAPACITY = 1_200_000
CHUNK = 50_000
DUE_SECONDS, STEP_MILLIS = 5, 10


def measure(stage):
    curve = Curve(
        "schedules", "Scheduled calls",
        [("waiting", 0), ("taken in/s", 0), ("CPU us each", 1), ("p99 ms", 2), ("live heap B more each", 0), ("live heap MiB", 0),
         ("RSS MiB", 0)],
        x=0, plots=[1, 4])
    due = Curve(
        "due", "Scheduled calls that come due",
        [("waiting beside them", 0), ("when", 0), ("due/s", 0), ("calls", 0), ("late p50 ms", 0), ("late p99 ms", 0),
         ("late max ms", 0)],
        x=None)
    actors = Population("scheduled", "due")
    settings = {"PROXY_SCHEDULE_CAPACITY": str(CAPACITY)}
    proxy = stage.proxy("schedules", [actors], settings)
    actors.spawn(proxy.port, 0, CHUNK - 1)
    stage.load(proxy, actors.call(b"0"), numbers=f"0-{CHUNK - 1}", once=True)
    empty, heap, waiting = stage.live_heap(proxy), 0, 0
    target, limit = stage.scaled((1_000_000, 150), (50_000, 20))
    far = int(time.time() * 1000) + FAR_MILLIS
    in_time(stage, due, proxy, actors, 0, "from the start")
    begin = time.monotonic()
    while waiting < target and time.monotonic() - begin < limit:
        say(f"schedules: {waiting:,} waiting")
        taken = stage.load(proxy, scheduled(actors, far), numbers=f"0-{CHUNK - 1}", once=True)
        waiting += taken.good
        require(gauge(proxy, "actorproxy_messages_scheduled") == waiting, f"not {waiting} calls are scheduled")
        if waiting in (CHUNK, target // 4, target // 2) or waiting >= target or time.monotonic() - begin >= limit:
            heap = stage.live_heap(proxy)
            curve.add(
                waiting, taken.rate, taken.cpu_us, taken.p99, (heap - empty) / waiting, heap / MIB, proxy.rss_bytes() / MIB)
    if waiting < target:
        curve.notes.append(f"Taking them in was ended after {limit} s, with {waiting:,} of {target:,}.")
    in_time(stage, due, proxy, actors, waiting, "after taking them in")
    proxy.kill()
    begin = time.monotonic()
    proxy = stage.proxy("schedules", [actors], settings)
    took = time.monotonic() - begin
    # They are counted beside the first calls, for which no caller waits.
    wait_for(
        lambda: gauge(proxy, "actorproxy_messages_scheduled") == waiting, 30,
        f"{waiting} scheduled calls are there after a restart")
    curve.notes.append(
        f"kill -9 with {waiting:,} waiting, and a start on the same file: ready, and the type registered, {took:.1f} s "
        "after exec; none is "
        f"lost. Live heap then {stage.live_heap(proxy) / MIB:.0f} MiB.")
    in_time(stage, due, proxy, actors, waiting, "after a restart")
    proxy.stop()
    curve.notes += [
        "Acknowledged mode on SQLite: each call is stored, with fsync, before it is answered. 64 connections, "
        f"{CHUNK:,} receivers, due in a day. PROXY_SCHEDULE_CAPACITY={CAPACITY:,}; the default is a million.",
    ]
    due.notes += [
        f"All of them are taken in before the first is due; {DUE_SECONDS} s long some come due every {STEP_MILLIS} "
        "ms. Late is when the call reaches the host, against its scheduled_to. None came early, each ran once.",
    ]
    return [curve, due]


def in_time(stage, curve, proxy, actors, waiting, title):
    """Calls that come due soon, so many each second, while the others wait."""
    for rate in stage.scaled((1000, 5000), (1000,)):
        count = rate * DUE_SECONDS
        say(f"schedules: {count:,} come due, {rate:,}/s, beside {waiting:,} waiting, {title}")
        stage.times()
        calls = stage.traffic()
        # Before the first is due, all of them have to be taken in.
        first = int(time.time() * 1000) + 6000 + count // 3
        requests = [scheduled(actors, first + step * STEP_MILLIS) for step in range(DUE_SECONDS * 1000 // STEP_MILLIS)]
        taken = stage.load(proxy, requests, numbers=f"0-{count - 1}", once=True)
        behind = int(time.time() * 1000) - first
        require(taken.good == count and behind < 0, f"{count} calls were taken in {behind} ms after the first was due")
        wait_for(lambda: stage.traffic() - calls >= count, DUE_SECONDS + 30 + count / 1000, f"{count} scheduled calls ran")
        time.sleep(1)
        require(stage.traffic() - calls == count, f"{count} calls came due, {stage.traffic() - calls} ran")
        late = stage.times()
        require(late["min"] >= 0, f"a scheduled call came {-late['min']} ms early")
        curve.add(waiting, title, rate, count, late["p50"], late["p99"], late["max"])


def scheduled(actors, due):
    return actors.call(str(due).encode(), scheduled_to=due)
