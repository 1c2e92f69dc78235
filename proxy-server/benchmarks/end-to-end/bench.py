"""Measures the proxy from outside beside nginx; README.md tells what, how and what not."""

import argparse
import os
import sys
import time

import conditions
import entry
import figures
import plots
import report
import verdict
from disk import Disk
from loads import Cell, Loads, Scenario, Shape
from population import Population
from servers import HERE, Servers
from starts import IdleProxy, Starts
from wire import Connection

FSYNCS_EACH = 50
OPEN_SHARES = (0.25, 0.5, 0.75)
SLOW_SHARE = 0.25
# What a slow actor changes is less than what any two rounds differ by.
SLOW_ROUNDS_EACH = 6
CROWD = 100_000


class Bench:
    def __init__(self, options, scratch, processes):
        self.options = options
        self.servers = Servers(scratch, os.environ["ACTOR_PROXY_DIST"], processes)
        self.loads = Loads(self.servers, options)
        self.disk = Disk(scratch)
        self.counters = Population("counter", "add")
        self.echoes = Population("echo", "repeat", stateful=False)
        self.slow = Population("slow", "wait")
        self.base = Shape(options.connections, options.actors)

    def run(self):
        begin = time.monotonic()
        self.servers.build()
        self.servers.start_host()
        starts = self.starts()
        self.start_scenarios()
        closed = self.closed_loop()
        results = {
            "closed": closed,
            "single": self.single_actors(closed),
            "open": self.open_loop(closed),
            "growth": self.growth() if self.options.full else None,
            "starts": starts,
            "checks": self.check_counters(),
            "fsync_us": self.disk.figures(),
        }
        results["conditions"] = conditions.of_this_run(self.options, self.servers, time.monotonic() - begin)
        results["verdict"] = verdict.of(results)
        return results

    def starts(self):
        say("starting the proxy several times")
        idle = IdleProxy(self.servers)
        starts = Starts(self.servers, self.counters)
        starts.run(self.options.starts)
        return {
            "fresh_ms": figures.spread(starts.fresh),
            "again_ms": figures.spread(starts.again),
            "count": self.options.starts,
            "rss_mib": idle.finish(self.loads, self.counters),
        }

    def start_scenarios(self):
        host, nginx = self.servers.host, self.servers.start_nginx()
        store = self.servers.start_postgres()
        snapshot = self.start_proxy("proxy-snapshot", "snapshot")
        acknowledged = self.start_proxy("proxy-acknowledged", "acknowledged")
        on_postgres = self.start_proxy("proxy-postgres", "acknowledged", store)
        self.nginx = Scenario("nginx", "nginx proxy_pass", nginx, self.counters)
        self.scenarios = [
            Scenario("host", "host alone", host, self.counters),
            self.nginx,
            Scenario("stateless", "proxy, stateless", snapshot, self.echoes),
            Scenario("snapshot", "proxy, stateful, snapshot", snapshot, self.counters),
            Scenario("acknowledged", "proxy, stateful, acknowledged, SQLite", acknowledged, self.counters, durable=True),
            Scenario("postgres", "proxy, stateful, acknowledged, PostgreSQL", on_postgres, self.counters, store, durable=True),
        ]
        if self.options.beside:
            self.scenarios += self.scenarios_beside(self.options.beside)
        for scenario in self.scenarios:
            self.warm_up(scenario, self.base)

    def scenarios_beside(self, dist):
        """Another build, for what two runs cannot tell: whether this one costs more or less."""
        return [
            Scenario(f"beside-{durability}", f"the other build, stateful, {durability}, SQLite",
                     self.start_proxy(f"proxy-beside-{durability}", durability, dist=dist), self.counters)
            for durability in ("snapshot", "acknowledged")
        ]

    def start_proxy(self, name, durability, store=None, actors=None, dist=None):
        """A proxy whose actors are spawned."""
        server = self.servers.start_proxy(name, durability, store, dist)
        with Connection(server.port) as connection:
            connection.register([self.counters, self.echoes, self.slow])
        for population in (self.counters, self.echoes):
            population.spawn(server.port, 1, actors or self.options.actors)
        self.slow.spawn(server.port, 1, 1)
        return server

    def warm_up(self, scenario, shape):
        say(f"warming up: {scenario.title}")
        seconds = self.options.warmup if scenario.is_proxy else min(1, self.options.warmup)
        self.loads.warm_up(scenario, shape, seconds)

    def scenario(self, key):
        return next(scenario for scenario in self.scenarios if scenario.key == key)

    def interleave(self, what, groups, with_allocation=False, rounds=None, measure=None):
        """Measures all cells once in every round; those of a group stay together."""
        rounds = rounds or self.options.rounds
        measure = measure or (lambda cell, is_last: self.loads.measure(cell, is_last and with_allocation))
        for number in range(rounds):
            say(f"{what}: round {number + 1} of {rounds}")
            # No cell always comes after the same other one.
            turn = number % len(groups)
            for group in groups[turn:] + groups[:turn]:
                for cell in group if number % 2 == 0 else reversed(group):
                    self.disk.sample(FSYNCS_EACH)
                    measure(cell, number + 1 == rounds)

    def closed_loop(self):
        cells = [Cell(scenario, self.base) for scenario in self.scenarios]
        self.interleave("closed loop", [[cell] for cell in cells], with_allocation=True)
        reference = next(cell for cell in cells if cell.scenario is self.nginx)
        return [figures.summary(cell, reference) for cell in cells]

    def reached(self, closed, key):
        """What a scenario answered in a second at full load."""
        return next(one["figures"]["rate"]["median"] for one in closed if one["key"] == key)

    def open_loop(self, closed):
        """The quick form measures only what one of the limits asks for."""
        wanted = [(scenario, share) for scenario in self.scenarios for share in OPEN_SHARES]
        if not self.options.full:
            wanted = [(self.scenario("acknowledged"), 0.5)]
        groups = []
        for scenario, share in wanted:
            rate = share * self.reached(closed, scenario.key)
            groups.append([Cell(scenario, Shape(self.base.connections, self.base.actors, rate, share))])
        self.interleave("calls by the clock", groups)
        return [figures.summary(cell) for group in groups for cell in group]

    def growth(self):
        """The same load with fewer and more connections, and on a proxy with many more actors."""
        crowds = {}
        for durability in ("snapshot", "acknowledged"):
            say(f"activating {CROWD} actors: {durability}")
            crowds[durability] = self.start_proxy(f"proxy-{durability}-crowd", durability, actors=CROWD)
        groups = []
        for scenario in self.scenarios:
            if scenario.key.startswith("beside-"):
                continue
            shapes = [Shape(connections, self.base.actors) for connections in (self.base.connections, 1, 512)]
            cells = [Cell(scenario, shape) for shape in shapes]
            if scenario.store is None:
                cells.append(self.crowd_cell(scenario, crowds))
            groups.append(cells)
        self.interleave("growth", groups)
        for server in crowds.values():
            server.stop()
        return [self.growth_of(group) for group in groups]

    def crowd_cell(self, scenario, crowds):
        shape = Shape(self.base.connections, CROWD)
        if not scenario.is_proxy:
            return Cell(scenario, shape)
        server = crowds[scenario.server.name.removeprefix("proxy-")]
        crowded = Scenario(scenario.key, scenario.title, server, scenario.population)
        self.loads.activate(crowded, CROWD)
        self.warm_up(crowded, shape)
        return Cell(crowded, shape)

    def growth_of(self, cells):
        base, _, many, *crowd = cells
        return {
            "key": base.scenario.key,
            "title": base.scenario.title,
            "cells": [figures.summary(cell) for cell in cells],
            "connections": figures.ratio(many, base, "rate"),
            "actors": figures.ratio(crowd[0], base, "rate") if crowd else None,
        }

    def single_actors(self, closed):
        """One actor that gets all calls, and one that is slow beside others."""
        snapshot = self.scenario("snapshot")
        hot = Cell(snapshot, Shape(self.base.connections, 1))
        self.interleave("one hot actor", [[hot]])
        if not self.options.full:
            return {"hot": figures.summary(hot), "slow": None}
        rate = SLOW_SHARE * self.reached(closed, "snapshot")
        shape = Shape(self.base.connections, self.base.actors, rate, SLOW_SHARE)
        alone, beside = Cell(snapshot, shape), Cell(snapshot, shape)
        self.interleave(
            "one slow actor", [[alone, beside]], rounds=SLOW_ROUNDS_EACH * self.options.rounds,
            measure=lambda cell, _: self.loads.measure(cell, slow=self.slow if cell is beside else None))
        slow = {"alone": figures.summary(alone), "beside": figures.summary(beside),
                "p99_ratio": figures.ratio_of_medians(beside, alone, "p99_ms")}
        return {"hot": figures.summary(hot), "slow": slow}

    def check_counters(self):
        """Every answered call was counted once; the acknowledged ones survive a kill -9."""
        checks = []
        for scenario in self.scenarios:
            if scenario.is_proxy and scenario.population.stateful:
                checks.append(self.same_sum(scenario, scenario.title, scenario.server))
                if scenario.durable:
                    scenario.server.kill()
                    revived = self.start_proxy(scenario.server.name, "acknowledged", scenario.store)
                    checks.append(self.same_sum(scenario, f"{scenario.title}, after kill -9", revived))
        return checks

    def same_sum(self, scenario, title, server):
        answered = self.loads.answered[server.name, scenario.population.parent]
        counted = scenario.population.sum_of_counters(server.port, 1, self.options.actors)
        if answered != counted:
            raise RuntimeError(f"{title}: {answered} calls were answered but the actors counted {counted}")
        return f"{title}: {answered:,} calls answered, and counted by the actors exactly"


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def read_options(arguments):
    parser = argparse.ArgumentParser(prog="./proxy bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="everything; without it what fits into two minutes")
    parser.add_argument("--save", action="store_true", help="write the results and their plots to docs/benchmarks")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (%(default)s)")
    parser.add_argument("--seconds", type=float, help="measured seconds of each (1; 3 with --full)")
    parser.add_argument("--warmup", type=float, help="seconds of warm-up of each proxy scenario (4; 20 with --full)")
    parser.add_argument("--lead", type=float, help="seconds of load before each measurement (0.3; 0.5 with --full)")
    parser.add_argument("--starts", type=int, help="starts in a fresh folder, and as many again on it (2; 5 with --full)")
    parser.add_argument("--connections", type=int, default=64, help="callers at a time (%(default)s)")
    parser.add_argument("--actors", type=int, default=1000, help="actors of each type (%(default)s)")
    parser.add_argument("--beside", metavar="DIST", help="the distribution of another build, measured in the same rounds")
    options = parser.parse_args(arguments)
    defaults = {"seconds": (1.0, 3.0), "warmup": (4.0, 20.0), "lead": (0.3, 0.5), "starts": (2, 5)}
    for name, (quick, full) in defaults.items():
        if getattr(options, name) is None:
            setattr(options, name, full if options.full else quick)
    return options


def main():
    options = read_options(sys.argv[1:])
    with entry.processes_of("bench") as (scratch, processes):
        results = Bench(options, scratch, processes).run()
    print(report.text(results))
    if options.save:
        folder = HERE.parents[2] / "docs/benchmarks"
        report.save(results, folder)
        plots.save(results, folder)


if __name__ == "__main__":
    entry.run("bench", main)
