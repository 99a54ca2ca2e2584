"""An attempt that goes wrong anywhere is a failed task with its reason, never a broken pool."""

from __future__ import annotations

import errno
import json
import logging
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from parallel_execution_manager.roles.base import Role, RunContext, task_environment
from parallel_execution_manager.roles.results import Finding, Result, read_result, write_missing_result
from parallel_execution_manager.runtime.inheriting import by_list
from parallel_execution_manager.runtime.task_files import AttemptFiles, FileKeeper
from parallel_execution_manager.runtime.work import run_attempt
from parallel_execution_manager.runtime.workshop import Watcher, Workshop
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.system.config.masking import HIDDEN
from parallel_execution_manager.system.files.crash_points import arm, disarm
from parallel_execution_manager.system.files.fingerprints import OpenFilesShare
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    AttemptLostError,
    Exit,
    Launch,
    NoRoomError,
    TaskProcess,
)
from parallel_execution_manager.system.processes.process_executor import ProcessExecutor
from parallel_execution_manager.system.runs.folders import RunFolders


class Obedient(Role):
    """Runs what the task's options say, and breaks where they say so."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration("obedient", "Obedient", "Tests.", 5, 1, 1)
    refused = False

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """Break, or run the code of the task."""
        if task.options.get("break") == "prepare":
            raise RuntimeError("cannot prepare")
        if task.options.get("break") == "first prepare" and not self.refused:
            self.refused = True
            raise no_room()
        argv = (sys.executable, "-c", task.options.get("code", ""))
        return Launch(argv, str(context.base_dir), task_environment(task, context))

    def conclude(self, task: TaskSpec, context: RunContext, exit_: Exit) -> Result:
        """Break, or queue a further task."""
        if task.options.get("break") == "conclude":
            raise RuntimeError("cannot conclude")
        if task.options.get("break") == "room":
            raise no_room()
        if task.options.get("more"):
            return Result(ok=True, summary="more", submissions=({"role": "obedient"},))
        return super().conclude(task, context, exit_)


class FullExecutor(ProcessExecutor):
    """Has no room at its first start."""

    def __init__(self) -> None:
        super().__init__()
        self.starts = 0

    def start(self, launch: Launch, output: Path, mark: str, key: AttemptKey) -> Any:
        """Refuse the first."""
        self.starts += 1
        if self.starts == 1:
            raise NoRoomError("no room")
        return super().start(launch, output, mark, key)


class LosingExecutor(ProcessExecutor):
    """Has not seen how anything ended."""

    def start(self, launch: Launch, output: Path, mark: str, key: AttemptKey) -> Any:
        """Start what loses its end."""
        process: Any = super().start(launch, output, mark, key)
        wait = process.wait

        def lose() -> None:
            wait()
            raise AttemptLostError("nobody has seen its end")

        process.wait = lose
        return process


def no_room() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fill_disk(times: int = 1000) -> None:
    """Let the disk be full for the next new files of run folders."""
    left = [times]

    def fail() -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise no_room()

    arm("file.before-write", fail)


class Bench:
    """Runs one attempt and keeps what came of it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.folders: list[Path] = []
        self.submitted: list[Any] = []
        self.refusals: tuple[str, ...] = ()
        self.awaited: list[str] = []
        self.left_nothing: list[bool] = []
        self.may_wait = True
        self.begun: Callable[[], None] = lambda: None
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
        watcher = Watcher(
            self.folders.append,
            self._started,
            room_awaited=self._await_room,
            left_nothing=lambda: self.left_nothing.append(True),
        )
        return run_attempt(task, 1, self.workshop, watcher, self.files)

    def _started(self, _: TaskProcess) -> None:
        self.begun()

    def _await_room(self, problem: str) -> bool:
        self.awaited.append(problem)
        return self.may_wait

    @property
    def log(self) -> str:
        """The attempt's output."""
        return (self.folders[-1] / "output.log").read_text(encoding="utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    yield Bench(tmp_path)
    disarm()


def test_a_good_attempt_tells_its_exit_and_what_it_cost(bench: Bench) -> None:
    outcome = bench.run(code="print('done')")
    assert (outcome.kind, outcome.exit_code) == (OutcomeKind.SUCCEEDED, 0)
    assert outcome.cpu_s is not None
    assert outcome.cpu_s > 0
    assert bench.log == "done\n"
    assert read_result(bench.folders[-1], Exit(0)).ok


def test_what_is_left_is_not_denied_by_a_role_that_names_no_artefacts(bench: Bench) -> None:
    leaving = "import os, pathlib; pathlib.Path(os.environ['PEM_RUN_DIR'], 'made.txt').touch()"
    assert bench.run(code=leaving, more=True).kind is OutcomeKind.SUCCEEDED
    assert [artefact.path for artefact in read_result(bench.folders[-1], Exit(0)).artefacts] == ["made.txt"]
    assert not bench.left_nothing
    bench.run("plain", command=("true",))
    assert bench.left_nothing


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


def test_neither_a_role_nor_a_task_is_waited_for_in_turn(bench: Bench, monkeypatch: Any) -> None:
    """One that takes its time would keep all others from beginning and from ending."""
    held: list[bool] = []

    def noting(name: str) -> None:
        done = getattr(Obedient, name)

        def note(*args: Any) -> Any:
            held.append(bench.workshop.turn.locked())
            return done(*args)

        monkeypatch.setattr(Obedient, name, note)

    noting("prepare")
    noting("conclude")
    bench.begun = lambda: held.append(bench.workshop.turn.locked())
    assert bench.run(more=True).kind is OutcomeKind.SUCCEEDED
    assert held == [False, False, False]


def test_who_reads_what_is_logged_is_not_waited_for_in_turn(bench: Bench) -> None:
    held: list[bool] = []
    reader = logging.Handler()
    reader.emit = lambda _: held.append(bench.workshop.turn.locked())  # type: ignore[method-assign]
    logger = logging.getLogger("ParallelExecutionManager")
    logger.addHandler(reader)
    try:
        bench.begun = fill_disk
        assert "its result cannot be written" in bench.run(command=(sys.executable, "-c", "")).summary
    finally:
        logger.removeHandler(reader)
    assert held
    assert not any(held)


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
    assert json.loads(kept)["env"] == {"TOKEN": HIDDEN}
    assert "swordfish" not in kept


SHOW_INHERITED = "import os, sys; print(os.environ.get('HER_TOKEN', 'none'), file=sys.stderr); sys.exit(3)"


@pytest.mark.parametrize("command", [(), (sys.executable, "-c", SHOW_INHERITED)])
def test_a_task_that_fails_is_told_which_variables_it_did_not_get(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("HER_TOKEN", "swordfish")
    bench.workshop = replace(bench.workshop, environment=by_list(lambda _: ("@default",)))
    outcome = bench.run(command=command, code=SHOW_INHERITED)
    assert (outcome.kind, bench.log) == (OutcomeKind.FAILED, "none\n")
    (finding,) = read_result(bench.folders[-1], Exit(3)).findings
    assert finding.level == "note"
    assert "HER_TOKEN" in finding.message
    assert "task_environment.inherit" in finding.message
    assert "swordfish" not in finding.message


def test_a_task_that_succeeds_is_told_nothing_of_variables(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HER_TOKEN", "swordfish")
    bench.workshop = replace(bench.workshop, environment=by_list(lambda _: ("@default",)))
    assert bench.run(code="pass").kind is OutcomeKind.SUCCEEDED
    assert read_result(bench.folders[-1], Exit(0)).findings == ()


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


@pytest.mark.parametrize(
    "code",
    [
        "import os; print(os.environ['TOKEN']); raise SystemExit(1)",
        (
            "import json, os; folder = os.environ['PEM_RUN_DIR']; own = {'schema_version': 1, 'ok': False}\n"
            "own['summary'] = os.environ['TOKEN']; json.dump(own, open(folder + '/result.json', 'w'))"
        ),
    ],
)
def test_secrets_of_the_task_s_own_variables_are_in_no_word_about_its_end(bench: Bench, code: str) -> None:
    outcome = bench.run(code=code)
    assert "(hidden)" in outcome.summary
    assert "swordfish" not in outcome.summary


@pytest.mark.skipif(sys.platform == "win32", reason="errors as on POSIX")
@pytest.mark.parametrize(
    ("name", "told"),
    [("result.json", []), ("result.json", [Finding("note", "look at this")]), (".result.json.new", [])],
)
def test_a_folder_in_the_place_of_its_result_is_told_in_plain_words(
    bench: Bench, caplog: pytest.LogCaptureFixture, name: str, told: list[Finding]
) -> None:
    bench.files = AttemptFiles(told=told)
    code = f"import os; os.makedirs(os.environ['PEM_RUN_DIR'] + '/{name}/inside')"
    outcome = bench.run(command=(sys.executable, "-c", code))
    assert outcome.exit_code == 0
    assert name in outcome.summary
    assert "Error" not in outcome.summary
    assert "Traceback" not in caplog.text + bench.log
    assert (bench.folders[-1] / name / "inside").is_dir()


class FullAtFirst(RunFolders):
    """Folders on a disk that is full for a while."""

    def __init__(self, data_dir: Path, number: int) -> None:
        super().__init__(data_dir)
        self.number = number
        self.refusals = 2

    def create(self, task_id: str, attempt: int) -> Path:
        """A folder, once there is room."""
        if self.refusals:
            self.refusals -= 1
            raise OSError(self.number, os.strerror(self.number))
        return super().create(task_id, attempt)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_what_the_disk_has_no_room_for_starts_when_there_is_room(bench: Bench, number: int) -> None:
    bench.workshop = replace(bench.workshop, folders=FullAtFirst(bench.data, number))
    assert bench.run(code="print('done')").kind is OutcomeKind.SUCCEEDED
    assert bench.awaited == [f"no run folder can be made: [Errno {number}] {os.strerror(number)}"] * 2
    assert bench.log == "done\n"


def test_what_waits_for_room_ends_when_it_is_not_wanted_any_more(bench: Bench) -> None:
    bench.workshop = replace(bench.workshop, folders=FullAtFirst(bench.data, errno.ENOSPC))
    bench.may_wait = False
    outcome = bench.run(code="print('done')")
    assert outcome.kind is OutcomeKind.NOT_STARTED
    assert "No space left on device" in outcome.summary


def test_a_folder_that_is_half_made_on_a_full_disk_is_made_anew(bench: Bench) -> None:
    fill_disk(times=1)
    assert bench.run(code="print('done')").kind is OutcomeKind.SUCCEEDED
    assert len(bench.awaited) == 1
    assert bench.folders[0] == bench.folders[1]
    assert json.loads((bench.folders[0] / "task.json").read_text(encoding="utf-8"))["id"] == "t"


def test_an_executor_without_room_for_its_own_files_is_asked_again(bench: Bench) -> None:
    bench.workshop = replace(bench.workshop, executor=FullExecutor())
    assert bench.run(code="print('done')").kind is OutcomeKind.SUCCEEDED
    assert bench.awaited == ["no room"]


def test_a_role_without_room_to_prepare_is_asked_again(bench: Bench) -> None:
    assert bench.run(code="print('done')", **{"break": "first prepare"}).kind is OutcomeKind.SUCCEEDED
    assert len(bench.awaited) == 1


@pytest.mark.parametrize("code", [0, 3])
def test_a_task_whose_result_the_disk_does_not_take_ends_as_its_process_did(bench: Bench, code: int) -> None:
    bench.begun = fill_disk
    outcome = bench.run(command=(sys.executable, "-c", f"raise SystemExit({code})"))
    assert outcome.kind is (OutcomeKind.FAILED if code else OutcomeKind.SUCCEEDED)
    assert outcome.exit_code == code
    assert "its result cannot be written: No space left on device; make room" in outcome.summary
    assert sorted(path.name for path in bench.folders[0].iterdir()) == ["output.log", "task.json"]


def test_a_role_without_room_to_conclude_leaves_the_task_as_its_process_ended(bench: Bench) -> None:
    outcome = bench.run(**{"break": "room"})
    assert outcome.kind is OutcomeKind.SUCCEEDED
    assert "its result cannot be written" in outcome.summary


@pytest.mark.usefixtures("bench")
def test_a_result_that_cannot_be_written_whole_is_not_there_at_all(tmp_path: Path) -> None:
    fill_disk()
    with pytest.raises(OSError, match="No space left"):
        write_missing_result(tmp_path, Result(ok=True, summary="done"))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of somebody else's, with a result and a log of its own."""
    folder = tmp_path / "elsewhere"
    (folder / "1").mkdir(parents=True)
    for place in (folder, folder / "1"):
        (place / "output.log").write_text("precious")
    return folder


def content(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.skipif(sys.platform == "win32", reason="links and open folders as on POSIX")
@pytest.mark.parametrize("exit_code", [0, 3])
@pytest.mark.parametrize(
    ("doing", "reason"),
    [
        ("shutil.rmtree(run)", "the run folder .* is gone"),
        ("shutil.rmtree(run); open(run, 'w').close()", "1 has been replaced by something that is no folder"),
        (
            "shutil.rmtree(run); os.symlink(other, run)",
            "1 has been replaced by a link, which is not followed",
        ),
        (
            "shutil.rmtree(task); os.symlink(other, task)",
            "t has been replaced by a link, which is not followed; remove the link",
        ),
        (
            "os.renames(other + '/1', other + '/t/1'); shutil.rmtree(runs); os.symlink(other, runs)",
            "runs has been replaced by a link, which is not followed; put the folder back",
        ),
    ],
)
def test_a_task_that_replaces_its_run_folder_has_nothing_written_elsewhere(
    bench: Bench, elsewhere: Path, doing: str, reason: str, exit_code: int, caplog: pytest.LogCaptureFixture
) -> None:
    code = (
        "import os, shutil, sys; run = os.environ['PEM_RUN_DIR']; task = os.path.dirname(run); "
        f"runs = os.path.dirname(task); other = {str(elsewhere)!r}; {doing}; sys.exit({exit_code})"
    )
    outcome = bench.run(code=code)
    assert (outcome.kind, outcome.exit_code) == (OutcomeKind.FAILED, exit_code)
    assert outcome.summary.startswith(f"exit code {exit_code}; but ")
    assert re.search(reason, outcome.summary)
    assert outcome.summary in caplog.text
    assert set(content(elsewhere).values()) == {"precious"}
    assert len(content(elsewhere)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_what_ends_without_an_exit_is_not_noted_elsewhere_either(bench: Bench, elsewhere: Path) -> None:
    bench.workshop = replace(bench.workshop, executor=LosingExecutor())
    code = "import os, shutil; run = os.environ['PEM_RUN_DIR']; shutil.rmtree(run); "
    code += f"os.symlink({str(elsewhere)!r}, run)"
    outcome = bench.run(code=code)
    assert (outcome.kind, outcome.summary) == (OutcomeKind.LOST, "nobody has seen its end")
    assert set(content(elsewhere)) == {"output.log", "1/output.log"}
    assert set(content(elsewhere).values()) == {"precious"}


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_no_attempt_is_made_where_a_link_has_taken_the_place_of_a_folder(
    bench: Bench, elsewhere: Path
) -> None:
    (bench.data / "runs").mkdir(parents=True)
    (bench.data / "runs" / "t").symlink_to(elsewhere)
    outcome = bench.run(code="")
    assert outcome.kind is OutcomeKind.NOT_STARTED
    assert "t has been replaced by a link, which is not followed; remove the link" in outcome.summary
    assert set(content(elsewhere)) == {"output.log", "1/output.log"}
