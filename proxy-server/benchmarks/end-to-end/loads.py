"""Load on a scenario: how much, its results, and whether every call ended as it should."""

import dataclasses
import json
import subprocess

from pauses import Pauses
from processes import allocated_bytes
from workload import call

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
    workload: object
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
        self.checked(scenario, self.command(scenario.server, scenario.workload, shape) + ["--once"])

    def warm_up(self, scenario, shape, seconds):
        self.checked(scenario, self.command(scenario.server, scenario.workload, shape, seconds))

    def measure(self, cell, with_allocation=False, slow=None):
        """Adds a round to the cell; meanwhile the slow workload is called, if there is one."""
        scenario, server = cell.scenario, cell.scenario.server
        # Asking a JVM takes a second and the answer is nearly always the same, so once is enough.
        with_allocation = with_allocation and scenario.is_proxy
        jcmd = self.servers.dist / "runtime/bin/jcmd"
        before = allocated_bytes(jcmd, server) if with_allocation else 0
        pauses = Pauses(server)
        command = self.command(server, scenario.workload, cell.shape, self.options.seconds)
        command += ["--pids", ",".join(self.servers.processes.pids())]
        result = self.checked(scenario, command, slow)
        allocated = allocated_bytes(jcmd, server) - before if with_allocation else None
        cell.rounds.append(round_of(cell, result, allocated, pauses.taken()))

    def command(self, server, workload, shape, seconds=None):
        path = self.servers.scratch / f"{workload.parent}.requests"
        if not path.exists():
            workload.write_requests(path)
        command = ["load", "--port", server.port, "--requests", path, "--connections", shape.connections]
        command += ["--numbers", f"1-{shape.actors}"]
        if seconds is not None:
            command += ["--lead", self.options.lead, "--seconds", seconds]
        if shape.rate is not None:
            command += ["--rate", shape.rate]
        return command

    def checked(self, scenario, command, slow=None):
        """Every call must be answered well, and have called the host once."""
        before = self.traffic()
        beside = None
        if slow is not None:
            shape = Shape(SLOW_CALLERS, 1)
            beside = self.begin(self.command(scenario.server, slow, shape, self.options.seconds))
        result = self.end(scenario.title, self.begin(command), "--rate" in command)
        good = result["good"]
        self.count(scenario.server, scenario.workload, good)
        if beside is not None:
            good += self.end(f"{scenario.title}, slow actor", beside)["good"]
        kind = "from_proxy" if scenario.is_proxy else "from_client"
        after = self.traffic()
        result["host"] = {name: after[kind][name] - before[kind][name] for name in ("calls", "in", "out")}
        if result["host"]["calls"] != good:
            raise RuntimeError(f"{scenario.title}: {good} answers, {result['host']['calls']} calls of the host")
        return result

    def traffic(self):
        return json.loads(call(self.servers.host.port, "GET", "/traffic"))

    def count(self, server, workload, good):
        key = (server.name, workload.parent)
        self.answered[key] = self.answered.get(key, 0) + good

    def begin(self, command):
        command = [str(part) for part in [self.servers.scratch / command[0], *command[1:]]]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self, title, process, may_lag=False):
        """What the load printed. Calls by the clock may be more than the server can take."""
        try:
            output, error = process.communicate()
        except BaseException:
            process.kill()
            raise
        if process.returncode != 0:
            raise RuntimeError(f"{title}: the load failed: {error}")
        result = json.loads(output)
        fates = ("refused", "broken", "unanswered", *(() if may_lag else ("unsent",)))
        bad = {fate: result[fate] for fate in fates if result[fate]}
        if bad:
            raise RuntimeError(f"{title}: not every call was answered well: {bad} {result['sample']}")
        return result


def round_of(cell, result, allocated, pauses):
    """The figures of one round, from what load.c printed and what the host saw."""
    server, store, cpu = cell.scenario.server, cell.scenario.store, result["cpu"]
    of = lambda one: sum(cpu.get(pid, 0) for pid in one.pids())
    known = sum(seconds for name, seconds in cpu.items() if name != "machine")
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
        "foreign_cores": max(0, cpu["machine"] - known) / result["seconds"],
        "bytes": {
            "host_in": result["host"]["in"] / good,
            "host_out": result["host"]["out"] / good,
            "client_in": result["received"] / good,
        },
    }
