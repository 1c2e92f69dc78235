"""Under which conditions a run was made: machine, versions, flags."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

import postgres


def of_this_run(options, servers, duration):
    return of_a_cluster(options, servers, duration) | {"nginx": version(["nginx", "-v"]), "full": options.full}


def of_a_cluster(options, servers, duration):
    """Those of a run without nginx."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "filesystem": output(["stat", "-f", "-c", "%T", servers.scratch]),
        "postgres": re.search(r"[\d.]+", output([postgres.program("postgres"), "--version"])).group(),
        "java": java(servers.dist),
        "java_options": os.environ.get("JAVA_OPTS", ""),
        "duration": duration,
        **{name: getattr(options, name)
           for name in ("rounds", "seconds", "warmup", "lead", "connections", "actors")},
    }


def commit():
    here = Path(__file__).parent
    described = output(["git", "-C", here, "describe", "--always", "--abbrev=12", "--exclude=*"])
    # A page that was written before this one is no other program.
    changed = output(["git", "-C", here, "status", "--porcelain", "-uno", "--", ":/", ":(top,exclude)docs/benchmarks"])
    return f"{described}-dirty" if changed else described or "unknown"


def processor():
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found.group(1) if found else platform.machine()


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
