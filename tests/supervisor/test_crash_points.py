"""At each named place the supervisor is killed, or its disk fails: nothing runs twice or is forgotten."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager.supervisor.executor import Row, SupervisedExecutor
from parallel_execution_manager.supervisor.protocol import SHORT, Connection
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    AttemptLostError,
    EndedAttempt,
    LaunchError,
    LostAttempt,
    RunningAttempt,
)
from tests.supervisor.scene import CORE, Scene
from tests.system.trees import wait_until

SOURCES = (CORE / "parallel_execution_manager" / "supervisor").glob("*.py")
PLACES = sorted(
    {name for path in SOURCES for name in re.findall(r'reach\("(supervisor\.[^"]+)"\)', path.read_text())}
)
FAULTS = {
    "kill -9": "os.kill(os.getpid(), 9)",
    "I/O error": "raise_(OSError(5, 'Input/output error'))",
    "disk full": "raise_(OSError(28, 'No space left on device'))",
}
FAULTY = """
import os, sys
sys.path.insert(0, {core!r})
from parallel_execution_manager.system.files.crash_points import arm, disarm
from parallel_execution_manager.supervisor.main import main
def raise_(error):
    raise error
if not os.path.exists({once!r}):
    os.mkdir({once!r})
    arm({place!r}, lambda: (disarm(), {fault}))
main()
"""


def faulty(scene: Scene, place: str, fault: str) -> Sequence[str]:
    """The command of supervisors of which the first has a fault."""
    once = str(scene.folder / "once")
    code = FAULTY.format(core=str(CORE), once=once, place=place, fault=FAULTS[fault])
    return (sys.executable, "-I", "-S", "-c", code)


STARTED = "supervisor.before-started-record"
"""Passed only by a root that runs for a while: one that ends at once has the record of its end alone."""


def run(scene: Scene, executor: SupervisedExecutor, name: str, *, lasts: bool = False) -> str:
    """What a task is said to have done that adds a line to the ledger of all.

    One that ``lasts`` ends only once it is known to run, or is given up.
    """
    go = scene.folder / f"go-{name}"
    lasting = f"; until test -e {go.name}; do sleep 0.01; done" if lasts else ""
    try:
        process = scene.start(executor, name, "sh", "-c", f"echo {name} >> ledger{lasting}")
        go.touch()
        return f"exit {process.wait().code}"
    except LaunchError:
        return "refused"
    except AttemptLostError:
        return "lost"
    finally:
        go.touch()


def times(scene: Scene, name: str) -> int:
    ledger = scene.folder / "ledger"
    return ledger.read_text().split().count(name) if ledger.exists() else 0


def test_all_places_are_enumerated():
    assert len(PLACES) >= 8


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", PLACES)
def test_with_the_manager_there_each_task_has_run_as_often_as_it_says(scene: Scene, place: str, fault: str):
    executor = scene.executor(command=faulty(scene, place, fault))
    said = {name: run(scene, executor, name, lasts=place == STARTED) for name in ("first", "second")}
    assert place != STARTED or (scene.folder / "once").exists()
    for name, word in said.items():
        expected = {"exit 0": {1}, "refused": {0}, "lost": {0, 1}}[word]
        assert times(scene, name) in expected, (name, word, scene.troubles())
    assert run(scene, executor, "third") == "exit 0", scene.troubles()
    executor.close(keep=False)


@pytest.mark.parametrize("fault", ["kill -9", "I/O error"])
@pytest.mark.parametrize("place", PLACES)
def test_without_the_manager_the_next_one_knows_as_much(scene: Scene, place: str, fault: str):
    manager = scene.manager(command=faulty(scene, place, fault), grace_s=0.0)
    manager.start_soon("t", "sh", "-c", "echo t >> ledger; until test -e go; do sleep 0.02; done")
    wait_until(lambda: times(scene, "t") == 1 or manager.has_answered, "the task to run or be refused")
    manager.kill()
    (scene.folder / "go").touch()
    executor = scene.executor()
    found = executor.recover().get(AttemptKey("t", 1))
    if isinstance(found, RunningAttempt):
        try:
            assert found.process.wait().code == 0
        except AttemptLostError:
            assert fault == "kill -9"
    elif isinstance(found, EndedAttempt):
        assert found.exit.code == 0
    else:
        lost = isinstance(found, LostAttempt) and fault == "kill -9"
        assert lost or times(scene, "t") == 0
    assert times(scene, "t") <= 1
    assert run(scene, executor, "next") == "exit 0"
    executor.close(keep=False)
    marks = (_mark(process) for process in psutil.process_iter())
    assert not any(str(scene.folder) in mark for mark in marks)


def _mark(process: psutil.Process) -> str:
    try:
        return str(process.environ().get("PEM_TASK_MARK", ""))
    except (psutil.Error, OSError):
        return ""


def test_who_asks_while_a_supervisor_ends_waits_for_what_it_writes_down_at_its_end(scene: Scene):
    """The disk did not take the end of a task: until then only this supervisor knows of it."""
    gate, reached = scene.folder / "gate", scene.folder / "reached"
    os.mkfifo(gate)
    hold = f"lambda: (open({str(reached)!r}, 'w').close(), os.close(os.open({str(gate)!r}, os.O_WRONLY)))"
    fault = f"arm('supervisor.before-shortening', {hold}), {FAULTS['I/O error']}"
    code = FAULTY.format(
        core=str(CORE), once=str(scene.folder / "once"), place="supervisor.before-ended-record", fault=fault
    )
    manager = scene.manager(command=(sys.executable, "-I", "-S", "-c", code), grace_s=0.0)
    manager.start("t", "sh", "-c", "until test -e go; do sleep 0.02; done")
    manager.kill()
    (scene.folder / "go").touch()
    wait_until(reached.exists, "the supervisor to write down what it knows")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(scene.executor().recover)
        try:
            with pytest.raises(TimeoutError):
                asked.result(0.1)
        finally:
            gate.open("rb").close()
        found = asked.result()[AttemptKey("t", 1)]
    assert isinstance(found, EndedAttempt)
    assert found.exit.code == 0


def test_what_is_on_record_as_ended_is_not_lost_though_nobody_was_told_of_its_start(scene: Scene):
    """Start and end of a brief root are told together, and the supervisor is killed just before."""
    told = "__import__('parallel_execution_manager.supervisor.server', fromlist=['Client']).Client"
    fault = f"setattr({told}, 'tell', lambda *_: {FAULTS['kill -9']})"
    code = FAULTY.format(
        core=str(CORE), once=str(scene.folder / "once"), place="supervisor.before-ended-record", fault=fault
    )
    executor = scene.executor(command=(sys.executable, "-I", "-S", "-c", code))
    assert run(scene, executor, "t") == "exit 0"
    assert times(scene, "t") == 1
    assert run(scene, executor, "next") == "exit 0"


def test_a_place_that_is_not_armed_changes_nothing(scene: Scene):
    executor = scene.executor(command=faulty(scene, "supervisor.no-such-place", "kill -9"))
    assert run(scene, executor, "t") == "exit 0"
    assert Path(scene.folder / "once").exists()


def test_a_supervisor_that_is_killed_before_it_has_served_costs_no_task(scene: Scene):
    executor = scene.executor(command=faulty(scene, "supervisor.before-shortening", "kill -9"))
    assert run(scene, executor, "t") == "exit 0"
    assert times(scene, "t") == 1


def test_what_may_have_run_is_lost_and_not_refused_where_nobody_can_read_the_records(scene: Scene):
    """Who is told that it was refused would start it again."""
    records = str(scene.place.attempts)
    fault = f"(os.rename({records!r}, {records + '.old'!r}), os.mkdir({records!r}), os.kill(os.getpid(), 9))"
    code = FAULTY.format(core=str(CORE), once=str(scene.folder / "once"), place=STARTED, fault=fault)
    executor = scene.executor(command=(sys.executable, "-I", "-S", "-c", code))
    assert run(scene, executor, "t", lasts=True) == "lost"
    scene.place.attempts.rmdir()
    wait_until(lambda: times(scene, "t") == 1, "the task to have run")


def test_what_runs_already_is_followed_though_the_next_supervisor_has_no_thread_to_serve_anybody(
    scene: Scene,
):
    executor = scene.executor(command=faulty(scene, STARTED, "kill -9"))
    look, turned_away = executor._recorded.row_of_start, threading.Event()

    def look_then_be_turned_away(mark: str) -> Row | None:
        row = look(mark)
        listener = scene.place.listen()

        def turn_away() -> None:
            with listener, listener.accept()[0] as end:
                Connection(end).send({"error": "can't start new thread", SHORT: True})
            turned_away.set()

        threading.Thread(target=turn_away).start()
        return row

    executor._recorded.row_of_start = look_then_be_turned_away  # type: ignore[method-assign]
    assert run(scene, executor, "a", lasts=True) == "lost"
    assert turned_away.is_set()
    assert times(scene, "a") == 1
