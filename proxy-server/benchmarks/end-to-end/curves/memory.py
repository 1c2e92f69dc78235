"""How much memory an idle activation takes, from one to three million of them."""

import time

from curves import Curve
from population import Population
from stage import MIB, activations, require, say

OTHERS = 100
ENOUGH = 1000
# Shares of the partitions are unequal, and the default is a million.
MAX_ACTIVATIONS = 4_000_000
HEAP = "-Xmx4g"


def measure(stage):
    curve = Curve(
        "memory", "Memory of idle activations",
        [("store", 0), ("activations", 0), ("B of an instance in the lookup cache", 0), ("B more, activated", 0),
         ("B together beyond the state", 0), ("live heap MiB", 0), ("RSS MiB", 0), ("histogram s", 1)],
        x=1, series=0, plots=[4, 5])
    grow(stage, curve, "sqlite", stage.scaled([1, 1000, 100_000, 1_000_000], [1, 1000, 50_000]))
    grow(stage, curve, "memory", stage.scaled([1, 1000, 100_000, 1_000_000, 3_000_000], [1, 1000, 50_000]))
    curve.notes += [
        "All live objects of the heap (jcmd GC.class_histogram, after a full collection), less those of the same "
        "proxy without these instances, divided by their number. It counts all that the proxy keeps of them: names, "
        "queues, clocks. Fewer than 1,000 are lost in the noise of the heap.",
        "Instances are rows of the store. The lookup cache, a tenth of the heap, has those that were spawned or called "
        "last; here all of them fit. Those that do not are only rows until they are called.",
        "\"Beyond the state\" takes off the bytes of the state as the host returned it, {} B.".format(curve.state_bytes),
        "The memory store keeps each instance and each state on the same heap, as its rows; these are "
        "in its figures. What an activation takes is the figure on sqlite.",
        f"JAVA_OPTS={HEAP}, PROXY_MAX_ACTIVATIONS={MAX_ACTIVATIONS:,}; the collector is the distribution's own. No "
        "call was refused and no actor passivated.",
    ]
    for store, size, *_, together, _, _, _ in curve.rows:
        if store == "sqlite" and size == 1_000_000:
            curve.at_most("a million idle activations: bytes of each and of its name beyond its state, on SQLite", 600, together)
        if store == "memory" and size == 3_000_000:
            curve.limit("3 million activations on the memory store in a heap of 4 GiB", "fit", size, True)
    return curve


def grow(stage, curve, store, sizes):
    """Spawns and calls more and more actors in one proxy."""
    actors = Population("idle", "add")
    others = Population("other", "add")
    settings = {"PROXY_DATABASE_TYPE": store, "PROXY_MAX_ACTIVATIONS": str(MAX_ACTIVATIONS)}
    proxy = stage.proxy(f"memory-{store}", [actors, others], settings, HEAP)
    others.spawn(proxy.port, 0, OTHERS - 1)
    stage.load(proxy, others.call(), numbers=f"0-{OTHERS - 1}", once=True)
    stage.load(proxy, others.call(), numbers=f"0-{OTHERS - 1}", seconds=stage.scaled(5, 2))
    empty, before = stage.live_heap(proxy), 0
    last_heap = empty
    for size in sizes:
        say(f"memory, {store}: {size:,} activations")
        actors.spawn(proxy.port, before, size - 1)
        spawned = stage.live_heap(proxy)
        stage.load(proxy, actors.call(), numbers=f"{before}-{size - 1}", once=True)
        state_bytes = curve.state_bytes = len(actors.state(proxy.port, 0)) - 2  # The head of ActorState.state.
        begin = time.monotonic()
        active = stage.live_heap(proxy)
        collection = time.monotonic() - begin
        count = activations(proxy)
        require(count == size + OTHERS, f"{store}: {size} actors were called, {count - OTHERS} are in memory")
        more = size - before
        # A few activations are lost in the noise of the heap.
        each = [
            (spawned - last_heap) / more, (active - spawned) / more - state_bytes, (active - empty) / size - state_bytes]
        curve.add(
            store, size, *(each if size >= ENOUGH else [None] * 3), active / MIB, proxy.rss_bytes() / MIB, collection)
        before, last_heap = size, active
    begin = time.monotonic()
    proxy.stop()
    curve.notes.append(f"SIGTERM with {sizes[-1]:,} idle activations on {store}: gone after {time.monotonic() - begin:.1f} s.")
