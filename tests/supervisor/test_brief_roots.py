"""Starts whose end is told with them, and what is told of variables from start to start."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psutil
import pytest

from parallel_execution_manager.supervisor.executor import SupervisedExecutor
from parallel_execution_manager.supervisor.protocol import StartOrder, from_line
from parallel_execution_manager.supervisor.records import read_rows
from parallel_execution_manager.system.processes.executor import AttemptKey, Exit, Launch, LaunchError
from tests.supervisor.scene import CORE, Scene
from tests.system.trees import DEADLINE_S

PATIENT = f"""
import sys
sys.path.insert(0, {str(CORE)!r})
from parallel_execution_manager.supervisor import server
server._KEPT_S = {DEADLINE_S}
from parallel_execution_manager.supervisor.main import main
main()
"""
"""A supervisor to which everything is brief, however slow this computer is."""


@pytest.fixture
def executor(scene: Scene) -> Iterator[SupervisedExecutor]:
    found = scene.executor(command=(sys.executable, "-I", "-S", "-c", PATIENT))
    yield found
    found.close(keep=False)


def test_one_that_ends_at_once_is_over_when_its_start_is_told(scene: Scene, executor: SupervisedExecutor):
    process = scene.start(executor, "t", "sh", "-c", "echo said; exit 7")
    assert process.is_over
    status = scene.log("t").stat()
    assert process.log == (status.st_dev, status.st_ino)
    for order in (process.suspend, process.resume, process.lower, process.restore, lambda: process.stop(1.0)):
        order()
    end = process.wait()
    assert isinstance(end, Exit)
    assert (end.code, end.left_behind) == (7, 0)
    assert not psutil.pid_exists(process.pid)
    record = read_rows(scene.place.attempts)[f"{scene.folder}-t"]
    assert (record["state"], record["pid"], record["code"]) == ("ended", process.pid, 7)


def test_the_connection_of_one_that_is_over_serves_the_next(scene: Scene, executor: SupervisedExecutor):
    for number in range(3):
        assert scene.start(executor, f"t{number}", "true").is_over
    assert len(executor._connections._all) == 1


def said(scene: Scene, executor: SupervisedExecutor, name: str, env: Mapping[str, str]) -> Sequence[str]:
    """The variables that a task has found, in order of their names."""
    launch = Launch(("/usr/bin/env", "-0"), str(scene.folder), env)
    executor.start(launch, scene.log(name), f"{scene.folder}-{name}", AttemptKey(name, 1)).wait()
    return sorted(filter(None, scene.log(name).read_bytes().decode("utf-8", "surrogateescape").split("\0")))


def test_each_task_has_its_own_variables_and_none_of_the_one_before(
    scene: Scene, executor: SupervisedExecutor
):
    def marks(name: str) -> str:
        return f"PEM_TASK_MARK={scene.folder}-{name}"

    assert said(scene, executor, "a", {"A": "1", "B": "2"}) == ["A=1", "B=2", marks("a")]
    assert said(scene, executor, "b", {"A": "1", "C": "\udcff"}) == ["A=1", "C=\udcff", marks("b")]
    assert said(scene, executor, "c", {}) == [marks("c")]
    assert len(executor._connections._all) == 1


def test_a_start_that_is_refused_leaves_no_variable_to_the_next(scene: Scene, executor: SupervisedExecutor):
    said(scene, executor, "a", {"A": "1"})
    for name, env, program in (("b", {"A": "2", "X=": "0"}, "env"), ("c", {"A": "3", "D": "4"}, "no-such")):
        launch = Launch((f"/usr/bin/{program}",), str(scene.folder), env)
        with pytest.raises(LaunchError):
            executor.start(launch, scene.log(name), f"{scene.folder}-{name}", AttemptKey(name, 1))
    assert said(scene, executor, "d", {"A": "1"}) == ["A=1", f"PEM_TASK_MARK={scene.folder}-d"]


def test_an_order_that_cannot_be_written_costs_no_connection(scene: Scene, executor: SupervisedExecutor):
    scene.start(executor, "a", "true").wait()
    words: Any = ("cat", scene.log("a"))
    with pytest.raises(TypeError):
        executor.start(Launch(words, "/", {}), scene.log("b"), f"{scene.folder}-b", AttemptKey("b", 1))
    scene.start(executor, "c", "true").wait()
    assert len(executor._connections._all) == 1


def test_the_next_supervisor_is_told_all_variables(scene: Scene, executor: SupervisedExecutor):
    first = said(scene, executor, "a", {"A": "1", "B": "2"})
    scene.kill_supervisor()
    assert said(scene, executor, "b", {"A": "1", "B": "2"})[:2] == first[:2] == ["A=1", "B=2"]


def test_an_order_tells_only_what_differs(scene: Scene):
    launch = Launch(("true",), "/", {"A": "1", "B": "2"})
    order = StartOrder(launch, scene.log("t"), "m", AttemptKey("t", 1), ())
    whole = from_line(order.line({})[:-1])
    assert whole["env"] == {"A": "1", "B": "2", "PEM_TASK_MARK": "m"}
    assert "without" not in whole
    other = from_line(order.line({"A": "1", "B": "3", "C": "4"})[:-1])
    assert (other["env"], other["without"]) == ({"B": "2", "PEM_TASK_MARK": "m"}, ["C"])
    assert other["output"] == str(scene.log("t"))
