"""What a manager was killed over in the middle of an attempt's end, the next one does to the same end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.agent_simulations.role import AgentSimulations
from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.roles.results import Finding, Result
from parallel_execution_manager.runtime.inheriting import by_list
from parallel_execution_manager.runtime.task_files import AttemptFiles, FileKeeper
from parallel_execution_manager.runtime.work import follow_adopted, run_attempt
from parallel_execution_manager.runtime.workshop import Watcher, Workshop
from parallel_execution_manager.scheduling.model.task import Outcome, TaskSpec
from parallel_execution_manager.system.files.crash_points import arm, disarm
from parallel_execution_manager.system.files.fingerprints import OpenFilesShare
from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.processes.process_executor import EndedProcess, ProcessExecutor
from parallel_execution_manager.system.runs.folders import RunFolders

SIMULATION = """
import json, os, pathlib, sys
folder = pathlib.Path(os.environ["PEM_RUN_DIR"])
(folder / "metrics.jsonl").write_text('{"agents": 42}\\nno metrics\\n')
result = {"schema_version": 1, "ok": True, "summary": "they agreed", "submissions": [{"id": "next"}]}
if "--silent" not in sys.argv:
    (folder / "result.json").write_text(json.dumps(result))
sys.exit("--fail" in sys.argv)
"""
PLACES = ("engine.before-result", "file.before-flush", "file.before-rename", "file.before-new")


class Killed(BaseException):
    """Stands for the end of the manager: nobody may catch it."""


@pytest.fixture(autouse=True)
def _nothing_armed() -> Iterator[None]:
    yield
    disarm()


class Manager:
    """What concludes attempts in one data folder."""

    def __init__(self, folder: Path) -> None:
        self.submitted: list[Any] = []
        self.dies_with_submission = False
        self.workshop = Workshop(
            roles={"agent_simulations": AgentSimulations(), "plain": Role()},
            options=lambda _: {option.key: option.default for option in AgentSimulations.declaration.options},
            base_dir=folder,
            folders=RunFolders(folder),
            executor=ProcessExecutor(),
            files=FileKeeper(OpenFilesShare(100)),
            manager_state=dict,
            submit=self._submit,
            environment=by_list(lambda _: ("@default",)),
        )

    def _submit(self, _: TaskSpec, result: Result) -> tuple[str, ...]:
        self.submitted.extend(result.submissions)
        if self.dies_with_submission:
            raise Killed
        return ()

    def run(self, task: TaskSpec, begun: Callable[[], None] = lambda: None) -> Outcome:
        """An attempt; ``begun`` is called once its process is there."""
        files = AttemptFiles(told=[Finding("warning", "a.txt was changed")])
        return run_attempt(task, 1, self.workshop, Watcher(lambda _: None, lambda _: begun()), files)

    def run_over(self, task: TaskSpec, code: int) -> Outcome:
        """The end of an attempt whose process has ended without a manager."""
        watcher = Watcher(lambda _: None, lambda _: None)
        files = AttemptFiles(told=[Finding("warning", "a.txt was changed")])
        return follow_adopted(task, 1, EndedProcess(Exit(code)), self.workshop, watcher, files)


def told(outcome: Outcome, folder: Path) -> dict[str, Any]:
    """What people see of an end, without what is measured."""
    result = json.loads((folder / "runs" / "t" / "1" / "result.json").read_text("utf-8"))
    plain = json.dumps([outcome.summary, result]).replace(str(folder), "DATA")
    return {"kind": outcome.kind, "code": outcome.exit_code, "told": json.loads(plain)}


@pytest.fixture(params=["own result", "silent", "failing", "command", "failing command"])
def task(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TaskSpec:
    monkeypatch.setenv("WITHHELD_FROM_TASKS", "1")
    script = tmp_path / "sim.py"
    script.write_text(SIMULATION, "utf-8")
    arguments = {"silent": ["--silent"], "failing": ["--silent", "--fail"]}.get(request.param, [])
    options = {"script": str(script), "seed": 3, "args": arguments}
    if "command" in request.param:
        words = ["--fail"] if "failing" in request.param else []
        return TaskSpec("t", "plain", "t", command=(sys.executable, str(script), *words))
    return TaskSpec("t", "agent_simulations", "t", options=options)


def killed_at(place: str, passing: int) -> Callable[[], None]:
    """What arms the place: the manager is killed at that passing from then on."""
    left = [passing]

    def pass_or_die() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    return lambda: arm(place, pass_or_die)


@pytest.mark.parametrize("place", PLACES)
def test_an_end_that_is_told_again_is_told_as_if_nobody_had_been_killed(
    tmp_path: Path, task: TaskSpec, place: str
) -> None:
    usual = Manager(tmp_path / "usual")
    outcome = usual.run(task)
    wanted = told(outcome, tmp_path / "usual")
    for passing in range(1, 10):
        folder = tmp_path / f"killed-{passing}"
        try:
            Manager(folder).run(task, killed_at(place, passing))
        except Killed:
            disarm()
        else:
            break
        again = Manager(folder)
        assert told(again.run_over(task, outcome.exit_code or 0), folder) == wanted
        assert again.submitted == usual.submitted
    else:
        raise AssertionError("it is passed without end")


def test_an_end_that_was_told_to_the_end_is_told_again_in_the_same_way(
    tmp_path: Path, task: TaskSpec
) -> None:
    manager = Manager(tmp_path)
    outcome = manager.run(task)
    first = told(outcome, tmp_path)
    for _ in range(2):
        assert told(manager.run_over(task, outcome.exit_code or 0), tmp_path) == first


def test_whoever_is_killed_over_what_a_task_wants_queued_leaves_that_to_the_next(tmp_path: Path) -> None:
    script = tmp_path / "sim.py"
    script.write_text(SIMULATION, "utf-8")
    task = TaskSpec("t", "plain", "t", command=(sys.executable, str(script)))
    first = Manager(tmp_path)
    first.dies_with_submission = True
    with pytest.raises(Killed):
        first.run(task)
    again = Manager(tmp_path)
    assert again.run_over(task, 0).summary == "they agreed"
    assert first.submitted == again.submitted == [{"id": "next"}]


def test_a_record_with_an_outcome_that_is_another_is_none(tmp_path: Path) -> None:
    script = tmp_path / "sim.py"
    script.write_text(SIMULATION, "utf-8")
    task = TaskSpec("t", "agent_simulations", "t", options={"script": str(script), "seed": 3, "args": []})
    manager = Manager(tmp_path)
    manager.run(task)
    assert "run.json" in manager.run_over(task, 5).summary
