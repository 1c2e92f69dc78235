"""Load on a scenario: how much, its results, and whether every call ended as it should."""

import dataclasses
import json

from load import Load, foreign_cores, write_requests
from pauses import Pauses
from processes import allocated_bytes
from wire import call

SLOW_CALLERS = 3


@dataclasses.dataclass(frozen=True)
class Shape:
    """How much load: a closed loop, or calls by the clock at a rate, of which `share` tells where it comes from."""

    connections: int
    actors: int
    rate: float = None
    share: float = None


@dataclasses.dataclass
class Scenario:
    """One thing that is measured: requests to one server.

    `store` is a server that works for it alone; `durable` says that what was answered outlives the server.
    """

    key: str
    title: str
    server: object
    population: object
    store: object = None
    durable: bool = False

    @property
    def is_proxy(self):
        return self.server.name.startswith("proxy")


@dataclasses.dataclass
class Cell:
    """A scenario under one shape of load, and what each round of it gave."""

    scenario: Scenario
    shape: Shape
    rounds: list = dataclasses.field(default_factory=list)


class Loads:
    """Runs load.c against servers, and knows how many calls each has answered."""

    def __init__(self, servers, options):
        self.servers, self.options = servers, options
        self.answered = {}

    def activate(self, scenario, count):
        """Calls each of the actors once."""
        shape = Shape(self.options.connections, count)
        self.checked(scenario, {**self.options_of(scenario.server, scenario.population, shape), "once": True})

    def warm_up(self, scenario, shape, seconds):
        self.checked(scenario, self.options_of(scenario.server, scenario.population, shape, seconds))

    def measure(self, cell, with_allocation=False, slow=None):
        """Adds a round to the cell; meanwhile the slow actor is called, if there is one."""
        scenario, server = cell.scenario, cell.scenario.server
        # Asking a JVM takes a second and the answer is nearly always the same, so once is enough.
        with_allocation = with_allocation and scenario.is_proxy
        dist = self.servers.dist
        before = allocated_bytes(dist, server) if with_allocation else 0
        pauses = Pauses(server)
        options = self.options_of(server, scenario.population, cell.shape, self.options.seconds)
        options["pids"] = ",".join(self.servers.processes.pids())
        result = self.checked(scenario, options, slow)
        allocated = allocated_bytes(dist, server) - before if with_allocation else None
        cell.rounds.append(round_of(cell, result, allocated, pauses.taken()))

    def options_of(self, server, population, shape, seconds=None):
        """The options of load.c."""
        path = self.servers.scratch / f"{population.parent}.requests"
        if not path.exists():
            write_requests(path, [population.padded_call()])
        options = {"port": server.port, "requests": path, "connections": shape.connections, "numbers": f"1-{shape.actors}"}
        if seconds is not None:
            options |= {"lead": self.options.lead, "seconds": seconds}
        if shape.rate is not None:
            options["rate"] = shape.rate
        return options

    def checked(self, scenario, options, slow=None):
        """Every call must be answered well, and have called the host once."""
        before = self.traffic()
        beside = None
        if slow is not None:
            shape = Shape(SLOW_CALLERS, 1)
            beside = self.begin(
                f"{scenario.title}, slow actor", self.options_of(scenario.server, slow, shape, self.options.seconds))
        result = self.begin(scenario.title, options).end()
        good = result["good"]
        self.count(scenario.server, scenario.population, good)
        if beside is not None:
            good += beside.end()["good"]
        kind = "from_proxy" if scenario.is_proxy else "from_client"
        after = self.traffic()
        result["host"] = {name: after[kind][name] - before[kind][name] for name in ("calls", "in", "out")}
        if result["host"]["calls"] != good:
            raise RuntimeError(f"{scenario.title}: {good} answers, {result['host']['calls']} calls of the host")
        return result

    def traffic(self):
        return json.loads(call(self.servers.host.port, "GET", "/traffic"))

    def count(self, server, population, good):
        key = (server.name, population.parent)
        self.answered[key] = self.answered.get(key, 0) + good

    def begin(self, title, options):
        return Load(self.servers.scratch / "load", title, **options)


def round_of(cell, result, allocated, pauses):
    """The figures of one round, from what load.c printed and what the host saw."""
    server, store, cpu = cell.scenario.server, cell.scenario.store, result["cpu"]
    of = lambda one: sum(cpu.get(pid, 0) for pid in one.pids())
    measured, good = result["measured"], result["good"]
    if measured == 0:
        raise RuntimeError(f"{cell.scenario.title}: nothing was answered in the measured time")
    return {
        "rate": measured / result["seconds"],
        **{f"{name}_ms": micros / 1000 for name, micros in result["latency"].items()},
        "cpu_us": of(server) / measured * 1e6,
        "store_cpu_us": None if store is None else of(store) / measured * 1e6,
        "rss_mib": server.rss_bytes() / 2**20,
        "allocated_bytes": None if allocated is None else allocated / good,
        "pauses": pauses,
        # Calls by the clock that were due and not sent at the end, also after more time, and how long others waited.
        "backlog": result["backlog"],
        "unsent": result["unsent"],
        "wait_p99_ms": result["wait"]["p99"] / 1000,
        # Processors that others than this run kept busy.
        "foreign_cores": foreign_cores(result),
        "bytes": {
            "host_in": result["host"]["in"] / good,
            "host_out": result["host"]["out"] / good,
            "client_in": result["received"] / good,
        },
    }
