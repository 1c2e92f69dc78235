"""From one hot actor to 100,000 that are all called, at the same number of connections."""

from statistics import median

from curves import Curve
from population import Population
from stage import require, say

CONNECTIONS = 64


def measure(stage):
    curve = Curve(
        "hot", "Hot actors",
        [("durability", 0), ("actors", 0), ("calls/s", 0), ("p50 ms", 2), ("p99 ms", 2), ("CPU us each", 1)],
        x=1, series=0, plots=[2, 4])
    counts = stage.scaled([1, 10, 100, 1000, 10_000, 100_000], [1, 100, 10_000])
    actors = Population("hot", "add")
    proxies = {
        name: stage.proxy(f"hot-{name}", [actors], {"PROXY_STATE_DURABILITY": name}) for name in ("snapshot", "acknowledged")}
    answered, before = {name: 0 for name in proxies}, stage.traffic()
    for name, proxy in proxies.items():
        say(f"hot: {counts[-1]:,} actors, {name}")
        actors.spawn(proxy.port, 0, counts[-1] - 1)
        answered[name] += stage.load(proxy, actors.call(), numbers=f"0-{counts[-1] - 1}", once=True).good
        answered[name] += stage.load(proxy, actors.call(), numbers="0-999", seconds=stage.scaled(6, 2)).good
    for count in counts:
        rounds = {name: [] for name in proxies}
        for number in range(stage.scaled(3, 1)):
            for name, proxy in list(proxies.items())[:: 1 if number % 2 == 0 else -1]:
                outcome = stage.load(
                    proxy, actors.call(), numbers=f"0-{count - 1}", connections=CONNECTIONS, seconds=stage.scaled(2, 1))
                answered[name] += outcome.good
                rounds[name].append(outcome)
        for name in proxies:
            of = lambda figure, name=name: median(getattr(one, figure) for one in rounds[name])
            curve.add(name, count, of("rate"), of("p50"), of("p99"), of("cpu_us"))
    for name, proxy in proxies.items():
        proxy.stop()
    calls = stage.traffic() - before
    require(calls == sum(answered.values()), f"{sum(answered.values())} calls were answered, the host had {calls}")
    curve.notes += [
        f"{CONNECTIONS} connections, closed loop, SQLite; the two modes in turn, medians. The connections start "
        "spread over the actors and walk on.",
        "Every call was answered well, and the host has had each once.",
    ]
    return curve
