"""What a simulation brought: its result, its record, the files it left and its last metrics."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.agent_simulations.metrics import METRICS_FILE, LastMetrics, last_metrics
from parallel_execution_manager.roles.agent_simulations.record import RUN_FILE, RunRecordError, add_outcome
from parallel_execution_manager.roles.artefacts import with_left_files
from parallel_execution_manager.roles.result_model import Finding, Result
from parallel_execution_manager.roles.results import own_result, read_result, write_result
from parallel_execution_manager.system.processes.executor import Exit

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
