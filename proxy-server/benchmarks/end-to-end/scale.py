"""Measures what grows: actors, their states, hot ones, connections, timers and schedules; README.md tells how."""

import argparse
import importlib
import subprocess
import sys
import time
from pathlib import Path

import entry
import scale_report
from stage import Stage, say

HERE = Path(__file__).resolve().parent
CURVES = ["memory", "activation", "states", "hot", "connections", "timers", "schedules"]


def read_options(arguments):
    parser = argparse.ArgumentParser(prog="./proxy bench --scale", description=__doc__)
    parser.add_argument("--scale", action="store_true", help="what you have chosen")
    parser.add_argument("--quick", action="store_true", help="small numbers, to try the harness: about 3 minutes")
    parser.add_argument("--save", action="store_true", help="write the results to docs/benchmarks")
    parser.add_argument("--curves", default=",".join(CURVES), help="which ones (%(default)s)")
    return parser.parse_args(arguments)


def run(options):
    """Measures the curves one after the other, telling each as soon as it is there, and why one has failed."""
    curves, failures, start = [], [], time.monotonic()
    with entry.processes_of("scale") as (scratch, processes):
        stage = Stage(options, scratch, processes)
        for name in options.curves.split(","):
            begin = time.monotonic()
            try:
                measured = importlib.import_module(f"curves.{name}").measure(stage)
            except (RuntimeError, OSError, subprocess.SubprocessError) as failure:
                failures.append(f"{name}: {failure}")
                say(failures[-1])
                stage.clear()
                continue
            for curve in measured if isinstance(measured, list) else [measured]:
                print(scale_report.text(curve), flush=True)
                curves.append(curve)
            say(f"{name} took {time.monotonic() - begin:.0f} s")
        return curves, failures, scale_report.conditions_of(stage, time.monotonic() - start)


def main():
    options = read_options(sys.argv[1:])
    curves, failures, conditions = run(options)
    print(scale_report.summary(curves, conditions))
    if options.save:
        scale_report.save(curves, failures, conditions, HERE.parents[2] / "docs/benchmarks")
    if failures:
        sys.exit("\n".join(f"scale: {failure}" for failure in failures))


if __name__ == "__main__":
    entry.run("scale", main)
