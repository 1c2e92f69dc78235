"""Two members of a cluster, each with a host of its own, and which of them owns which actor."""

import json
import subprocess
import time

import postgres
from processes import free_port
from servers import is_ready
from wire import Connection, call, invoke_path

SETTLED_SECONDS = 60
SECRET = "a-secret-of-this-run-alone"


class Members:
    """A cluster on a PostgreSQL of its own; with certificates if there is a `folder` with them, of the build under test
    if there is no other `dist`."""

    def __init__(self, servers, name, population, folder=None, dist=None):
        self.servers, self.name, self.population = servers, name, population
        self.folder, self.dist = folder, dist
        self.store = postgres.start(servers.processes, free_port())
        self.hosts = [servers.start_host() for _ in range(2)]
        self.proxies = [self.start(number, host) for number, host in enumerate(self.hosts)]

    def start(self, number, host):
        port = free_port()
        name = f"proxy-{self.name}-{number + 1}"
        settings = postgres.settings(self.store) | {
            "PROXY_STATE_DURABILITY": "snapshot",
            "PROXY_ADMIN_ENABLED": "false",
            "USER_FUNCTION_PORT": str(host.port),
            "PROXY_APP_NAME": "bench",
            "PROXY_MEMBER_NAME": name,
            "PROXY_CLUSTER_STRATEGY": "static",
            "PROXY_CLUSTER_SECRET": SECRET,
            "PROXY_CLUSTER_INTERFACE": "127.0.0.1",
            "PROXY_CLUSTER_ADDRESS": "127.0.0.1",
            "PROXY_CLUSTER_PORT": str(free_port()),
            # Hazelcast has no part in a call.
            "SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER": "persistent",
        }
        if self.folder is not None:
            settings["PROXY_CLUSTER_CERTIFICATES"] = str(self.folder)
        environment = self.servers.proxy_environment(name, port, settings)
        server = self.servers.processes.start(
            name, port, self.servers.proxy_command(self.dist), environment, lambda: answers(port))
        with Connection(port) as connection:
            connection.register([self.population])
        server.await_ready(lambda: is_ready(port), 0.02)
        return server

    def calls_of_hosts(self):
        """How many calls each host has had from its proxy."""
        return [json.loads(call(host.port, "GET", "/traffic"))["from_proxy"]["calls"] for host in self.hosts]

    def owned(self, actors):
        """The actors of each member, once none of them moves any more."""
        self.population.spawn(self.proxies[0].port, 1, actors)
        begin, before = time.monotonic(), None
        while True:
            owned = self.owned_now(actors)
            if owned == before and all(owned):
                return owned
            if time.monotonic() - begin > SETTLED_SECONDS:
                raise RuntimeError(f"actors of {self.name} do not stay where they are")
            before = owned
            # Actors move to a member some seconds after it has joined.
            time.sleep(3)

    def owned_now(self, actors):
        """Calls each actor; its owner is the member whose host has one call more."""
        owned, before = [[], []], self.calls_of_hosts()
        with Connection(self.proxies[0].port) as connection:
            for actor in range(1, actors + 1):
                name = self.population.name(actor)
                connection.call("POST", invoke_path(name), self.population.body(name))
                after = self.calls_of_hosts()
                owned[0 if after[0] > before[0] else 1].append(actor)
                before = after
        return owned


def answers(port):
    """Whether a proxy listens; it is ready only after types are registered."""
    try:
        call(port, "GET", "/health/liveness")
        return True
    except (OSError, RuntimeError):
        return False


def certificates(folder):
    """Makes an authority, and one certificate of it that both members show."""
    folder.mkdir()
    run = lambda *command: subprocess.run(["openssl", *command], check=True, cwd=folder, capture_output=True)
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=bench", "-days", "2")
    run("req", *curve, "-keyout", "tls.key", "-out", "tls.csr", "-subj", "/CN=member")
    run("x509", "-req", "-in", "tls.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tls.crt",
        "-days", "2")
    return folder
