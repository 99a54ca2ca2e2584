"""An invented history of some weeks, the same each time: for screenshots and tests."""

from __future__ import annotations

import json
from pathlib import Path

from parallel_execution_manager.scheduling.admission.footprints import SEPARATOR
from parallel_execution_manager.system.storage.history import FILE_NAME, HistoryFile, PastRun
from parallel_execution_manager_gui import scene

MANY = 640
_EVERY_S = 2_700.0
_WORK = (
    (scene.AGENTS, "wing v3 seed {n}", "simulate.py", 610.0, 812.0),
    (scene.SCRIPTS, "assess part {n}", "assess", 9.0, 120.0),
    (scene.AGENTS, "gust sweep {n}", "gust.py", 1_900.0, 402.0),
    (scene.PROJECT, "status report", "status", 2.0, 61.0),
    (scene.GUI, "smoke test main window", "smoke.py", 14.0, 174.0),
    (scene.RESOURCES, "watch consumers", "look", 3.0, 58.0),
)


def kept_in(folder: Path) -> Path:
    """The folder of the history, which is made there if need be."""
    kept = folder / "history"
    if not (kept / FILE_NAME).exists():
        history = HistoryFile(kept)
        history.add([_run(number) for number in range(MANY)])
        history.close()
    return kept


def _run(number: int) -> PastRun:
    role, name, program, seconds, memory_mb = _WORK[number * 7 % len(_WORK)]
    ended = scene.NOW + scene.WALL_OFFSET - (MANY - number) * _EVERY_S
    failed, cancelled = number % 13 == 5, number % 31 == 7
    state = (
        "cancelled" if cancelled else "timed_out" if number % 39 == 5 else "failed" if failed else "succeeded"
    )
    code = {"succeeded": 0, "failed": 1}.get(state)
    detail = {
        "succeeded": "exit code 0",
        "failed": "KeyError: 'mass' in report.py line 88",
        "timed_out": "ran longer than its time limit of 3600 s",
        "cancelled": "cancelled by you",
    }[state]
    shown = name.format(n=number)
    took = seconds * (0.7 + number * 37 % 60 / 100)
    attempt = 3 if failed else 1
    task = {
        "id": f"{shown.replace(' ', '-')}-{number}",
        "role": role,
        "name": shown,
        "command": ["python3", program],
    }
    return PastRun(
        number=0,
        task_id=task["id"],  # type: ignore[arg-type]
        name=shown,
        role=role,
        kind=f"{role}{SEPARATOR}python3 {program}",
        state=state,
        attempt=attempt,
        goes_on=False,
        queued_at=ended - took - 60,
        started_at=ended - took,
        ended_at=ended,
        duration_s=took,
        suspended_s=12.0 if number % 9 == 0 else 0.0,
        throttled_s=45.0 if number % 4 == 0 else 0.0,
        exit_code=code,
        detail=detail,
        cpu_cores=0.4 + number % 15 / 10,
        memory_mb=memory_mb * (0.9 + number % 20 / 100),
        line=json.dumps(task),
    )
