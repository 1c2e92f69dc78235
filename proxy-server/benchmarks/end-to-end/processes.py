"""The processes of a run: started here, and all of them stopped at the end whatever happens."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

START_SECONDS = 30
STOP_SECONDS = 30
# A full collection of millions of actors on a busy machine.
JCMD_SECONDS = 180


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Processes:
    """Use as a context: leaving it ends every process started through it, the last one first."""

    def __init__(self, scratch):
        self.scratch = Path(scratch)
        self.running = []
        self.endings = []

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        for server in reversed(self.running):
            server.stop()
        for ending in self.endings:
            ending()

    def on_end(self, ending):
        """Is called when all processes have ended."""
        self.endings.append(ending)

    def start(self, name, port, command, environment=None, ready=None, look_every=0.02):
        """Starts a server; returns when it is ready, which is looked at again and again."""
        log = self.scratch / f"{name}.log"
        with open(log, "ab") as output:
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        server = Server(name, port, process, log)
        self.running.append(server)
        server.await_ready(ready or server.accepts, look_every)
        return server

    def pids(self):
        return [pid for server in self.running if server.process.poll() is None for pid in server.pids()]


class Server:
    """One process that listens on a port of 127.0.0.1."""

    def __init__(self, name, port, process, log):
        self.name, self.port, self.process, self.log = name, port, process, log
        self.pauses = None  # Where a JVM logs its pauses.

    def accepts(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def await_ready(self, is_ready, look_every):
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                tail = self.log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self.name} did not start:\n{tail}")
            time.sleep(look_every)

    def pids(self):
        """The process and its children, as nginx and PostgreSQL have them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [str(self.process.pid), *children.split()]

    def rss_bytes(self):
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.pids())
        return pages * os.sysconf("SC_PAGE_SIZE")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"bench: {self.name} did not stop on SIGTERM and is killed", file=sys.stderr)
            self.kill()


def jcmd(dist, server, *command):
    """What a JVM answers to a diagnostic command."""
    done = subprocess.run(
        [str(Path(dist) / "runtime/bin/jcmd"), str(server.process.pid), *command], capture_output=True, text=True,
        timeout=JCMD_SECONDS)
    if done.returncode != 0:
        raise RuntimeError(f"jcmd {' '.join(command)} failed: {done.stdout}{done.stderr}")
    return done.stdout


def allocated_bytes(dist, server):
    """Bytes that all live threads of a JVM have allocated so far, to about 1 %."""
    units = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    threads = jcmd(dist, server, "Thread.print", "-e")
    return sum(int(size) * units[unit] for size, unit in re.findall(r" allocated=(\d+)([BKMG])", threads))
