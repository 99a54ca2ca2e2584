"""What a simulation left: its result, its files and the metrics that it reported."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.agent_simulations.record import RUN_FILE, RunRecordError, add_outcome
from parallel_execution_manager.roles.results import (
    Finding,
    Result,
    own_result,
    read_result,
    with_left_files,
    write_result,
)
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.processes.executor import Exit
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


TITLES = {RUN_FILE: "Run record", METRICS_FILE: "Metrics"}
MOST_PROBLEMS = 10
MOST_IN_SUMMARY = 4


def conclude_run(folder: Path, exit_: Exit) -> Result:
    """The result of a run; a ``result.json`` of the script's own is kept and added to.

    A run whose record or metrics cannot be read has failed, and its summary says why.
    """
    if not os.path.lexists(folder / RUN_FILE):
        return read_result(folder, exit_)
    result = own_result(folder, exit_)
    try:
        concluded = _with_record(result, folder, exit_)
    except (OSError, RunRecordError) as error:
        concluded = replace(result, ok=False, summary=str(error))
    complete = with_left_files(concluded, folder, TITLES)
    write_result(folder, complete)
    return complete


def _with_record(result: Result, folder: Path, exit_: Exit) -> Result:
    record, metrics = add_outcome(folder, exit_), last_metrics(folder / METRICS_FILE)
    return replace(
        result,
        summary=_summary(result.summary, record, metrics),
        data={**result.data, "seed": record["seed"], "metrics": metrics.values},
    ).with_findings(_findings(record, metrics))


def _summary(summary: str, record: dict[str, Any], metrics: LastMetrics) -> str:
    shown = [f"{key} {_short(value)}" for key, value in list(metrics.values.items())[:MOST_IN_SUMMARY]]
    added = ", ".join([f"seed {record['seed']}", *shown])
    # A manager that was killed may have added it before.
    return summary if summary.endswith(f", {added}") else f"{summary}, {added}"


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:40]


def _findings(record: dict[str, Any], metrics: LastMetrics) -> Iterator[Finding]:
    if record["note"]:
        yield Finding("note", record["note"])
    for problem in metrics.problems[:MOST_PROBLEMS]:
        yield Finding("warning", f"{METRICS_FILE}, {problem}", METRICS_FILE)
    if len(metrics.problems) > MOST_PROBLEMS:
        yield Finding(
            "warning",
            f"{METRICS_FILE}: {len(metrics.problems) - MOST_PROBLEMS} more such lines",
            METRICS_FILE,
        )
