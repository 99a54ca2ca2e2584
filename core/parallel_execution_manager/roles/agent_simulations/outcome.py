"""What a simulation brought: its result, its record, the files it left and its last metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.agent_simulations.metrics import METRICS_FILE, LastMetrics, last_metrics
from parallel_execution_manager.roles.agent_simulations.record import RUN_FILE, add_outcome
from parallel_execution_manager.roles.base import Artefact, Finding, Result
from parallel_execution_manager.roles.results import RESULT_FILE, read_result, write_result
from parallel_execution_manager.system.executor import Exit

MANAGERS_FILES = frozenset({"task.json", "output.log", RESULT_FILE})
TITLES = {RUN_FILE: "Run record", METRICS_FILE: "Metrics"}
MOST_ARTEFACTS = 100
MOST_PROBLEMS = 10
MOST_IN_SUMMARY = 4


def conclude_run(folder: Path, exit_: Exit) -> Result:
    """The result of a run; a ``result.json`` of the script's own is kept and added to."""
    result = read_result(folder, exit_)
    if not (folder / RUN_FILE).exists():
        return result
    record = add_outcome(folder, exit_)
    metrics = last_metrics(folder / METRICS_FILE) if (folder / METRICS_FILE).is_file() else LastMetrics()
    found, findings = _artefacts(folder)
    named = {artefact.path for artefact in result.artefacts}
    concluded = replace(
        result,
        summary=_summary(result.summary, record, metrics),
        artefacts=(*result.artefacts, *(artefact for artefact in found if artefact.path not in named)),
        findings=(*result.findings, *_findings(record, metrics), *findings),
        data={**result.data, "seed": record["seed"], "metrics": metrics.values},
    )
    write_result(folder, concluded)
    return concluded


def _summary(summary: str, record: dict[str, Any], metrics: LastMetrics) -> str:
    shown = [f"{key} {_short(value)}" for key, value in list(metrics.values.items())[:MOST_IN_SUMMARY]]
    return ", ".join([summary, f"seed {record['seed']}", *shown])


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


def _artefacts(folder: Path) -> tuple[list[Artefact], list[Finding]]:
    files = sorted(path.relative_to(folder).as_posix() for path in _files_below(folder))
    paths = [path for path in files if path not in MANAGERS_FILES]
    artefacts = [Artefact(path, TITLES.get(path, path)) for path in paths[:MOST_ARTEFACTS]]
    hidden = len(paths) - MOST_ARTEFACTS
    findings = [Finding("note", f"{hidden} more files are in the run folder")] if hidden > 0 else []
    return artefacts, findings


def _files_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield path
