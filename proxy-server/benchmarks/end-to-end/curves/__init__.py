"""The scale curves, one module each: `measure(stage)` answers a Curve or several."""

import sys


class Curve:
    """A table, what to draw of it, and what a reader has to know.

    columns: the heading of each, and how many digits its figures have behind the point.
    x: the column of what grows; series: the column that names a line, if there are several.
    plots: the columns to draw over x, one picture each.
    """

    def __init__(self, key, title, columns, x, series=None, plots=(), log_y=False):
        self.key, self.title, self.columns, self.x = key, title, columns, x
        self.series, self.plots, self.log_y = series, list(plots), log_y
        self.rows, self.notes, self.limits = [], [], []

    def add(self, *cells):
        self.rows.append(list(cells))
        told = ", ".join(f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in cells)
        print(f"scale: {self.key}: {told}", file=sys.stderr, flush=True)

    def at_most(self, what, limit, measured):
        self.limit(what, f"at most {limit:,}", measured, measured <= limit)

    def at_least(self, what, limit, measured):
        self.limit(what, f"at least {limit:,}", measured, measured >= limit)

    def limit(self, what, limit, measured, met):
        """What this project wants to hold, and whether it does."""
        self.limits.append({"what": what, "limit": limit, "measured": measured, "met": met})

    def as_json(self):
        columns = [name for name, _ in self.columns]
        return {
            "key": self.key, "title": self.title, "columns": columns, "rows": self.rows, "notes": self.notes,
            "limits": self.limits,
        }
