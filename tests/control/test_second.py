"""A second start on one data folder: the window of the first is raised, or the reason is told."""

from __future__ import annotations

import contextlib

import pytest

from parallel_execution_manager.control import second
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT, MANAGER_RUNS
from parallel_execution_manager.runtime.door import Door
from parallel_execution_manager.runtime.doorbell import Doorbell
from parallel_execution_manager.system.ipc.instance_lock import ManagerRunsError
from parallel_execution_manager.system.ipc.local_socket import Listener, is_supported

pytestmark = pytest.mark.skipif(not is_supported(), reason="there are no local sockets for Python on Windows")


class Clock:
    """Time that passes only in pauses; what is due then is done."""

    def __init__(self) -> None:
        self.now = 0.0
        self.due: list[tuple[float, object]] = []

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds
        for when, act in list(self.due):
            if self.now >= when:
                self.due.remove((when, act))
                act()


@pytest.fixture
def clock():
    return Clock()


@contextlib.contextmanager
def door_with(bell, home):
    opened = Door(Listener(home), {"show": lambda _: {"window": bell.ring()}})
    try:
        yield
    finally:
        opened.close()


def test_the_first_window_is_raised(home, capsys, clock):
    bell, rings = Doorbell(), []
    bell.answer_with(lambda: rings.append(1))
    with door_with(bell, home):
        assert second.instead_of_a_second(ManagerRunsError(home, 7, "pem run"), clock, clock.pause) == 0
    assert rings == [1]
    assert "runs already: its window was raised" in capsys.readouterr().out


def test_a_first_that_is_only_opening_its_window_is_waited_for(home, clock):
    bell = Doorbell()
    clock.due.append((1.0, lambda: bell.answer_with(lambda: None)))
    with door_with(bell, home):
        code = second.instead_of_a_second(ManagerRunsError(home, 7, "pem run"), clock, clock.pause)
    assert code == ALL_SUCCEEDED
    assert clock.now < second.PATIENCE_S


@pytest.mark.parametrize("open_door", [True, False])
def test_a_first_without_a_window_is_told(home, capsys, clock, open_door):
    with door_with(Doorbell(), home) if open_door else contextlib.nullcontext():
        code = second.instead_of_a_second(ManagerRunsError(home, 7, "pem batch"), clock, clock.pause)
    assert code == MANAGER_RUNS
    told = capsys.readouterr().err
    assert "process 7, pem batch" in told
    assert "shows no window" in told


def test_what_becomes_of_the_file_is_told_where_it_was_named(tmp_path, capsys):
    file = tmp_path / "t.jsonl"
    file.touch()
    assert second.told_raised(tmp_path, file) == ALL_SUCCEEDED
    assert f"its window was raised, opens {file}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "why"),
    [("gone", "no such task file"), (".", "is a folder"), ("x" * 300, "cannot be read (File name too long)")],
)
def test_a_file_that_is_none_is_refused_although_a_window_is_there(tmp_path, capsys, name, why):
    assert second.told_raised(tmp_path, tmp_path / name) == BAD_INPUT
    assert why in capsys.readouterr().err
