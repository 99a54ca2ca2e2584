"""The state of the machine and the fit of requirements, as JSON, as Markdown and as findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from parallel_execution_manager.roles.reports import bullets, local_time, table
from parallel_execution_manager.roles.resource_management.measurement import Machine, ProcessUse
from parallel_execution_manager.roles.resource_management.recommendation import (
    Advice,
    Footprint,
    Recommendation,
    show,
)
from parallel_execution_manager.roles.results import Finding
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

LEVELS = {Advice.RAISE: "warning", Advice.LOWER: "note"}


@dataclass(frozen=True, slots=True)
class Fit:
    """A kind of task with the advice for each of its resources."""

    footprint: Footprint
    recommendations: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured; ``top_cpu`` and ``top_memory`` are in falling order."""

    at: datetime
    machine: Machine
    top_cpu: Sequence[ProcessUse]
    top_memory: Sequence[ProcessUse]
    fits: Sequence[Fit]


def as_json(report: Report) -> dict[str, Any]:
    """The content of ``report.json``."""
    return {
        "machine": asdict(report.machine),
        "top_cpu": [asdict(use) for use in report.top_cpu],
        "top_memory": [asdict(use) for use in report.top_memory],
        "kinds": [
            {
                "role": fit.footprint.role,
                "name": fit.footprint.name,
                "tasks": fit.footprint.tasks,
                "recommendations": [asdict(recommendation) for recommendation in fit.recommendations],
            }
            for fit in report.fits
        ],
    }


def findings(report: Report, full_percent: float) -> Iterator[Finding]:
    """Volumes and swap that are nearly full, and requirements that do not fit."""
    for volume in report.machine.volumes:
        if volume.percent > full_percent:
            message = f"{volume.path} is {volume.percent:.0f} % full, {volume.free_mb:,.0f} MiB are free"
            yield Finding("warning", message, volume.path)
    swap, used = report.machine.swap_mb, report.machine.swap_used_mb
    if swap and used is not None and 100 * used / swap > full_percent:
        yield Finding("warning", f"swap is {100 * used / swap:.0f} % full")
    for fit in report.fits:
        for advised in fit.recommendations:
            if advised.advice in LEVELS:
                yield Finding(LEVELS[advised.advice], f"{_kind(fit)}: {advised.reason}")


def markdown(report: Report) -> str:
    """The content of ``report.md``."""
    lines = [f"# Resources, {report.at.astimezone(local_time()):%Y-%m-%d %H:%M:%S %Z}", ""]
    if report.machine.estimated:
        lines += [
            "Estimated: psutil is not installed, so the figures come from what the system tells anybody.",
            "",
        ]
    lines += table(("Machine", ""), _machine_rows(report.machine))
    volumes = [(v.path, f"{v.percent:.0f} %", f"{v.free_mb:,.0f} MiB") for v in report.machine.volumes]
    lines += ["## Disk volumes", "", *table(("Volume", "Full", "Free"), volumes)]
    lines += ["## Top consumers of the processor", "", *_uses(report.top_cpu)]
    lines += ["## Top consumers of memory", "", *_uses(report.top_memory)]
    lines += ["## Requirements and footprints", "", *_fits(report.fits)]
    return "\n".join(lines)


def _machine_rows(machine: Machine) -> list[tuple[str, str]]:
    load = "not measured" if machine.load is None else ", ".join(f"{value:.2f}" for value in machine.load)
    return [
        ("Cores", str(machine.cores)),
        ("Load (1, 5, 15 min)", load),
        ("Memory", _mib(machine.memory_mb)),
        ("Memory available", _mib(machine.memory_available_mb)),
        ("Swap", _mib(machine.swap_mb)),
        ("Swap in use", _mib(machine.swap_used_mb)),
    ]


def _mib(value: float | None) -> str:
    return "not measured" if value is None else f"{value:,.0f} MiB"


def _uses(uses: Sequence[ProcessUse]) -> list[str]:
    if not uses:
        return ["No process could be measured.", ""]
    rows = [(use.title, str(use.pid), f"{use.cpu_cores:.2f}", f"{use.memory_mb:,.0f}") for use in uses]
    return table(("Process", "Id", "Cores", "MiB"), rows)


def _fits(fits: Sequence[Fit]) -> list[str]:
    if not fits:
        return ["No task has started yet.", ""]
    rows = [
        (_kind(fit), str(advised.runs), advised.advice.value, _bounds(advised), advised.reason)
        for fit in fits
        for advised in fit.recommendations
        if advised.advice is not Advice.UNKNOWN
    ]
    lines = table(("Role: task", "Runs", "Advice", "Target (lower to upper)", "Why"), rows) if rows else []
    unknown = [_kind(fit) for fit in fits if all(a.advice is Advice.UNKNOWN for a in fit.recommendations)]
    if unknown:
        lines += ["Not measured, because no sample was taken while they ran:", "", *bullets(unknown)]
    return lines


def _bounds(advised: Recommendation) -> str:
    if advised.target is None or advised.lower is None or advised.upper is None:
        return ""
    target, lower, upper = (show(advised.resource, v) for v in (advised.target, advised.lower, advised.upper))
    return f"{target} ({lower} to {upper})"


def _kind(fit: Fit) -> str:
    return f"{fit.footprint.role}: {fit.footprint.name}"
