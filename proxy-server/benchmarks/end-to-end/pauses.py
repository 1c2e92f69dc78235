"""When a JVM stood still, read from its own log of collections and safepoints."""

import re

COLLECTION = re.compile(r"\[gc\s*\] GC\(\d+\) Pause .* ([\d.]+)ms$", re.MULTILINE)
SAFEPOINT = re.compile(r"\[safepoint\s*\].* Total: (\d+) ns", re.MULTILINE)


class Pauses:
    """Those between the start of this object and `taken`."""

    def __init__(self, server):
        self.path = server.pauses
        self.start = self.path.stat().st_size if self.path else 0

    def taken(self):
        """Milliseconds of collections, and the longest stop for whatever reason; None without a log."""
        if self.path is None:
            return None
        with open(self.path) as file:
            file.seek(self.start)
            text = file.read()
        collections = [float(millis) for millis in COLLECTION.findall(text)]
        stops = [int(nanos) / 1e6 for nanos in SAFEPOINT.findall(text)]
        return {
            "count": len(collections),
            "total_ms": sum(collections),
            "longest_ms": max(collections, default=0),
            "longest_stop_ms": max(stops, default=0),
        }
