"""Measures the proxy from outside beside nginx; README.md tells what, how and what not."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import conditions
import report
from processes import Processes, allocated_bytes, free_port
from workload import Workload, call, register, sum_of_counters

HERE = Path(__file__).resolve().parent
# Long enough that no actor is passivated while another scenario has its turn.
IDLE_MILLIS = "3600000"


class Scenario:
    """One thing that is measured: requests to one server, and what it has answered so far."""

    def __init__(self, key, title, server, workload):
        self.key, self.title, self.server, self.workload = key, title, server, workload
        self.answered = 0
        self.rounds = []

    @property
    def is_proxy(self):
        return self.server.name.startswith("proxy")


class Bench:
    def __init__(self, options, scratch, processes):
        self.options, self.scratch, self.processes = options, Path(scratch), processes
        self.dist = Path(os.environ["ACTOR_PROXY_DIST"])
        self.jcmd = self.dist / "runtime/bin/jcmd"
        self.counters = Workload("counter", "add", True, options.actors)
        self.echoes = Workload("echo", "repeat", False, options.actors)

    def run(self):
        self.build()
        self.host = self.start("host", [self.scratch / "host"])
        nginx = self.start_nginx()
        snapshot = self.start_proxy("snapshot")
        acknowledged = self.start_proxy("acknowledged")
        scenarios = [
            Scenario("host", "host alone", self.host, self.counters),
            Scenario("nginx", "nginx proxy_pass", nginx, self.counters),
            Scenario("stateless", "proxy, stateless", snapshot, self.echoes),
            Scenario("snapshot", "proxy, stateful, snapshot", snapshot, self.counters),
            Scenario("acknowledged", "proxy, stateful, acknowledged", acknowledged, self.counters),
        ]
        fsync = conditions.fsync_micros(self.scratch)
        for scenario in scenarios:
            say(f"warming up: {scenario.title}")
            self.load(scenario, self.options.warmup if scenario.is_proxy else 1)
        for number in range(self.options.rounds):
            say(f"round {number + 1} of {self.options.rounds}")
            # No scenario always comes after the same other one.
            turn = number % len(scenarios)
            is_last = number + 1 == self.options.rounds
            for scenario in scenarios[turn:] + scenarios[:turn]:
                scenario.rounds.append(self.measure(scenario, is_last))
        checks = self.check_counters(scenarios, acknowledged)
        return {
            "conditions": conditions.of_this_run(self.options, self.dist, self.scratch, fsync),
            "checks": checks,
            "scenarios": [report.summary(scenario, scenarios[1]) for scenario in scenarios],
        }

    def build(self):
        for program in ("host", "load"):
            source = HERE / f"{program}.c"
            subprocess.run(["cc", "-O2", "-o", self.scratch / program, source], check=True)
        for workload in (self.counters, self.echoes):
            workload.write_requests(self.requests(workload))

    def requests(self, workload):
        return self.scratch / f"{workload.parent}.requests"

    def start(self, name, command):
        port = free_port()
        return self.processes.start(name, port, [*command, str(port)])

    def start_nginx(self):
        port = free_port()
        values = {
            "WORKERS": os.cpu_count(),
            "SCRATCH": self.scratch,
            "USER": "user root;" if os.geteuid() == 0 else "",
            "HOST_PORT": self.host.port,
            "PORT": port,
        }
        text = (HERE / "nginx.conf").read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        config = self.scratch / "nginx.conf"
        config.write_text(text)
        path = os.environ["PATH"] + ":/usr/sbin"
        command = ["nginx", "-e", "stderr", "-c", str(config)]
        return self.processes.start("nginx", port, command, os.environ | {"PATH": path})

    def start_proxy(self, durability):
        port = free_port()
        foreign = ("PROXY_", "SPAWN_", "USER_FUNCTION_", "ACTORS_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        environment |= {
            "PROXY_HTTP_PORT": str(port),
            "PROXY_HOST_INTERFACE": "127.0.0.1",
            "USER_FUNCTION_HOST": "127.0.0.1",
            "USER_FUNCTION_PORT": str(self.host.port),
            "PROXY_DATABASE_TYPE": "sqlite",
            "PROXY_DATA_DIR": str(self.scratch / f"data-{durability}"),
            "PROXY_STATE_DURABILITY": durability,
            "PROXY_DEACTIVATION_TIMEOUT": IDLE_MILLIS,
        }
        command = [str(self.dist / "bin/actor-proxy")]
        server = self.processes.start(
            f"proxy-{durability}", port, command, environment, lambda: is_ready(port))
        register(port, [self.counters, self.echoes])
        return server

    def load(self, scenario, seconds):
        """Runs the load for a while; every call must be answered well, and called the host once."""
        server = scenario.server
        traffic = json.loads(call(self.host.port, "GET", "/traffic"))
        command = [self.scratch / "load", "--port", server.port, "--requests", self.requests(scenario.workload),
                   "--connections", self.options.connections, "--lead", self.options.lead, "--seconds", seconds,
                   "--pids", ",".join(self.known_pids())]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{scenario.title}: the load failed: {done.stderr}")
        result = json.loads(done.stdout)
        scenario.answered += result["good"]
        bad = {fate: result[fate] for fate in ("refused", "broken", "unanswered", "unsent") if result[fate]}
        if bad:
            raise RuntimeError(f"{scenario.title}: not every call was answered well: {bad} {result['sample']}")
        result["host"] = self.host_traffic(traffic, scenario)
        if result["host"]["calls"] != result["good"]:
            raise RuntimeError(f"{scenario.title}: {result['good']} answers, {result['host']['calls']} calls of the host")
        return result

    def host_traffic(self, before, scenario):
        kind = "from_proxy" if scenario.is_proxy else "from_client"
        after = json.loads(call(self.host.port, "GET", "/traffic"))
        return {name: after[kind][name] - before[kind][name] for name in ("calls", "in", "out")}

    def known_pids(self):
        return [pid for server in self.processes.running if server.process.poll() is None for pid in server.pids()]

    def measure(self, scenario, is_last):
        # Asking a JVM takes a second and the answer is nearly always the same, so once is enough.
        if not (is_last and scenario.is_proxy):
            return report.round_of(scenario, self.load(scenario, self.options.seconds), None)
        before = allocated_bytes(self.jcmd, scenario.server)
        result = self.load(scenario, self.options.seconds)
        return report.round_of(scenario, result, allocated_bytes(self.jcmd, scenario.server) - before)

    def check_counters(self, scenarios, acknowledged):
        """Every answered call was counted once; the acknowledged ones survive a kill -9."""
        checks = []
        for scenario in scenarios:
            if scenario.is_proxy and scenario.workload.stateful:
                counted = sum_of_counters(scenario.server.port, scenario.workload)
                checks.append(same_sum(scenario.title, scenario.answered, counted))
        acknowledged.kill()
        revived = self.start_proxy("acknowledged")
        counted = sum_of_counters(revived.port, self.counters)
        checks.append(same_sum(f"{scenarios[-1].title}, after kill -9", scenarios[-1].answered, counted))
        return checks


def same_sum(title, answered, counted):
    if answered != counted:
        raise RuntimeError(f"{title}: {answered} calls were answered but the actors counted {counted}")
    return f"{title}: {answered} calls answered, and counted by the actors exactly"


def is_ready(port):
    try:
        return call(port, "GET", "/health/readiness") is not None
    except (OSError, RuntimeError):
        return False


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def read_options(arguments):
    parser = argparse.ArgumentParser(prog="./proxy bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="longer: 11 rounds of 10 s after 30 s of warm-up")
    parser.add_argument("--save", action="store_true", help="write the results to docs/benchmarks")
    parser.add_argument("--rounds", type=int, help="rounds of each scenario (5)")
    parser.add_argument("--seconds", type=float, help="measured seconds of each (2)")
    parser.add_argument("--warmup", type=float, help="seconds of warm-up of each proxy scenario (6)")
    parser.add_argument("--lead", type=float, default=0.5, help="seconds of load before each measurement (%(default)s)")
    parser.add_argument("--connections", type=int, default=64, help="callers at a time (%(default)s)")
    parser.add_argument("--actors", type=int, default=1000, help="actors of each type (%(default)s)")
    options = parser.parse_args(arguments)
    rounds, seconds, warmup = (11, 10.0, 30.0) if options.full else (5, 2.0, 6.0)
    options.rounds = options.rounds or rounds
    options.seconds = options.seconds or seconds
    options.warmup = options.warmup or warmup
    return options


def main():
    options = read_options(sys.argv[1:])
    for signal_number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, lambda number, _: sys.exit(128 + number))
    # Beside the distribution: the databases lie on a disk, which a folder for temporary files may not.
    parent = Path(os.environ["ACTOR_PROXY_DIST"]).resolve().parent
    with tempfile.TemporaryDirectory(prefix="bench-", dir=parent) as scratch:
        with Processes(scratch) as processes:
            results = Bench(options, scratch, processes).run()
    print(report.text(results))
    if options.save:
        report.save(results, HERE.parents[1] / "docs/benchmarks")


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError, subprocess.SubprocessError) as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
