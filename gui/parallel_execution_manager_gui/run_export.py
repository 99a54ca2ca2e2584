"""The history as a file of comma-separated values. No Qt in here."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from parallel_execution_manager.system.storage.history import MOST_ROWS, HistoryPage, HistoryQuery, PastRun

_LEFT_OUT = frozenset({"number", "line", "goes_on"})
_TIMES = frozenset({"queued_at", "started_at", "ended_at"})
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
FIELDS = tuple(name for name in PastRun._fields if name not in _LEFT_OUT)


def export(ask: Callable[[HistoryQuery], HistoryPage], query: HistoryQuery, path: Path) -> Iterator[int]:
    """Write all runs that fit into a file; gives how many are written so far. Half a file is never left.

    Raises:
        OSError: it cannot be written.
        HistoryError: the history cannot be read.
    """
    unfinished = path.with_name(f".{path.name}.new")
    written = 0
    try:
        with unfinished.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(FIELDS)
            page = ask(replace(query, offset=0, limit=MOST_ROWS, up_to=None))
            while page.runs:
                rows.writerows(map(_row, page.runs))
                written += len(page.runs)
                yield written
                page = ask(replace(query, offset=written, limit=MOST_ROWS, up_to=page.up_to))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _row(run: PastRun) -> list[object]:
    values = run._asdict()
    return [_time(values[name]) if name in _TIMES else _plain(values[name]) for name in FIELDS]


def _plain(value: object) -> object:
    """The value; a text that a spreadsheet would calculate, as a task may have chosen it, stays one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def _time(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
