"""How long a start takes until the first invocation is answered, and what an idle proxy keeps in memory."""

import http.client
import time

from loads import Scenario
from processes import free_port
from wire import Connection, invoke_path

PAUSE_SECONDS = 0.002
IDLE_SECONDS = 10
CALLS = 1000


class Starts:
    """Starts the distribution on SQLite, each time in a fresh folder and then again on what that left there."""

    def __init__(self, servers, population):
        self.servers, self.population = servers, population
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
        environment = self.servers.proxy_environment(folder, port, {})
        begin = time.perf_counter()
        server = self.servers.processes.start(
            folder, port, self.servers.proxy_command(), environment, lambda: self.is_invoked(port), PAUSE_SECONDS)
        took = time.perf_counter() - begin
        server.stop()
        return took * 1000

    def is_invoked(self, port):
        name = self.population.name(1)
        try:
            with Connection(port) as connection:
                connection.register([self.population])
                self.population.spawn(port, 1, 1)
                answer = connection.call("POST", invoke_path(name), self.population.body(name))
        except (OSError, RuntimeError, http.client.HTTPException):
            return False
        return answer[2:4] == b"\x08\x01"  # RequestStatus{status: OK}


class IdleProxy:
    """A proxy that has not been called; other things may be done until it has been idle for long enough."""

    def __init__(self, servers):
        self.server = servers.start_proxy("proxy-idle", "snapshot")
        self.since = time.monotonic()

    def finish(self, loads, population):
        """MiB before any call and after some; then the proxy is stopped."""
        time.sleep(max(0, self.since + IDLE_SECONDS - time.monotonic()))
        before = self.server.rss_bytes() / 2**20
        with Connection(self.server.port) as connection:
            connection.register([population])
        population.spawn(self.server.port, 1, CALLS)
        loads.activate(Scenario("idle", "idle proxy", self.server, population), CALLS)
        after = self.server.rss_bytes() / 2**20
        self.server.stop()
        return {"idle": before, "called": after, "calls": CALLS, "seconds": IDLE_SECONDS}
