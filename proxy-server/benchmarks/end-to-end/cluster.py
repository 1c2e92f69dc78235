"""Measures what a call costs whose actor lives at another member; README.md tells how and what not."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import cluster_report
import conditions
import entry
import figures
from load import Load, foreign_cores, write_requests
from members import Members, certificates
from population import Population
from processes import allocated_bytes
from servers import HERE, Servers

CPU_RATIO_MOST, RATE_RATIO_LEAST = 1.6, 0.6
NAMES = ("rate", "p50_ms", "p99_ms", "cpu_us", "store_cpu_us", "allocated_bytes", "foreign_cores")


class Cell:
    """Calls to members, each of actors that it owns, or each of those of the other; and what each round gave."""

    def __init__(self, title, members, owned, is_remote):
        self.title, self.members, self.is_remote = title, members, is_remote
        self.actors = owned[::-1] if is_remote else owned
        self.rounds = []

    def summary(self, reference):
        of = lambda name: figures.spread([one[name] for one in self.rounds])
        return {
            "title": self.title,
            "figures": {name: of(name) for name in NAMES},
            "ratios": {name: figures.ratio(self, reference, name) for name in figures.COMPARED},
            "rounds": self.rounds,
        }


class Remote:
    def __init__(self, options, scratch, processes):
        self.options = options
        self.servers = Servers(scratch, os.environ["ACTOR_PROXY_DIST"], processes)
        self.counters = Population("counter", "add")
        self.loads = 0

    def run(self):
        begin = time.monotonic()
        self.servers.build()
        pairs = [self.cells("", "plain")]
        if self.options.beside:
            pairs.append(self.cells(", the other build", "beside", dist=self.options.beside))
        if not self.options.plain:
            pairs.append(self.cells(", mTLS", "mtls", certificates(self.servers.scratch / "certificates")))
        cells = [cell for pair in pairs for cell in pair]
        for cell in cells:
            say(f"warming up: {cell.title}")
            self.measure(cell, self.options.warmup)
            cell.rounds.clear()
        for number in range(self.options.rounds):
            say(f"round {number + 1} of {self.options.rounds}")
            for cell in cells if number % 2 == 0 else cells[::-1]:
                self.measure(cell, self.options.seconds, number + 1 == self.options.rounds)
        summaries = [cell.summary(reference) for local, remote in pairs
                     for cell, reference in ((local, local), (remote, local))]
        ratios = summaries[1]["ratios"]
        return {
            "cells": summaries,
            "limits": [
                limit("CPU of both proxies, remote against local", f"at most {CPU_RATIO_MOST}", ratios["cpu_us"],
                      ratios["cpu_us"]["median"] <= CPU_RATIO_MOST),
                limit("calls/s, remote against local", f"at least {RATE_RATIO_LEAST}", ratios["rate"],
                      ratios["rate"]["median"] >= RATE_RATIO_LEAST),
            ],
            "conditions": conditions.of_a_cluster(self.options, self.servers, time.monotonic() - begin),
        }

    def cells(self, suffix, name, folder=None, dist=None):
        say(f"starting two members: {name}")
        members = Members(self.servers, name, self.counters, folder, dist)
        owned = members.owned(self.options.actors)
        say(f"{len(owned[0])} and {len(owned[1])} actors")
        return [Cell(f"{kind}{suffix}", members, owned, kind == "remote") for kind in ("local", "remote")]

    def measure(self, cell, seconds, with_allocation=False):
        """Half of the connections call at each member, at the same time; every call must run where its actor lives."""
        members = cell.members
        allocated = self.allocated(members) if with_allocation else 0
        before = members.calls_of_hosts()
        loads = [self.begin(cell, number, seconds) for number in range(2)]
        results = [load.end() for load in loads]
        after = members.calls_of_hosts()
        good = [one["good"] for one in results]
        ran = [there - before[number] for number, there in enumerate(after)]
        if ran != (good[::-1] if cell.is_remote else good):
            raise RuntimeError(f"{cell.title}: {good} answers at the members, {ran} calls of their hosts")
        measured = sum(one["measured"] for one in results)
        # Both loads read the same clocks at nearly the same time.
        cpu = results[0]["cpu"]
        of = lambda servers: sum(cpu.get(pid, 0) for server in servers for pid in server.pids()) / measured * 1e6
        cell.rounds.append({
            "rate": sum(one["measured"] / one["seconds"] for one in results),
            "p50_ms": max(one["latency"]["p50"] for one in results) / 1000,
            "p99_ms": max(one["latency"]["p99"] for one in results) / 1000,
            "cpu_us": of(members.proxies),
            "store_cpu_us": of([members.store]),
            "allocated_bytes": (self.allocated(members) - allocated) / sum(good) if with_allocation else None,
            "foreign_cores": foreign_cores(results[0]),
        })

    def allocated(self, members):
        return sum(allocated_bytes(self.servers.dist, server) for server in members.proxies)

    def begin(self, cell, number, seconds):
        self.loads += 1
        path = self.servers.scratch / f"{self.loads}.requests"
        write_requests(path, [self.counters.padded_call_of(actor) for actor in cell.actors[number]])
        return Load(
            self.servers.scratch / "load", cell.title, port=cell.members.proxies[number].port, requests=path,
            connections=self.options.connections // 2, lead=self.options.lead, seconds=seconds,
            pids=",".join(self.servers.processes.pids()))


def limit(what, most, measured, met):
    return {"what": what, "limit": most, "measured": measured, "met": met}


def read_options(arguments):
    parser = argparse.ArgumentParser(prog="./proxy bench --cluster", description=__doc__)
    parser.add_argument("--cluster", action="store_true", help="what you have chosen")
    parser.add_argument("--rounds", type=int, default=7, help="%(default)s")
    parser.add_argument("--seconds", type=float, default=2, help="of each round of a scenario: %(default)s")
    parser.add_argument("--lead", type=float, default=0.5, help="seconds of load before each of them: %(default)s")
    parser.add_argument("--warmup", type=float, default=10, help="seconds for each scenario: %(default)s")
    parser.add_argument("--connections", type=int, default=64, help="half of them to each member: %(default)s")
    parser.add_argument("--actors", type=int, default=1000, help="%(default)s")
    parser.add_argument("--plain", action="store_true", help="without mTLS, for a look at a change")
    parser.add_argument("--beside", metavar="DIST", help="and another build in the same rounds")
    parser.add_argument("--save", action="store_true", help="write the page to docs/benchmarks")
    return parser.parse_args(arguments)


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main():
    options = read_options(sys.argv[1:])
    with entry.processes_of("cluster") as (scratch, processes):
        results = Remote(options, scratch, processes).run()
    print(cluster_report.text(results))
    if options.save:
        cluster_report.save(results, HERE.parents[2] / "docs/benchmarks")


if __name__ == "__main__":
    entry.run("bench", main)
