"""Managers and supervisors of one data folder, which are killed, and tasks that tell what they did."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from parallel_execution_manager.supervisor.executor import SupervisedExecutor
from parallel_execution_manager.supervisor.paths import Place
from parallel_execution_manager.supervisor.process import ANSWER_S, SupervisedProcess
from parallel_execution_manager.system.processes.executor import AttemptKey, Launch, Recovered, RunningAttempt
from parallel_execution_manager.system.processes.tables import best_process_table
from tests.system.trees import wait_until

CORE = Path(__file__).parent.parent.parent / "core"

# A manager: starts a task for each line of JSON that it reads, says its pid, and lives on until it is killed.
MANAGER = """
import json, os, sys
sys.path[:0] = sys.argv[1:3]
from pathlib import Path
from parallel_execution_manager.system.processes.cgroups import find_control_groups
from tests.supervisor.scene import executor_in
from parallel_execution_manager.system.processes.executor import AttemptKey, Launch
folder = Path(sys.argv[3])
groups = find_control_groups(folder / "groups") if sys.argv[5] else None
executor = executor_in(folder, float(sys.argv[4]), groups, json.loads(sys.argv[6]))
started = {}
for line in sys.stdin:
    order = json.loads(line)
    name = order["name"]
    if "argv" in order:
        launch = Launch(tuple(order["argv"]), str(folder), dict(os.environ))
        key, mark = AttemptKey(name, 1), f"{folder}-{name}"
        started[name] = executor.start(launch, folder / f"{name}.log", mark, key)
    else:
        getattr(started[name], order["call"])()
    print(started[name].pid, flush=True)
"""


def executor_in(
    folder: Path,
    grace_s: float = 60.0,
    groups: Any = None,
    command: Sequence[str] | None = None,
    answer_s: float = ANSWER_S,
) -> SupervisedExecutor:
    """What a manager of this data folder has."""
    return SupervisedExecutor(folder, best_process_table(psutil), groups, command, grace_s, answer_s)


class Manager:
    """A manager in a process of its own, which can be killed."""

    def __init__(
        self, folder: Path, grace_s: float, supervisor: Sequence[str] | None, *, frozen: bool
    ) -> None:
        own = [CORE, CORE.parent, folder, grace_s, "frozen" if frozen else "", json.dumps(supervisor)]
        command = [sys.executable, "-c", MANAGER, *map(str, own)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, name: str, *argv: str) -> int:
        """Start a task; its root's pid."""
        return self._order({"name": name, "argv": argv})

    def call(self, name: str, method: str) -> None:
        """Have a method of a started process called."""
        self._order({"name": name, "call": method})

    def start_soon(self, name: str, *argv: str) -> None:
        """Have a task started, and do not wait for it."""
        self._say({"name": name, "argv": argv})

    @property
    def has_answered(self) -> bool:
        """Whether it has done what it was told, or has ended over it."""
        return bool(select.select([self.process.stdout], [], [], 0)[0])

    def kill(self) -> None:
        """End it as a crash does."""
        self.process.kill()
        with self.process:
            pass

    def _order(self, order: Mapping[str, Any]) -> int:
        assert self.process.stdout is not None
        self._say(order)
        return int(self.process.stdout.readline())

    def _say(self, order: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        print(json.dumps(order), file=self.process.stdin, flush=True)


class Scene:
    """One data folder with everybody in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = Place(folder)
        self._managers: list[Manager] = []
        self._executors: list[SupervisedExecutor] = []

    def manager(
        self, grace_s: float = 60.0, command: Sequence[str] | None = None, *, frozen: bool = False
    ) -> Manager:
        """A manager in a process of its own."""
        manager = Manager(self.folder, grace_s, command, frozen=frozen)
        self._managers.append(manager)
        return manager

    def executor(
        self, grace_s: float = 60.0, command: Sequence[str] | None = None, answer_s: float = ANSWER_S
    ) -> SupervisedExecutor:
        """What a manager in this process has."""
        executor = executor_in(self.folder, grace_s, command=command, answer_s=answer_s)
        self._executors.append(executor)
        return executor

    def start(self, executor: SupervisedExecutor, name: str, *argv: str) -> SupervisedProcess:
        """Start a task whose output is its name's log."""
        launch = Launch(argv, str(self.folder), dict(os.environ))
        return executor.start(launch, self.log(name), f"{self.folder}-{name}", AttemptKey(name, 1))

    def log(self, name: str) -> Path:
        """Where the output of a task goes."""
        return self.folder / f"{name}.log"

    def supervisors(self) -> list[int]:
        """The living supervisors of this folder."""
        return [
            process.pid
            for process in psutil.process_iter()
            if self._is_supervisor(process) and process.status() != psutil.STATUS_ZOMBIE
        ]

    def one_supervisor(self) -> int:
        """The one supervisor; what was spawned a moment ago has no command line yet."""
        wait_until(self.supervisors, "a supervisor to be there")
        (pid,) = self.supervisors()
        return pid

    def kill_supervisor(self) -> None:
        """End the one supervisor as a crash does, and wait until it is gone."""
        pid = self.one_supervisor()
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: self.supervisors() == [], "the supervisor to be gone")

    def wait_for_no_supervisor(self) -> None:
        """Return when the supervisor has ended by itself."""
        wait_until(lambda: self.supervisors() == [], "the supervisor to end by itself")

    def troubles(self) -> str:
        """What supervisors have complained of."""
        return self.place.troubles.read_text() if self.place.troubles.exists() else ""

    def sweep(self) -> None:
        """End whoever is left of a test."""
        for manager in self._managers:
            if manager.process.returncode is None:
                manager.kill()
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if str(self.folder) in process.environ().get("PEM_TASK_MARK", ""):
                    process.kill()
        for executor in self._executors:
            if not executor.closed:
                executor.close(keep=False)
        self.wait_for_no_supervisor()
        for executor in self._executors:
            executor._connections._bury(0)

    def _is_supervisor(self, process: psutil.Process) -> bool:
        try:
            command = process.cmdline()
        except psutil.Error:
            return False
        return len(command) > 1 and json.dumps({"data_dir": str(self.folder)})[1:-1] in command[-1]


@contextlib.contextmanager
def scene_in(folder: Path) -> Iterator[Scene]:
    """A scene for one test, of which nobody is left."""
    scene = Scene(folder)
    try:
        yield scene
    finally:
        scene.sweep()


def running(found: Mapping[AttemptKey, Recovered], name: str) -> SupervisedProcess:
    """The process of an attempt that goes on."""
    attempt = found[AttemptKey(name, 1)]
    assert isinstance(attempt, RunningAttempt)
    assert isinstance(attempt.process, SupervisedProcess)
    return attempt.process
