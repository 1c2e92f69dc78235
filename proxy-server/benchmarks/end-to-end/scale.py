"""Measures what grows: actors, their states, hot ones, connections, timers and schedules; README.md tells how."""

import argparse
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import scale_report
from processes import Processes
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
    # Beside the distribution: the databases lie on a disk, which a folder for temporary files may not.
    parent = Path(os.environ["ACTOR_PROXY_DIST"]).resolve().parent
    curves, failures, start = [], [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="scale-", dir=parent) as scratch:
        with Processes(scratch) as processes:
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


def main(arguments):
    options = read_options(arguments)
    for signal_number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, lambda number, _: sys.exit(128 + number))
    curves, failures, conditions = run(options)
    print(scale_report.summary(curves, conditions))
    if options.save:
        scale_report.save(curves, failures, conditions, HERE.parents[2] / "docs/benchmarks")
    if failures:
        sys.exit("\n".join(f"scale: {failure}" for failure in failures))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (RuntimeError, OSError, subprocess.SubprocessError) as failure:
        sys.exit(f"scale: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
