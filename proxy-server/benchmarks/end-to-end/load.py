"""Runs of load.c: what each is started with, what it printed, and whether every call was answered well."""

import json
import struct
import subprocess

LOAD_SECONDS = 900


def write_requests(path, requests):
    """Writes what load.c reads: each whole HTTP request behind its size."""
    with open(path, "wb") as file:
        for request in requests:
            file.write(struct.pack("<I", len(request)) + request)


class Load:
    """A running load; the options are those of load.c. One by the clock may ask for more than the server can do."""

    def __init__(self, program, title, **options):
        command = [program]
        for name, value in options.items():
            command += [f"--{name}"] if value is True else [f"--{name}", value]
        self.title, self.may_lag = title, "rate" in options
        self.process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self):
        """What it printed, when it has ended."""
        try:
            output, errors = self.process.communicate(timeout=LOAD_SECONDS)
        except BaseException:
            self.process.kill()
            raise
        if self.process.returncode != 0:
            raise RuntimeError(f"{self.title}: the load failed: {errors}")
        result = json.loads(output)
        fates = ("refused", "broken", "unanswered", *(() if self.may_lag else ("unsent",)))
        bad = {fate: result[fate] for fate in fates if result[fate]}
        if bad:
            raise RuntimeError(f"{self.title}: not every call was answered well: {bad} {result['sample']}")
        return result


def foreign_cores(result):
    """How many processors programs kept busy that are not among the pids of the load."""
    known = sum(seconds for name, seconds in result["cpu"].items() if name != "machine")
    return max(0, result["cpu"]["machine"] - known) / result["seconds"]
