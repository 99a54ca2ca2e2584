"""An attempt that goes wrong anywhere is a failed task with its reason, never a broken pool."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

from parallel_execution_manager.roles.base import Role, RunContext, task_environment
from parallel_execution_manager.roles.result_model import Finding, Result
from parallel_execution_manager.roles.results import read_result
from parallel_execution_manager.runtime.task_files import AttemptFiles, FileKeeper
from parallel_execution_manager.runtime.work import Watcher, Workshop, run_attempt
from parallel_execution_manager.scheduling.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.model import Outcome, OutcomeKind, TaskSpec
from parallel_execution_manager.system.executor import Exit, Launch
from parallel_execution_manager.system.folders import RunFolders
from parallel_execution_manager.system.held_files import OpenFilesShare
from parallel_execution_manager.system.process_executor import ProcessExecutor


class Obedient(Role):
    """Runs what the task's options say, and breaks where they say so."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration("obedient", "Obedient", "Tests.", 5, 1, 1)

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """Break, or run the code of the task."""
        if task.options.get("break") == "prepare":
            raise RuntimeError("cannot prepare")
        argv = (sys.executable, "-c", task.options.get("code", ""))
        return Launch(argv, str(context.base_dir), task_environment(task, context))

    def conclude(self, task: TaskSpec, context: RunContext, exit_: Exit) -> Result:
        """Break, or queue a further task."""
        if task.options.get("break") == "conclude":
            raise RuntimeError("cannot conclude")
        if task.options.get("more"):
            return Result(ok=True, summary="more", submissions=({"role": "obedient"},))
        return super().conclude(task, context, exit_)


class Bench:
    """Runs one attempt and keeps what came of it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.folders: list[Path] = []
        self.submitted: list[Any] = []
        self.refusals: tuple[str, ...] = ()
        self.files = AttemptFiles()
        self.workshop = Workshop(
            roles={"obedient": Obedient(), "plain": Role()},
            options=lambda _: {},
            base_dir=folder,
            folders=RunFolders(self.data),
            executor=ProcessExecutor(),
            files=FileKeeper(OpenFilesShare(100)),
            manager_state=dict,
            submit=self._submit,
        )

    def _submit(self, _: TaskSpec, result: Result) -> tuple[str, ...]:
        self.submitted.extend(result.submissions)
        return self.refusals

    def run(self, role: str = "obedient", command: tuple[str, ...] = (), **options: Any) -> Outcome:
        """The outcome of one attempt."""
        env = {"TOKEN": "swordfish"}
        task = TaskSpec("t", role, "t", command=command, options=options, env=env)
        return run_attempt(task, 1, self.workshop, Watcher(self.folders.append, lambda _: None), self.files)

    @property
    def log(self) -> str:
        """The attempt's output."""
        return (self.folders[-1] / "output.log").read_text(encoding="utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_good_attempt_tells_its_exit_and_what_it_cost(bench: Bench) -> None:
    outcome = bench.run(code="print('done')")
    assert (outcome.kind, outcome.exit_code) == (OutcomeKind.SUCCEEDED, 0)
    assert outcome.cpu_s is not None
    assert outcome.cpu_s > 0
    assert bench.log == "done\n"
    assert read_result(bench.folders[-1], Exit(0)).ok


def test_a_role_that_breaks_while_preparing_fails_its_task_with_the_traceback_in_the_log(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        outcome = bench.run(**{"break": "prepare"})
    assert outcome.kind is OutcomeKind.NOT_STARTED
    assert "RuntimeError: cannot prepare" in outcome.summary
    assert "Traceback" in bench.log


def test_a_role_that_breaks_while_concluding_fails_its_task_and_keeps_the_exit_code(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        outcome = bench.run(code="print('worked')", **{"break": "conclude"})
    assert (outcome.kind, outcome.exit_code) == (OutcomeKind.FAILED, 0)
    assert bench.log.startswith("worked\n")
    assert "cannot conclude" in bench.log


def test_a_role_without_work_of_its_own_says_what_the_task_lacks(bench: Bench, monkeypatch: Any) -> None:
    monkeypatch.setattr(Role, "declaration", Obedient.declaration, raising=False)
    outcome = bench.run("plain")
    assert outcome.kind is OutcomeKind.NOT_STARTED
    assert "give the task a 'command' or a 'script'" in outcome.summary


def test_an_unknown_role_is_an_outcome_too(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    assert bench.run("nobody").kind is OutcomeKind.NOT_STARTED
    assert "nobody" in caplog.text


def test_a_data_folder_that_cannot_be_written_is_an_outcome(bench: Bench) -> None:
    bench.data.write_text("a file in the way")
    outcome = bench.run()
    assert outcome.kind is OutcomeKind.NOT_STARTED
    assert "no run folder can be made" in outcome.summary


def test_a_run_folder_that_vanishes_meanwhile_is_an_outcome(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = bench.run(code=f"import shutil; shutil.rmtree({str(tmp_path / 'data')!r})")
    assert outcome.kind is OutcomeKind.FAILED
    assert outcome.exit_code == 0
    shutil.rmtree(bench.data, ignore_errors=True)


def test_further_tasks_of_a_good_result_are_queued(bench: Bench) -> None:
    assert bench.run(more=True).kind is OutcomeKind.SUCCEEDED
    assert bench.submitted == [{"role": "obedient"}]
    assert read_result(bench.folders[-1], Exit(0)).submissions == ({"role": "obedient"},)


def test_a_task_whose_further_tasks_are_refused_has_failed_with_the_reason(bench: Bench) -> None:
    bench.refusals = ("role is missing", "no such role")
    outcome = bench.run(more=True)
    assert (outcome.kind, outcome.exit_code) == (OutcomeKind.FAILED, 0)
    assert outcome.summary == (
        "more; but a task that it wants queued is refused: role is missing (and 1 more)"
    )
    left = read_result(bench.folders[-1], Exit(0))
    assert not left.ok
    assert [finding.message for finding in left.findings] == [
        "refused: role is missing",
        "refused: no such role",
    ]


def test_the_kept_task_names_its_variables_but_not_their_values_which_its_process_gets(bench: Bench) -> None:
    bench.run(code="import os; print(os.environ['TOKEN'])")
    assert bench.log == "swordfish\n"
    kept = (bench.folders[-1] / "task.json").read_text(encoding="utf-8")
    assert json.loads(kept)["env"] == {"TOKEN": "…"}
    assert "swordfish" not in kept


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_in_the_place_of_the_log_keeps_nobody_waiting(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    swap = "import os; p = os.environ['PEM_RUN_DIR'] + '/output.log'; os.unlink(p); os.mkfifo(p)"
    with caplog.at_level(logging.WARNING):
        outcome = bench.run(code=swap, **{"break": "conclude"})
    assert outcome.kind is OutcomeKind.FAILED
    assert "cannot conclude" in outcome.summary
    assert "output.log in" in caplog.text


SHOW_LEASE = "import os; print(os.environ.get('PEM_LEASE', 'none'))"


@pytest.mark.parametrize("command", [(), (sys.executable, "-c", SHOW_LEASE)])
def test_a_process_is_told_the_number_of_its_own_lease(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PEM_LEASE", "3")
    bench.run(command=command, code=SHOW_LEASE)
    assert bench.log == "none\n"
    bench.files = AttemptFiles(41)
    bench.run(command=command, code=SHOW_LEASE)
    assert bench.log == "41\n"


def test_a_task_whose_files_cannot_be_had_is_not_started_and_says_why(bench: Bench) -> None:
    bench.files = AttemptFiles(problem="file 'a' cannot be claimed: it is a pipe")
    outcome = bench.run(code="print('done')")
    assert (outcome.kind, outcome.summary) == (OutcomeKind.NOT_STARTED, bench.files.problem)
    assert "it is a pipe" in bench.log


def test_what_is_to_be_told_of_the_files_stands_in_the_result_also_in_the_task_s_own(bench: Bench) -> None:
    bench.files = AttemptFiles(told=[Finding("note", "look at this")])
    own = {"schema_version": 1, "ok": True, "summary": "mine", "findings": []}
    code = f"import os; open(os.environ['PEM_RUN_DIR'] + '/result.json', 'w').write({json.dumps(own)!r})"
    for text in ("", code):
        bench.run(code=text)
        assert read_result(bench.folders[-1], Exit(0)).findings == (Finding("note", "look at this"),)
