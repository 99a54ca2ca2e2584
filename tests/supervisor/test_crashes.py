"""Managers and supervisors are killed: tasks go on, their ends are known or said to be lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time

import psutil
import pytest

from parallel_execution_manager.supervisor.process import SupervisedProcess
from parallel_execution_manager.supervisor.records import AttemptLog
from parallel_execution_manager.system.processes.cgroups import find_control_groups
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    AttemptLostError,
    EndedAttempt,
    LeftRunningError,
    LostAttempt,
    RunningAttempt,
)
from tests.supervisor.scene import Scene, running
from tests.system.trees import DEADLINE_S, in_background, python, state_of, states, wait_until

FIVE = [f"t{number}" for number in range(5)]
WAITS_FOR_GO = ("sh", "-c", "echo run; until test -e go; do sleep 0.02; done; echo done; exit 7")
KEY = AttemptKey("t", 1)


def lines(scene: Scene, name: str) -> list[str]:
    return scene.log(name).read_text().splitlines()


def test_tasks_go_on_when_the_manager_is_killed_and_the_next_one_sees_their_ends(scene: Scene):
    manager = scene.manager()
    pids = {name: manager.start(name, *WAITS_FOR_GO) for name in FIVE}
    manager.kill()
    executor = scene.executor()
    found = executor.recover()
    assert {key.task_id: running(found, key.task_id).pid for key in found} == pids
    (scene.folder / "go").touch()
    ends = [in_background(running(found, name).wait) for name in FIVE]
    assert {end.result(DEADLINE_S).code for end in ends} == {7}
    assert [lines(scene, name) for name in FIVE] == [["run", "done"]] * 5
    executor.booked([AttemptKey(name, 1) for name in FIVE])
    executor.close(keep=False)
    assert scene.executor().recover() == {}


def test_a_task_that_ends_while_no_manager_is_there_has_its_exit_code_and_its_end_known(scene: Scene):
    manager = scene.manager()
    manager.start("t", "sh", "-c", "until test -e go; do sleep 0.02; done; seq 10000; exit 7")
    manager.kill()
    before = time.time()
    (scene.folder / "go").touch()
    scene.wait_for_no_supervisor()
    found = scene.executor().recover()
    assert isinstance(ended := found[KEY], EndedAttempt)
    assert ended.exit.code == 7
    assert before <= ended.ended_at <= time.time()
    assert lines(scene, "t") == [str(number) for number in range(1, 10001)]


def test_what_was_booked_is_forgotten_also_when_no_supervisor_is_there(scene: Scene):
    manager = scene.manager()
    manager.start("t", "true")
    manager.start("other", "true")
    manager.kill()
    scene.wait_for_no_supervisor()
    executor = scene.executor()
    assert executor.recover().keys() == {KEY, AttemptKey("other", 1)}
    executor.booked([KEY])
    executor.close(keep=False)
    assert scene.executor().recover().keys() == {AttemptKey("other", 1)}


def test_an_attempt_that_no_supervisor_was_asked_for_was_never_started(scene: Scene):
    assert scene.executor().recover() == {}


def test_what_a_dead_manager_held_still_runs_on_after_a_while(scene: Scene):
    manager = scene.manager(grace_s=0.1)
    pid = manager.start("t", *python('if os.fork() == 0:\n    stay("child")\nstay("root")'))
    wait_until(lambda: len(lines(scene, "t")) == 2, "the tree")
    members = [int(line.split()[1]) for line in lines(scene, "t")]
    manager.call("t", "suspend")
    assert states(members) == {"stopped"}
    manager.kill()
    wait_until(lambda: states(members) == {"sleeping"}, "all to run on")
    wait_until(lambda: "resumed" in scene.place.attempts.read_text(), "the record of it")
    assert "its manager was gone" in scene.place.attempts.read_text()
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("next_task", ["sleep 300", "true"])
def test_what_was_held_still_runs_on_though_its_supervisor_died_before_its_manager(
    scene: Scene, next_task: str
):
    """The next supervisor looks after it, also if that has nothing of its own to look after."""
    manager = scene.manager(grace_s=0.1)
    pid = manager.start("t", "sleep", "300")
    manager.call("t", "suspend")
    scene.kill_supervisor()
    other = manager.start("next", *next_task.split())
    assert state_of(pid) == "stopped"
    manager.kill()
    wait_until(lambda: state_of(pid) == "sleeping", "it to run on")
    for each in (pid, other):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    scene.wait_for_no_supervisor()


def test_what_was_held_still_is_told_to_the_next_manager_and_obeys_it(scene: Scene):
    manager = scene.manager()
    pid = manager.start("t", "sleep", "300")
    manager.call("t", "suspend")
    manager.kill()
    executor = scene.executor()
    attempt = executor.recover()[KEY]
    assert isinstance(attempt, RunningAttempt)
    assert attempt.suspended
    assert state_of(pid) == "stopped"
    attempt.process.resume()
    assert state_of(pid) != "stopped"
    waiter = in_background(attempt.process.wait)
    attempt.process.stop(DEADLINE_S)
    assert waiter.result(DEADLINE_S).code == -signal.SIGTERM


def test_a_tree_that_was_frozen_in_a_control_group_runs_on_too(scene: Scene):
    if find_control_groups(scene.folder / "probe") is None:
        pytest.skip("no control group can be made here")
    manager = scene.manager(grace_s=0.1, frozen=True)
    manager.start("t", "sh", "-c", "while true; do echo tick; sleep 0.01; done")
    manager.call("t", "suspend")
    ticks = len(lines(scene, "t"))
    manager.kill()
    wait_until(lambda: len(lines(scene, "t")) > ticks + 3, "more ticks")


def test_a_manager_that_leaves_on_purpose_has_its_tasks_run_on_at_once(scene: Scene):
    executor = scene.executor()
    process = scene.start(executor, "t", *WAITS_FOR_GO)
    process.suspend()
    waiter = in_background(process.wait)
    executor.close(keep=True)
    with pytest.raises(LeftRunningError):
        waiter.result(DEADLINE_S)
    wait_until(lambda: state_of(process.pid) != "stopped", "the task to run on")
    (scene.folder / "go").touch()
    wait_until(lambda: lines(scene, "t") == ["run", "done"], "its end")
    scene.wait_for_no_supervisor()
    assert isinstance(ended := scene.executor().recover()[KEY], EndedAttempt)
    assert ended.exit.code == 7


def test_nothing_is_started_once_the_manager_leaves(scene: Scene):
    executor = scene.executor()
    executor.close(keep=True)
    with pytest.raises(LeftRunningError):
        scene.start(executor, "t", "true")
    assert scene.executor().recover() == {}


def test_closing_ends_the_supervisor_also_when_its_folder_was_removed(scene: Scene):
    executor = scene.executor()
    assert scene.start(executor, "t", "true").wait().code == 0
    shutil.rmtree(scene.place.folder)
    executor.close(keep=False)
    assert scene.supervisors() == []


def test_a_task_whose_supervisor_is_killed_goes_on_and_is_lost_at_its_end(scene: Scene):
    executor = scene.executor()
    process = scene.start(executor, "t", *WAITS_FOR_GO)
    waiter = in_background(process.wait)
    scene.kill_supervisor()
    process.suspend()
    # Its shell may be starting a program, vfork(2): it stands in the kernel until that one, stopped, goes on.
    assert state_of(process.pid) in {"stopped", "disk-sleep"}
    process.resume()
    assert not waiter.done()
    (scene.folder / "go").touch()
    with pytest.raises(AttemptLostError, match="its exit code is unknown"):
        waiter.result(DEADLINE_S)
    assert lines(scene, "t") == ["run", "done"]
    assert scene.start(executor, "next", "sh", "-c", "exit 3").wait().code == 3


def test_a_task_that_has_lost_its_supervisor_can_be_stopped(scene: Scene):
    executor = scene.executor()
    process = scene.start(executor, "t", *python('escape(lambda: stay("escaped"))\nstay("root")'))
    wait_until(lambda: len(lines(scene, "t")) == 2, "the tree")
    members = [int(line.split()[1]) for line in lines(scene, "t")]
    waiter = in_background(process.wait)
    scene.kill_supervisor()
    process.stop(DEADLINE_S)
    assert states(members) == {"gone"}
    with pytest.raises(AttemptLostError):
        waiter.result(DEADLINE_S)


def test_after_the_death_of_both_what_lives_is_adopted_and_what_is_gone_is_lost(scene: Scene):
    manager = scene.manager()
    pid = manager.start("lives", *WAITS_FOR_GO)
    gone = manager.start("gone", "sleep", "300")
    manager.kill()
    scene.kill_supervisor()
    os.kill(gone, signal.SIGKILL)
    wait_until(lambda: state_of(gone) == "gone", "the other to be gone")
    found = scene.executor().recover()
    assert isinstance(lost := found[AttemptKey("gone", 1)], LostAttempt)
    assert "whether it has done its work is unknown" in lost.reason
    process = running(found, "lives")
    assert process.pid == pid
    (scene.folder / "go").touch()
    with pytest.raises(AttemptLostError):
        process.wait()
    assert lines(scene, "lives") == ["run", "done"]


def test_members_that_outlive_both_and_their_root_are_ended(scene: Scene):
    manager = scene.manager()
    root = manager.start("t", *python('escape(lambda: stay("escaped"))\nstay("root")'))
    wait_until(lambda: len(lines(scene, "t")) == 2, "the tree")
    members = [int(line.split()[1]) for line in lines(scene, "t")]
    manager.kill()
    scene.kill_supervisor()
    os.kill(root, signal.SIGKILL)
    wait_until(lambda: state_of(root) == "gone", "the root to be gone")
    process = running(scene.executor().recover(), "t")
    with pytest.raises(AttemptLostError):
        process.wait()
    assert states(members) == {"gone"}


def test_the_next_manager_and_its_supervisor_keep_what_the_dead_ones_left(scene: Scene):
    """Starting something of its own must neither forget nor end what is left."""
    manager = scene.manager()
    manager.start("t", *WAITS_FOR_GO)
    manager.kill()
    scene.kill_supervisor()
    executor = scene.executor()
    assert scene.start(executor, "next", "true").wait().code == 0
    executor.close(keep=False)
    later = scene.executor()
    process = running(later.recover(), "t")
    (scene.folder / "go").touch()
    with pytest.raises(AttemptLostError):
        process.wait()
    assert lines(scene, "t") == ["run", "done"]


def test_the_number_of_a_dead_root_that_somebody_else_has_now_is_not_taken_for_it(scene: Scene):
    manager = scene.manager()
    pid = manager.start("t", "sleep", "300")
    manager.kill()
    scene.kill_supervisor()
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: state_of(pid) == "gone", "the root to be gone")
    stranger = psutil.Process()
    rewritten = scene.place.attempts.read_text().replace(str(pid), str(stranger.pid))
    assert str(stranger.pid) in rewritten
    executor = scene.executor()
    assert isinstance(executor.recover()[KEY], LostAttempt)
    assert stranger.is_running()


def test_a_supervisor_ends_when_nobody_needs_it_and_a_new_one_comes_when_somebody_does(scene: Scene):
    executor = scene.executor()
    assert scene.start(executor, "a", "true").wait().code == 0
    assert len(scene.supervisors()) == 1
    executor.close(keep=False)
    assert scene.supervisors() == []
    other = scene.executor()
    process = scene.start(other, "b", "sleep", "300")
    assert isinstance(process, SupervisedProcess)
    waiter = in_background(process.wait)
    process.stop(DEADLINE_S)
    assert waiter.result(DEADLINE_S).code == -signal.SIGTERM


def stop_supervisor(scene: Scene) -> None:
    (pid,) = scene.supervisors()
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: state_of(pid) == "stopped", "the supervisor to stand still")


def test_a_supervisor_that_somebody_stops_is_let_go_on_when_something_waits_for_it(scene: Scene):
    told: list[str] = []
    executor = scene.executor(answer_s=0.1)
    executor.tell_problems_to(told.append)
    assert scene.start(executor, "first", "true").wait().code == 0
    stop_supervisor(scene)
    process = scene.start(executor, "t", "sleep", "300")
    assert "was stopped by somebody" in told[0]
    stop_supervisor(scene)
    waiter = in_background(process.wait)
    process.stop(DEADLINE_S)
    assert waiter.result(DEADLINE_S).code == -signal.SIGTERM
    stop_supervisor(scene)
    executor.close(keep=False)
    scene.wait_for_no_supervisor()


def test_the_next_manager_lets_a_stopped_supervisor_go_on(scene: Scene):
    manager = scene.manager()
    pid = manager.start("t", "sleep", "300")
    manager.kill()
    stop_supervisor(scene)
    executor = scene.executor(answer_s=0.1)
    assert running(executor.recover(), "t").pid == pid
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("fields", "is_lost"),
    [
        ({"key": "zz"}, False),
        ({"output": 5}, False),
        ({"state": "started"}, True),
        ({"state": "ended", "code": "3"}, True),
        ({"state": "flown"}, True),
    ],
)
def test_a_record_that_makes_no_sense_hinders_no_manager(
    scene: Scene, fields: dict[str, object], *, is_lost: bool
):
    """Where it names its attempt that is lost, as it may have run; else it is passed over."""
    scene.place.prepare()
    log = AttemptLog(scene.place.attempts, ())
    log.add({"mark": "m", "state": "starting", "key": KEY, "output": "/o", **fields})
    log.close()
    executor = scene.executor()
    found = executor.recover()
    assert [type(attempt) for attempt in found.values()] == ([LostAttempt] if is_lost else [])
    assert scene.start(executor, "next", "true").wait().code == 0
