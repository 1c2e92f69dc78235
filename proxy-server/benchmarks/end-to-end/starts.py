"""How long a start takes until the first invocation is answered, and what an idle proxy keeps in memory."""

import http.client
import subprocess
import time

from loads import Scenario
from processes import free_port
from workload import Connection, invoke_path

PATIENCE_SECONDS = 30
PAUSE_SECONDS = 0.002
IDLE_SECONDS = 10
CALLS = 1000


class Starts:
    """Starts the distribution on SQLite, each time in a fresh folder and then again on what that left there."""

    def __init__(self, servers, workload):
        self.servers, self.workload = servers, workload
        self.fresh, self.again = [], []

    def run(self, count):
        """One more than asked for: the first brings the files into memory, and does not count."""
        for number in range(count + 1):
            folder = f"start-{number}"
            self.fresh.append(self.start_once(folder))
            self.again.append(self.start_once(folder))
        del self.fresh[0], self.again[0]

    def start_once(self, folder):
        """Milliseconds from exec to the answer of the first invocation, called as an app would."""
        port = free_port()
        log = self.servers.scratch / f"{folder}.log"
        environment = self.servers.proxy_environment(folder, port, {})
        with open(log, "ab") as output:
            begin = time.perf_counter()
            process = subprocess.Popen(
                self.servers.proxy_command(), env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            while not self.is_invoked(port):
                if process.poll() is not None or time.perf_counter() - begin > PATIENCE_SECONDS:
                    raise RuntimeError(f"{folder} did not start:\n{log.read_text(errors='replace')[-2000:]}")
                time.sleep(PAUSE_SECONDS)
            return (time.perf_counter() - begin) * 1000
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)

    def is_invoked(self, port):
        name = self.workload.name(1)
        try:
            with Connection(port) as connection:
                connection.register([self.workload])
                connection.spawn(self.workload, 1)
                answer = connection.call("POST", invoke_path(name), self.workload.body(name))
        except (OSError, RuntimeError, http.client.HTTPException):
            return False
        return answer[2:4] == b"\x08\x01"  # RequestStatus{status: OK}


class IdleProxy:
    """A proxy that has not been called; other things may be done until it has been idle for long enough."""

    def __init__(self, servers):
        self.server = servers.start_proxy("proxy-idle", "snapshot")
        self.since = time.monotonic()

    def finish(self, loads, workload):
        """MiB before any call and after some; then the proxy is stopped."""
        time.sleep(max(0, self.since + IDLE_SECONDS - time.monotonic()))
        before = self.server.rss_bytes() / 2**20
        with Connection(self.server.port) as connection:
            connection.register([workload])
            connection.spawn(workload, CALLS)
        loads.activate(Scenario("idle", "idle proxy", self.server, workload), CALLS)
        after = self.server.rss_bytes() / 2**20
        self.server.stop()
        return {"idle": before, "called": after, "calls": CALLS, "seconds": IDLE_SECONDS}
