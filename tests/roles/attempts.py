"""Running a role's task as the runtime does: check, prepare, a real process, conclude."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.base import Role, RunContext
from parallel_execution_manager.roles.registry import BUILTIN
from parallel_execution_manager.roles.results import Result
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.system.processes.executor import Exit, Launch

DEADLINE_S = 120


def task(role: str, name: str = "a task", task_id: str = "t-1", cwd: str = "", **options: Any) -> TaskSpec:
    """A task of ``role`` with options of its own."""
    return TaskSpec(id=task_id, role=role, name=name, options=options, cwd=cwd)


def manager_state(*tasks: Mapping[str, Any]) -> dict[str, Any]:
    """The manager's state with these tasks and the built-in roles."""
    roles = [{"name": n, "state": "active", "priority": 5, "queued": 0, "running": 0} for n in BUILTIN]
    return {
        "at": "2026-11-24T12:00:00+00:00",
        "machine": {"cores": 2, "memory_mb": 8000.0},
        "sample": None,
        "roles": roles,
        "tasks": [dict(row) for row in tasks],
    }


def task_row(
    task_id: str, role: str = "script_assessment", state: str = "succeeded", **more: Any
) -> dict[str, Any]:
    """A task as it stands in the manager's state."""
    row = {
        "id": task_id,
        "name": f"name of {task_id}",
        "role": role,
        "state": state,
        "priority": "normal",
        "attempts": 1,
        "queued_at": 1000.0,
        "started_at": None if state == "queued" else 1001.0,
        "ended_at": None if state in {"queued", "running"} else 1002.0,
        "exit_code": None,
        "detail": "",
        "requirement": {"cpu_cores": 0.5, "memory_mb": 2048.0},
        "peak": None,
        "waits_for": None,
    }
    return {**row, **more}


@dataclass
class Attempts:
    """Attempts of one role's tasks in folders of their own; ``base_dir`` is the project's folder."""

    role: Role
    base_dir: Path
    runs: Path
    state: dict[str, Any] = field(default_factory=manager_state)
    options: dict[str, Any] = field(default_factory=dict)
    last: RunContext | None = None

    def __post_init__(self) -> None:
        """Make the folder of the runs."""
        self.runs.mkdir(exist_ok=True)

    def context(self) -> RunContext:
        """The context of a further attempt."""
        folder = self.runs / f"run-{len(list(self.runs.iterdir()))}"
        folder.mkdir()
        defaults = {option.key: option.default for option in self.role.declaration.options}
        self.last = RunContext(folder, self.base_dir, {**defaults, **self.options}, lambda: self.state)
        return self.last

    @property
    def folder(self) -> Path:
        """The run folder of the last attempt."""
        assert self.last is not None
        return self.last.folder

    def run(self, spec: TaskSpec) -> Result:
        """The whole way of an attempt, with the process that the role asks for."""
        assert self.role.check(spec, self.base_dir) == []
        context = self.context()
        launch = self.role.prepare(spec, context)
        return self.role.conclude(
            spec, context, Exit(start(launch, context.folder / "output.log"), 0.1, 20.0)
        )

    def log(self) -> str:
        """What the last attempt printed."""
        return (self.folder / "output.log").read_text(encoding="utf-8")


def start(launch: Launch, log: Path) -> int:
    """Run the launch to its end; its exit code."""
    with log.open("wb") as output:
        done = subprocess.run(
            launch.argv,
            cwd=launch.cwd,
            env=dict(launch.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=DEADLINE_S,
            check=False,
        )
    return done.returncode


def work_here(main: Callable[[Sequence[str]], int], launch: Launch, monkeypatch: pytest.MonkeyPatch) -> int:
    """What the worker process of ``launch`` does, in this process, where its lines are counted."""
    for name in ("PEM_RUN_DIR", "PEM_TASK_ID"):
        monkeypatch.setenv(name, launch.env[name])
    module = launch.argv.index("-m")
    return main(launch.argv[module + 2 :])
