"""A manager under a high load really lowers, suspends and resumes whole trees of processes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime import ground
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.sample import Pulse, ResourceSample
from parallel_execution_manager.system.metrics.samplers import Sampler
from tests.runtime.waiting import until, until_state, view_of

LOW, HIGH = "gui_testing", "project_management"
MEMBERS = 3
TICKS = 30

# Each member of the tree ticks into a file of its own; two have left the session and the parent.
TREE = """
import os, sys, time
def tick():
    with open(os.path.join(sys.argv[1], str(os.getpid())), "ab", 0) as file:
        while True:
            file.write(b".")
            time.sleep(0.01)
def leave(body):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            body()
        os._exit(0)
    os.wait()
for _ in range(int(sys.argv[2])):
    leave(tick)
tick()
"""


class ScriptedSampler:
    """Measures the real machine, and says of its processor and memory what the test wants."""

    def __init__(self, real: Sampler) -> None:
        self._real = real
        self.cpu = 5.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def sample(self, at: float, roots: Mapping[str, int]) -> ResourceSample:
        """The machine as it is, but for processor and memory."""
        sample = self._real.sample(at, roots)
        return replace(sample, cpu_percent=self.cpu, memory_percent=10.0, pressure=None)

    def pulse(self, *args: Any) -> Pulse:
        """The same quickly, where such a sampler measures quickly too."""
        pulse = self._real.pulse(*args)  # type: ignore[attr-defined]
        return replace(pulse, cpu_percent=self.cpu, memory_percent=10.0, pressure=None)


@pytest.fixture
def sampler(monkeypatch: pytest.MonkeyPatch) -> list[ScriptedSampler]:
    """The samplers that managers have made; the last one counts."""
    made: list[ScriptedSampler] = []
    best = ground.best_sampler

    def scripted(*args: Any) -> ScriptedSampler:
        made.append(ScriptedSampler(best(*args)))
        return made[-1]

    monkeypatch.setattr(ground, "best_sampler", scripted)
    return made


@pytest.fixture
def manager(tmp_path: Path, sampler: list[ScriptedSampler]) -> Iterator[ParallelExecutionManager]:
    """A manager that reacts quickly, with two roles started."""
    scheduling = {"throttle_after_s": 0.3, "suspend_after_s": 0.6, "resume_after_s": 0.5, "dwell_s": 0.3}
    settings = {"monitoring_interval": 0.2, "scheduling": scheduling}
    (tmp_path / "parallel_execution_config.json").write_text(json.dumps(settings), encoding="utf-8")
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    made.start_role(LOW)
    made.start_role(HIGH)
    made.start_monitoring()
    yield made
    made.close()


def grow_tree(manager: ParallelExecutionManager, name: str, role: str, folder: Path, *, escaped: int) -> None:
    """Run a tree of which each member ticks."""
    folder.mkdir()
    command = [sys.executable, "-S", "-E", "-c", TREE, str(folder), str(escaped)]
    manager.submit([{"id": name, "role": role, "command": command, "cpu_cores": 0.1, "memory_mb": 20}])
    until(lambda: len(ticks(folder)) == escaped + 1 and min(ticks(folder).values()) > 0, f"{name} ticks")
    until_state(manager, name, "running")


def ticks(folder: Path) -> dict[str, int]:
    """How often each member has ticked."""
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def until_all_tick_on(folder: Path) -> None:
    """Wait until each member has ticked some times more."""
    before = ticks(folder)
    until(
        lambda: all(ticks(folder)[name] >= count + TICKS for name, count in before.items()),
        f"all members in {folder.name} tick on",
    )


def rung(manager: ParallelExecutionManager, role: str) -> Rung:
    """How far a role is held back."""
    return next(view.rung for view in manager.snapshot().roles if view.name == role)


def test_a_tree_whose_members_have_left_it_stands_still_under_load_and_ticks_on_after_it(
    manager: ParallelExecutionManager, sampler: list[ScriptedSampler], tmp_path: Path
) -> None:
    told: list[tuple[str, str, Rung]] = []
    manager.subscribe(
        lambda news: (
            told.append((news.kind, news.subject, news.data.rung))  # type: ignore[attr-defined]
            if news.kind in ("role_throttled", "role_resumed")
            else None
        )
    )
    grow_tree(manager, "tree", LOW, tmp_path / "tree", escaped=MEMBERS - 1)
    grow_tree(manager, "other", HIGH, tmp_path / "other", escaped=0)
    sampler[-1].cpu = 97.0
    until(lambda: view_of(manager, "tree").lowered, "the tree is lowered")
    until_state(manager, "tree", "suspended")
    still = ticks(tmp_path / "tree")
    until_all_tick_on(tmp_path / "other")
    assert ticks(tmp_path / "tree") == still
    until(lambda: rung(manager, HIGH) is Rung.LOWERED, "the other role is lowered and no more")
    until_all_tick_on(tmp_path / "other")
    assert view_of(manager, "other").state == "running"
    sampler[-1].cpu = 5.0
    until_state(manager, "tree", "running")
    until_all_tick_on(tmp_path / "tree")
    until(lambda: rung(manager, LOW) is Rung.FREE, "the role is free again")
    assert not view_of(manager, "tree").lowered
    low = [step for kind, role, step in told if role == LOW]
    up = [Rung.HELD, Rung.LOWERED, Rung.SUSPENDED]
    assert low == [*up, Rung.LOWERED, Rung.HELD, Rung.FREE]
    assert [role for kind, role, _ in told if kind == "role_resumed"][:2] == [HIGH, HIGH]


def test_what_the_operator_resumes_runs_on_under_load_for_the_time_he_gave(
    manager: ParallelExecutionManager, sampler: list[ScriptedSampler], tmp_path: Path
) -> None:
    grow_tree(manager, "tree", LOW, tmp_path / "tree", escaped=0)
    grow_tree(manager, "other", HIGH, tmp_path / "other", escaped=0)
    sampler[-1].cpu = 97.0
    until_state(manager, "tree", "suspended")
    manager.resume_role(LOW, for_s=2.0)
    until_state(manager, "tree", "running")
    role = next(view for view in manager.snapshot().roles if view.name == LOW)
    assert (role.by_operator, role.until is not None) == (True, True)
    until_state(manager, "tree", "suspended")
    manager.resume_role(LOW)
    until_state(manager, "tree", "running")
    manager.hold_role(LOW)
    manager.hand_back_role(LOW)
    until_state(manager, "tree", "suspended")
    manager.resume_task("tree")
    until_state(manager, "tree", "running")
    assert view_of(manager, "tree").kept_running == "resumed by you"
    manager.pause_task("tree", for_s=1.0)
    until_state(manager, "tree", "suspended")
