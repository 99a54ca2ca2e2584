"""The worker of resource management: measures the machine, judges requirements, writes the report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType

from parallel_execution_manager.roles.reports import document
from parallel_execution_manager.roles.resource_management.measurement import (
    identified,
    measure_machine,
    measure_processes,
    proc_identity,
    proc_readings,
    psutil_identity,
    psutil_readings,
)
from parallel_execution_manager.roles.resource_management.recommendation import (
    Advice,
    Footprint,
    collect_footprints,
    recommend,
)
from parallel_execution_manager.roles.resource_management.report import (
    Fit,
    Report,
    as_json,
    findings,
    markdown,
)
from parallel_execution_manager.roles.results import Artefact, Result, write_json, write_result
from parallel_execution_manager.roles.worker import own_task_id, read_manager_state, run_folder
from parallel_execution_manager.system.processes.psutil_module import load_psutil

ARTEFACTS = (Artefact("report.md", "Resources"), Artefact("report.json", "Resources as data"))


def main(argv: Sequence[str] | None = None) -> int:
    """Write ``report.json``, ``report.md`` and the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--margin-percent", type=float, required=True)
    parser.add_argument("--measure-s", type=float, required=True)
    parser.add_argument("--top", type=int, required=True)
    parser.add_argument("--full-percent", type=float, required=True)
    arguments = parser.parse_args(argv)
    folder = run_folder()
    footprints = collect_footprints(read_manager_state(folder), own_task_id())
    fits = [_fit(footprint, arguments.margin_percent) for footprint in footprints]
    report = measure(folder, fits, arguments.measure_s, arguments.top, load_psutil())
    _write(folder, report, arguments.full_percent)
    return 0


def _fit(footprint: Footprint, margin_percent: float) -> Fit:
    return Fit(
        footprint,
        tuple(
            recommend(resource, footprint.required[resource], peaks, margin_percent)
            for resource, peaks in footprint.peaks.items()
        ),
    )


def measure(
    folder: Path, fits: Sequence[Fit], measure_s: float, top: int, psutil: ModuleType | None
) -> Report:
    """The machine now, with the ``top`` consumers of processor and memory."""
    read = partial(psutil_readings, psutil) if psutil else proc_readings
    look = partial(psutil_identity, psutil) if psutil else proc_identity
    uses = measure_processes(read, measure_s)
    busiest = sorted(uses, key=lambda use: (-use.cpu_cores, use.pid))[:top]
    largest = sorted(uses, key=lambda use: (-use.memory_mb, use.pid))[:top]
    return Report(
        at=datetime.now(UTC),
        machine=measure_machine([folder, Path.cwd(), Path.home()], psutil),
        top_cpu=[identified(use, look) for use in busiest],
        top_memory=[identified(use, look) for use in largest],
        fits=fits,
    )


def _write(folder: Path, report: Report, full_percent: float) -> None:
    text = markdown(report)
    (folder / "report.md").write_text(text, encoding="utf-8")
    write_json(folder / "report.json", document("resource_report", as_json(report)))
    data = {
        "top_cpu": [use.title for use in report.top_cpu],
        "top_memory": [use.title for use in report.top_memory],
    }
    write_result(
        folder, Result(True, _summary(report), ARTEFACTS, tuple(findings(report, full_percent)), data=data)
    )
    sys.stdout.write(text)


def _summary(report: Report) -> str:
    advice = [advised.advice for fit in report.fits for advised in fit.recommendations]
    changes = f"{advice.count(Advice.RAISE)} requirements to raise, {advice.count(Advice.LOWER)} to lower"
    if not report.top_cpu:
        return f"no process could be measured; {changes}"
    busiest, largest = report.top_cpu[0], report.top_memory[0]
    consumers = (
        f"{busiest.title} uses {busiest.cpu_cores:.2f} cores, {largest.title} {largest.memory_mb:,.0f} MiB"
    )
    return f"{consumers}; {changes}"


if __name__ == "__main__":
    sys.exit(main())
