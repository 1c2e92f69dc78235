"""How fast the disk is on which the databases lie: one small write with a flush, again and again."""

import os
import time
from pathlib import Path

BYTES = 4096


class Disk:
    """Takes a few samples at a time, spread through the run, while no load runs."""

    def __init__(self, folder):
        self.path = Path(folder) / "fsync"
        self.micros = []

    def sample(self, count):
        with open(self.path, "wb", buffering=0) as file:
            for _ in range(count):
                start = time.perf_counter()
                file.write(b"x" * BYTES)
                os.fdatasync(file.fileno())
                self.micros.append((time.perf_counter() - start) * 1e6)

    def figures(self):
        ordered = sorted(self.micros)
        at = lambda quantile: ordered[min(len(ordered) - 1, int(quantile * len(ordered)))]
        return {"samples": len(ordered), "p50": at(0.5), "p99": at(0.99), "max": ordered[-1]}
