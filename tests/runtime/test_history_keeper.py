"""A manager's history: every attempt, also of tasks that were taken off the list and of managers before."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.history_keeper import HistoryKeeper, wall_now
from parallel_execution_manager.scheduling.model.rows import TaskRow
from parallel_execution_manager.scheduling.model.task import TaskSpec, TaskState
from parallel_execution_manager.system.storage.history import FILE_NAME, HistoryQuery
from tests.no_threads import no_new_threads
from tests.runtime.waiting import until

ROLE = "task_management"
FLAKY = "import pathlib, sys; f = pathlib.Path('once'); done = f.exists(); f.touch(); sys.exit(not done)"


def submit(manager: ParallelExecutionManager, name: str, code: str, **fields: object) -> None:
    task = {"id": name, "role": ROLE, "name": name, "command": [sys.executable, "-S", "-c", code], **fields}
    manager.submit([task])
    assert manager.wait_until_idle(60)


def test_every_attempt_is_kept_and_the_last_one_is_shown(manager) -> None:
    submit(manager, "flaky", FLAKY, retries=2)
    shown = manager.history(HistoryQuery())
    assert [(r.name, r.state, r.attempt, r.goes_on) for r in shown.runs] == [("flaky", "succeeded", 2, False)]
    attempts = manager.history(HistoryQuery(task_id="flaky")).runs
    assert [(r.attempt, r.state, r.exit_code, r.goes_on) for r in attempts] == [
        (2, "succeeded", 0, False),
        (1, "failed", 1, True),
    ]
    assert all(r.duration_s is not None and r.started_at <= r.ended_at for r in attempts)
    assert json.loads(attempts[0].line)["retries"] == 2


def test_secrets_of_a_task_stand_nowhere_in_the_history(manager) -> None:
    code = "import os; raise SystemExit('no ' + os.environ['API_KEY'])  # swordfish"
    submit(manager, "fit swordfish", code, id="a", env={"API_KEY": "swordfish", "STEPS": "12"})
    (run,) = manager.history(HistoryQuery()).runs
    assert (run.name, run.detail) == ("fit (hidden)", "exit code 1: no (hidden)")
    line = json.loads(run.line)
    assert line["env"] == {"API_KEY": "(hidden)", "STEPS": "12"}
    assert line["command"][-1].endswith("# (hidden)")
    manager.forget_tasks(["a"])
    (problem,) = manager.check([line])
    assert "env.API_KEY is hidden" in problem.message
    assert "history has none: add the task anew" in problem.message
    manager.close()
    kept = [path for path in (manager.data_dir / "store").iterdir() if path.name.startswith(FILE_NAME)]
    assert kept
    assert not any(b"swordfish" in path.read_bytes() for path in kept)


def test_what_was_taken_off_the_list_stays_in_the_history(manager) -> None:
    submit(manager, "a", "pass")
    manager.forget_tasks(["a"])
    assert [r.task_id for r in manager.history(HistoryQuery()).runs] == ["a"]
    folder = manager.run_folder("a", 1)
    assert folder is not None
    assert (folder / "output.log").exists()
    (one,) = manager.history_statistics()
    assert (one.role, one.count, one.failed) == (ROLE, 1, 0)
    assert "python" in manager.history_statistics(by_kind=True)[0].program


def test_the_next_manager_knows_it_and_finds_what_is_missing(tmp_path) -> None:
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    made.start_role(ROLE)
    submit(made, "a", "pass")
    submit(made, "b", "pass")
    made.close()
    (history,) = (tmp_path / "data").rglob(FILE_NAME)
    with sqlite3.connect(history) as connection:
        connection.execute("DELETE FROM run WHERE task_id = 'b'")
    connection.close()
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    assert sorted(r.task_id for r in made.history(HistoryQuery()).runs) == ["a", "b"]
    made.close()


def test_a_history_that_cannot_be_opened_is_told_and_hinders_nothing(tmp_path) -> None:
    folder = tmp_path / "data" / "store"
    (folder / FILE_NAME).mkdir(parents=True)
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    made.start_role(ROLE)
    submit(made, "a", "pass")
    assert any("Until then no history is kept" in problem for problem in made.start_problems)
    made.close()


def row(number: int) -> TaskRow:
    spec = TaskSpec(id=f"t{number}", role=ROLE, name="x")
    times = {"queued_at": 1.0, "started_at": 2.0, "ended_at": 5.0, "suspended_s": 1.0}
    return TaskRow(number, spec, TaskState.FAILED, 0.0, attempt=1, **times)


def test_what_cannot_be_written_is_told_once_and_written_later(tmp_path: Path) -> None:
    told: list[str] = []
    keeper = HistoryKeeper(tmp_path, told.append)
    assert keeper._file is not None
    keeper._file._connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(tmp_path / FILE_NAME, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    keeper.note_earlier([row(number) for number in range(3)], wall_now())
    until(lambda: told, "a problem")
    other.rollback()
    other.close()
    found = keeper.page(HistoryQuery())
    assert (found.total, found.runs[0].duration_s) == (3, 2.0)
    assert len(told) == 2
    assert told[1] == f"the history {tmp_path / FILE_NAME} is kept again, with what ended meanwhile"
    keeper.close()


def test_a_run_that_cannot_be_kept_is_told_and_the_others_are_kept(tmp_path: Path) -> None:
    told: list[str] = []
    keeper = HistoryKeeper(tmp_path, told.append)
    bad = row(1)._replace(exit_code=2**70)
    unmade = row(2)._replace(queued_at="soon")
    keeper.note_earlier([row(0), bad, unmade, row(3)], wall_now())
    assert {run.task_id for run in keeper.page(HistoryQuery()).runs} == {"t0", "t3"}
    assert len(told) == 2
    assert any("t1" in problem for problem in told)
    keeper.close()


def test_a_history_that_opens_and_cannot_be_read_is_let_go_of(tmp_path: Path) -> None:
    HistoryKeeper(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("ALTER TABLE run RENAME TO gone")
    connection.close()
    keeper = HistoryKeeper(tmp_path)
    assert "Until then no history is kept" in keeper.problem
    keeper.note_earlier([row(0)], wall_now())
    keeper.close()


def test_without_a_thread_of_its_own_all_is_in_the_history_all_the_same(manager) -> None:
    with no_new_threads():
        submit(manager, "a", "pass")
        submit(manager, "b", "pass")
    assert {run.task_id for run in manager.history(HistoryQuery()).runs} == {"a", "b"}
