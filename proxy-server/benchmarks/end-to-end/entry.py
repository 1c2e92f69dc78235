"""How a run begins and ends: a scratch folder, its processes, signals and failures."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import Processes


@contextlib.contextmanager
def processes_of(name):
    """The scratch folder and the processes of a run; leaving it stops these and removes that."""
    # Beside the distribution: the databases lie on a disk, which a folder for temporary files may not.
    parent = Path(os.environ["ACTOR_PROXY_DIST"]).resolve().parent
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=parent) as scratch:
        with Processes(scratch) as processes:
            yield scratch, processes


def run(name, main):
    """Ends the program with a line, not a traceback, if it fails or is told to stop."""
    for signal_number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, lambda number, _: sys.exit(128 + number))
    try:
        main()
    except (RuntimeError, OSError, subprocess.SubprocessError) as failure:
        sys.exit(f"{name}: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
