"""What a call costs when the state is large: each call carries it to the host and a new one back."""

from statistics import median

from curves import Curve
from population import Population
from processes import allocated_bytes
from stage import require, say

SIZES = {"100 B": 100, "1 KiB": 1 << 10, "16 KiB": 1 << 14, "128 KiB": 1 << 17, "1 MiB": 1 << 20}
ACTORS = 64
# What is carried and not saved tells the cost of carrying alone.
PROXIES = {
    "not saved": {"PROXY_STATE_DURABILITY": "snapshot", "PROXY_SNAPSHOT_INTERVAL": "86400000"},
    "snapshot": {"PROXY_STATE_DURABILITY": "snapshot"},
    "acknowledged": {"PROXY_STATE_DURABILITY": "acknowledged"},
}


def measure(stage):
    curve = Curve(
        "states", "Size of the state",
        [("server", 0), ("state B", 0), ("calls/s", 0), ("p50 ms", 2), ("p99 ms", 2), ("CPU us each", 1),
         ("CPU beside nginx", 2), ("allocated B each", 0)],
        x=1, series=0, plots=[2, 5], log_y=True)
    actors = Population("large", "fill")
    proxies = {
        name: stage.proxy(f"states-{number}", [actors], settings) for number, (name, settings) in enumerate(PROXIES.items())}
    servers = {"nginx": stage.servers.start_nginx()} | proxies
    answered = {name: 0 for name in servers}
    for name, proxy in proxies.items():
        actors.spawn(proxy.port, 0, ACTORS - 1)
        request = actors.call(payload_for(name, SIZES["100 B"]))
        answered[name] += stage.load(servers[name], request, **of_all(stage.scaled(6, 2))).good
    for title, size in list(SIZES.items())[:: stage.scaled(1, 2)]:
        say(f"states: {title}")
        # The answer that nginx carries is as large as the request, and both go through it once each way.
        requests = {name: actors.call(payload_for(name, size)) for name in servers}
        rounds = {name: [] for name in servers}
        for name, server in servers.items():
            warm = stage.load(server, requests[name], **of_all(stage.scaled(2, 0.5)))
            answered[name] += warm.good
        for number in range(stage.scaled(3, 1)):
            for name, server in list(servers.items())[:: 1 if number % 2 == 0 else -1]:
                outcome = stage.load(server, requests[name], **of_all(stage.scaled(2, 1)))
                answered[name] += outcome.good
                rounds[name].append(outcome)
        for name, server in servers.items():
            allocated = None
            if name in proxies:
                before = allocated_bytes(stage.dist, server)
                outcome = stage.load(server, requests[name], **of_all(1))
                answered[name] += outcome.good
                allocated = (allocated_bytes(stage.dist, server) - before) / outcome.good
            of = lambda figure, name=name: median(getattr(one, figure) for one in rounds[name])
            beside = median(one.cpu_us / other.cpu_us for one, other in zip(rounds[name], rounds["nginx"]))
            curve.add(name, size, of("rate"), of("p50"), of("p99"), of("cpu_us"), beside, allocated)
    for name, proxy in proxies.items():
        counted = sum(counter(actors.state(proxy.port, actor)) for actor in range(ACTORS))
        require(counted == answered[name], f"{name}: {answered[name]} calls were answered, the actors counted {counted}")
    for server in servers.values():
        server.stop()
    curve.notes += [
        f"{ACTORS} connections over {ACTORS} actors, closed loop, SQLite; rounds in turn, medians. The host is told "
        "in the payload how large a state to return. Calls answered and counted by the actors agree.",
        "nginx moves as many bytes: half a state in the request and half in the answer, each in from one side and "
        "out to the other, where the proxy writes one whole state to the host and reads one. It keeps and saves "
        "nothing.",
        "Snapshot mode saves each changed state every 2 s, acknowledged mode before each answer; \"not saved\" is "
        "snapshot mode with a save once a day, which is the cost of carrying alone. History is the default.",
    ]
    return curve


def of_all(seconds):
    return {"numbers": f"0-{ACTORS - 1}", "lead": 0.3, "seconds": seconds}


def payload_for(server, size):
    return b"x" * (size // 2) if server == "nginx" else str(size).encode().ljust(16, b"x")


def counter(actor_state):
    """The count that host.c keeps in the first 8 bytes of the value of a filled state."""
    start = actor_state.index(b"bench.Counter") + len(b"bench.Counter") + 1
    while actor_state[start] & 0x80:
        start += 1
    return int.from_bytes(actor_state[start + 1 : start + 9], "little")
