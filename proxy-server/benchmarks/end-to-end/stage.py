"""What the scale curves are measured with: a host, proxies, the load, and looks into a proxy from outside."""

import json
import os
import re
import sys
import time
from pathlib import Path

from load import Load, foreign_cores, write_requests
from processes import free_port, jcmd
from servers import Servers, is_ready
from wire import Connection, call

# Long enough that nothing is passivated that should not be.
NEVER_MILLIS = 3_600_000
MIB = 2**20


class Stage:
    """One host for the whole run; each curve starts the proxies it needs and stops them."""

    def __init__(self, options, scratch, processes):
        self.quick, self.scratch = options.quick, Path(scratch)
        self.dist = Path(os.environ["ACTOR_PROXY_DIST"])
        self.loads = []
        # Cores that others than this run kept busy during each load.
        self.foreign_cores = []
        self.servers = Servers(scratch, self.dist, processes)
        self.servers.build()
        self.host = self.servers.start_host()

    def scaled(self, full, quick):
        return quick if self.quick else full

    def proxy(self, name, populations, settings=None, java=""):
        """Starts a proxy on a data folder of that name and registers the populations."""
        port = free_port()
        environment = self.servers.proxy_environment(name, port, {"PROXY_ADMIN_ENABLED": "false"} | (settings or {}))
        environment["JAVA_OPTS"] = f"{java} {environment.get('JAVA_OPTS', '')}".strip()
        server = self.servers.processes.start(
            f"proxy-{name}", port, self.servers.proxy_command(), environment, lambda: is_ready(port))
        with Connection(port) as connection:
            connection.register(populations)
        return server

    def clear(self):
        """Stops what a curve that has failed leaves, loads included."""
        for load in self.loads:
            load.process.kill()
        for server in self.servers.processes.running:
            if server is not self.host:
                server.stop()

    # --- load

    def begin_load(self, server, request, **options):
        """Starts the load; `request` is one or several, the options are those of load.c."""
        path = self.scratch / f"{len(self.loads)}.requests"
        write_requests(path, request if isinstance(request, list) else [request])
        pids = ",".join([*server.pids(), *self.host.pids()])
        load = Load(self.scratch / "load", server.name, port=server.port, requests=path, pids=pids, **options)
        self.loads.append(load)
        return Running(self, load, server, path)

    def load(self, server, request, **options):
        """Runs the load to its end; every call must have been answered well."""
        return self.begin_load(server, request, **options).end()

    def traffic(self):
        """How many calls the host has had from proxies so far."""
        return json.loads(call(self.host.port, "GET", "/traffic"))["from_proxy"]["calls"]

    def times(self):
        """When ticks and scheduled calls have reached the host since it was asked last, in ms."""
        return json.loads(call(self.host.port, "GET", "/times"))

    # --- looks into a proxy

    def live_heap(self, server):
        """Bytes of all objects that live, whichever collector there is. Collects all of the heap for that."""
        lines = jcmd(self.dist, server, "GC.class_histogram").rstrip().splitlines()
        total = lines[-1].split()
        if total[0] != "Total":
            raise RuntimeError(f"GC.class_histogram ends with {lines[-1]}")
        # Gaps that a collector leaves look like objects.
        gaps = sum(int(line.split()[2]) for line in lines if "jdk.internal.vm.Filler" in line)
        return int(total[2]) - gaps


class Running:
    """A load that the stage has begun."""

    def __init__(self, stage, load, server, path):
        self.stage, self.load, self.server, self.path = stage, load, server, path

    def end(self):
        """Its outcome, when it has ended; every call must have been answered well."""
        result = self.load.end()
        self.path.unlink(missing_ok=True)
        self.stage.foreign_cores.append(foreign_cores(result))
        return Outcome(result, self.server)


class Outcome:
    """What a load tells: counts, and latencies in ms."""

    def __init__(self, result, server):
        latency = result["latency"]
        self.good, self.measured, self.seconds = result["good"], result["measured"], result["seconds"]
        self.p50, self.p99, self.max = (latency[name] / 1000 for name in ("p50", "p99", "max"))
        self.rate = self.measured / self.seconds
        self.cpu = sum(result["cpu"].get(pid, 0) for pid in server.pids())
        self.cpu_us = self.cpu / self.measured * 1e6 if self.measured else 0


def gauge(server, name):
    text = call(server.port, "GET", "/metrics").decode()
    found = re.search(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE)
    if not found:
        raise RuntimeError(f"/metrics has no {name}")
    return float(found.group(1))


def activations(server):
    return int(gauge(server, "actorproxy_activations"))


def cpu_seconds(server):
    """User and system time of a process, all threads."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_for(condition, seconds, what):
    """Waits until it holds and tells how many seconds that took."""
    begin = time.monotonic()
    while not condition():
        if time.monotonic() - begin > seconds:
            raise RuntimeError(f"expected within {seconds:.0f} s: {what}")
        time.sleep(0.2)
    return time.monotonic() - begin


def require(condition, what):
    if not condition:
        raise RuntimeError(what)


def say(text):
    print(f"scale: {text}", file=sys.stderr, flush=True)
