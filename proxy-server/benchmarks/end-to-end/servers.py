"""What is measured, started with its configuration: the host, nginx, and proxies."""

import os
import subprocess
from pathlib import Path

import postgres
from processes import free_port
from wire import call

HERE = Path(__file__).resolve().parent
# Long enough that no actor is passivated while another scenario has its turn.
IDLE_MILLIS = "3600000"
FOREIGN = ("PROXY_", "SPAWN_", "USER_FUNCTION_", "ACTORS_")


class Servers:
    """Starts servers in a scratch folder; those who use the host need it started first."""

    def __init__(self, scratch, dist, processes):
        self.scratch, self.dist, self.processes = Path(scratch), Path(dist), processes
        self.host = None

    def build(self):
        for program in ("host", "load"):
            source = HERE / f"{program}.c"
            subprocess.run(["cc", "-O2", "-o", self.scratch / program, source], check=True)

    def start_host(self):
        port = free_port()
        self.host = self.processes.start("host", port, [str(self.scratch / "host"), str(port)])
        return self.host

    def start_nginx(self):
        port = free_port()
        values = {
            "WORKERS": os.cpu_count(),
            "SCRATCH": self.scratch,
            "USER": "user root;" if os.geteuid() == 0 else "",
            "HOST_PORT": self.host.port,
            "PORT": port,
        }
        text = (HERE / "nginx.conf").read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        config = self.scratch / "nginx.conf"
        config.write_text(text)
        path = os.environ["PATH"] + ":/usr/sbin"
        command = ["nginx", "-e", "stderr", "-c", str(config)]
        return self.processes.start("nginx", port, command, os.environ | {"PATH": path})

    def start_postgres(self):
        return postgres.start(self.processes, free_port())

    def start_proxy(self, name, durability, store=None, dist=None):
        """A proxy on SQLite in a folder of that name, or on the PostgreSQL given; ready when it returns.

        Another distribution than the one under test is started if it is given.
        """
        port = free_port()
        settings = {"PROXY_STATE_DURABILITY": durability} | (postgres.settings(store) if store else {})
        pauses = self.scratch / f"{name}.pauses"
        server = self.processes.start(
            name, port, self.proxy_command(dist), self.proxy_environment(name, port, settings, pauses),
            lambda: is_ready(port))
        server.pauses = pauses
        return server

    def proxy_command(self, dist=None):
        return [str(Path(dist or self.dist) / "bin/actor-proxy")]

    def proxy_environment(self, folder, port, settings, pauses=None):
        """The distribution as it ships, but for ports, the data folder and a long deactivation timeout."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        if pauses is not None:
            log = f"-Xlog:gc,safepoint:file={pauses}:uptime,tags:filecount=0"
            environment["JAVA_OPTS"] = f"{environment.get('JAVA_OPTS', '')} {log}"
        return environment | {
            "PROXY_HTTP_PORT": str(port),
            "PROXY_HOST_INTERFACE": "127.0.0.1",
            "USER_FUNCTION_HOST": "127.0.0.1",
            "USER_FUNCTION_PORT": str(self.host.port),
            "PROXY_DATABASE_TYPE": "sqlite",
            "PROXY_DATA_DIR": str(self.scratch / f"data-{folder}"),
            "PROXY_DEACTIVATION_TIMEOUT": IDLE_MILLIS,
        } | settings


def is_ready(port):
    try:
        return call(port, "GET", "/health/readiness") is not None
    except (OSError, RuntimeError):
        return False
