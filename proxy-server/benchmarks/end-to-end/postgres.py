"""A PostgreSQL server of this run alone: its cluster in a folder of its own, flushing to the disk as it ships."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

USER = "bench"
# The server refuses to run as root.
SERVER_USERS = ("postgres", "nobody")


def start(processes, port):
    """Makes a cluster, starts a server on it, and removes the cluster when the processes end."""
    as_user, owner = server_user()
    folder = Path(tempfile.mkdtemp(prefix="bench-postgres-", dir=parent_for(processes.scratch, as_user)))
    processes.on_end(lambda: shutil.rmtree(folder, ignore_errors=True))
    if owner:
        shutil.chown(folder, owner)
    cluster = folder / "cluster"
    run = [*as_user, program("initdb"), "-D", cluster, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
    subprocess.run([str(part) for part in run], check=True, stdout=subprocess.DEVNULL, cwd="/")
    command = [*as_user, program("postgres"), "-D", cluster, "-p", port, "-h", "127.0.0.1", "-k", "", "-c", "fsync=on"]
    ask = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return processes.start(
        "postgres", port, [str(part) for part in command], ready=lambda: subprocess.run(ask).returncode == 0)


def settings(server):
    """How a proxy is pointed at it. Without encryption, as on SQLite."""
    return {
        "PROXY_DATABASE_TYPE": "postgres",
        "PROXY_DATABASE_HOST": "127.0.0.1",
        "PROXY_DATABASE_PORT": str(server.port),
        "PROXY_DATABASE_NAME": "postgres",
        "PROXY_DATABASE_USERNAME": USER,
        "PROXY_DATABASE_SECRET": "bench",
        "PROXY_STATE_ALLOW_PLAINTEXT": "true",
    }


def program(name):
    """PostgreSQL's own folder of programs is not on Debian's PATH; the newest version wins."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: float(path.split("/")[4]))
    return found[-1] if found else name


def server_user():
    """The start of a command that gives up root, and the user's name; nothing if this is not root."""
    if os.geteuid() != 0:
        return [], None
    user = next(one for one in pwd.getpwall() if one.pw_name in SERVER_USERS)
    return ["setpriv", "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"], user.pw_name


def parent_for(scratch, as_user):
    """Beside the other databases, unless another user cannot get there."""
    parent = Path(scratch).resolve().parent
    is_open = all(folder.stat().st_mode & 0o001 for folder in (parent, *parent.parents))
    return parent if is_open or not as_user else "/var/tmp"
