"""Under which conditions a run was made: machine, versions, flags, and the disk's own speed."""

import datetime
import os
import platform
import re
import statistics
import subprocess
import time
from pathlib import Path

FSYNCS = 200


def fsync_micros(folder):
    """Median and 99th percentile of writing 4 KiB and flushing it to the disk of that folder."""
    times = []
    path = Path(folder) / "fsync"
    with open(path, "wb", buffering=0) as file:
        for _ in range(FSYNCS):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1e6)
    path.unlink()
    return {"p50": statistics.median(times), "p99": statistics.quantiles(times, n=100)[98]}


def of_this_run(options, dist, folder, fsync):
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "filesystem": filesystem(folder),
        "fsync_us": fsync,
        "nginx": version(["nginx", "-v"]),
        "java": java(dist),
        "java_options": os.environ.get("JAVA_OPTS", ""),
        "rounds": options.rounds,
        "seconds": options.seconds,
        "warmup": options.warmup,
        "lead": options.lead,
        "connections": options.connections,
        "actors": options.actors,
    }


def commit():
    here = Path(__file__).parent
    described = output(["git", "-C", here, "describe", "--always", "--abbrev=12", "--dirty", "--exclude=*"])
    return described or "unknown"


def processor():
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def filesystem(folder):
    return output(["stat", "-f", "-c", "%T", folder])


def version(command):
    path = os.environ["PATH"] + ":/usr/sbin"
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PATH": path})
    return (done.stdout + done.stderr).strip().rpartition(" ")[2].rpartition("/")[2]


def java(dist):
    release = (dist / "runtime/release").read_text()
    found = re.search(r'JAVA_RUNTIME_VERSION="(.*)"|JAVA_VERSION="(.*)"', release)
    return next(filter(None, found.groups()), "unknown") if found else "unknown"


def output(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return done.stdout.strip()
