"""``metrics.jsonl``: what a simulation reports about itself, one JSON object a line."""

from __future__ import annotations

import json
import os
from dataclasses import field
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.runs.run_files import open_regular

METRICS_FILE = "metrics.jsonl"
TAIL_BYTES = 1 << 20


@dataclass(slots=True)
class LastMetrics:
    """The newest value of each metric; ``problems`` names the lines that were no JSON objects."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: int = 0
    problems: list[str] = field(default_factory=list)


def last_metrics(path: Path) -> LastMetrics:
    """The newest value of each metric in the last MiB of the file.

    Only the end is read: concluding a run must be quick however long the run was. There are no
    metrics where there is no file.

    Raises:
        OSError: it is a link, no regular file or not readable.
    """
    metrics = LastMetrics()
    try:
        start, lines = _tail(path)
    except FileNotFoundError:
        return metrics
    for number, line in enumerate(lines, 1):
        if line.strip():
            _take(metrics, line, f"line {number}{' of its last MiB' if start else ''}")
    return metrics


def _tail(path: Path) -> tuple[int, list[bytes]]:
    with open_regular(path) as stream:
        start = max(0, stream.seek(0, os.SEEK_END) - TAIL_BYTES)
        stream.seek(start)
        lines = stream.read(TAIL_BYTES).split(b"\n")
    return start, lines[1:] if start else lines


def _take(metrics: LastMetrics, line: bytes, where: str) -> None:
    try:
        row = json.loads(line, parse_constant=str)
    except (ValueError, RecursionError) as error:
        metrics.problems.append(f"{where}: no JSON ({error})")
        return
    if not isinstance(row, dict):
        metrics.problems.append(f"{where}: no JSON object")
        return
    metrics.lines += 1
    metrics.values.update(row)
