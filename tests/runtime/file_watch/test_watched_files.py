"""Real tasks and processes touch files that are leased to others, and it is told who did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.file_watch.sightings import can_have_done
from parallel_execution_manager.runtime.notifications import NewsKind, Notification
from parallel_execution_manager.scheduling.events import LeaseDropped, LeaseWanted
from parallel_execution_manager.scheduling.model.task import FileClaim, LeaseHolder
from parallel_execution_manager.system.files import changes
from tests.runtime.waiting import until, until_state

ROLE, OTHER_ROLE = "agent_simulations", "gui_testing"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open to write")

# A process does the lines that it is given in turn, and between them waits for a file called go.N.
STEPS = """
import os, subprocess, sys, time
def wait_for(path):
    while not os.path.exists(path):
        time.sleep(0.01)
for number, step in enumerate(sys.argv[2:]):
    exec(step)
    open(f"{sys.argv[1]}.did.{number}", "w").close()
    wait_for(f"{sys.argv[1]}.go.{number}")
"""
OPEN = "f = open('{0}', 'r+')"
WRITE = "f = open('{0}', 'a'); f.write('more'); f.flush()"
WRITE_AND_CLOSE = "open('{0}', 'a').write('more')"


class Actor:
    """A task, or a process that is none, that does step after step when it is told to."""

    def __init__(self, folder: Path, name: str, *steps: str) -> None:
        self.name = name
        self._stem = folder / name
        self._next = 0
        # Its own signs must not be work of the task.
        self.command = [sys.executable, "-S", "-E", "-c", STEPS, str(self._stem), *steps]

    def did(self) -> None:
        """Wait until it has done the step that it is at."""
        until(Path(f"{self._stem}.did.{self._next}").exists, f"step {self._next} of {self.name}")

    def go_on(self) -> None:
        """Let it do the next step."""
        self.did()
        Path(f"{self._stem}.go.{self._next}").touch()
        self._next += 1


class Stage:
    """A manager with a file to quarrel about."""

    def __init__(self, manager: ParallelExecutionManager, base: Path, signs: Path) -> None:
        self.manager = manager
        self.base = base
        self.file = base / "b.py"
        self.file.write_text("content\n")
        self._signs = signs
        self.problems: list[str] = []
        manager.subscribe(self._note)

    def _note(self, news: Notification) -> None:
        if news.kind is NewsKind.PROBLEM:
            self.problems.append(str(news.data))

    def task(self, name: str, *steps: str, files: Sequence[Any] = (), role: str = ROLE) -> Actor:
        """A running task that has done its first step."""
        actor = Actor(self._signs, name, *(step.format(self.file) for step in steps))
        row = {"id": name, "name": f"job {name}", "role": role, "command": actor.command}
        self.manager.submit(
            [{**row, "files": list(files), "requirements": {"cpu_cores": 0.1, "memory_mb": 8}}]
        )
        actor.did()
        return actor

    def sleeper(self, name: str, *files: str) -> None:
        """A task that does nothing, and is known to do nothing."""
        self.manager.submit([{"id": name, "role": ROLE, "command": ["sleep", "600"], "files": list(files)}])
        until_state(self.manager, name, "running")
        wait_until_watched(self, name)
        wait_until_still(self, name)

    def policy(self, word: str) -> None:
        """Set what is done about undeclared access of the other role's tasks."""
        self.manager.change_configuration({"role_settings": {OTHER_ROLE: {"undeclared_access": word}}})

    def told(self, *words: str) -> str:
        """The problem that has all ``words``, once it is told."""
        found: list[str] = []

        def heard() -> bool:
            found[:] = [text for text in self.problems if all(word in text for word in words)]
            return bool(found)

        until(heard, f"a problem with {words}")
        return found[0]

    def result(self, name: str) -> dict[str, Any]:
        """The result of a task that has ended."""
        return self._json(name, "result.json")

    def observed(self, name: str) -> dict[str, Any]:
        """What was seen of a task that has ended."""
        return self._json(name, "observed_files.json")

    def _json(self, name: str, file: str) -> dict[str, Any]:
        until_state(self.manager, name, "succeeded")
        folder = self.manager.run_folder(name)
        assert folder is not None
        data: dict[str, Any] = json.loads((folder / file).read_text(encoding="utf-8"))
        return data


@pytest.fixture
def stage(manager: ParallelExecutionManager, tmp_path: Path) -> Stage:
    signs = tmp_path / "signs"
    signs.mkdir()
    return Stage(manager, tmp_path / "base", signs)


@pytest.fixture
def stranger(stage: Stage, tmp_path: Path) -> Iterator[Any]:
    """Starts a process that belongs to no task."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*steps: str) -> Actor:
        actor = Actor(tmp_path / "signs", "stranger", *(step.format(stage.file) for step in steps))
        started.append(subprocess.Popen(actor.command))
        actor.pid = started[-1].pid  # type: ignore[attr-defined]
        return actor

    yield start
    for process in started:
        process.kill()
        process.wait()


@on_linux
def test_a_task_that_has_the_file_of_another_open_to_write_is_named(stage: Stage):
    holder = stage.task("T7", "pass", files=["b.py"])
    offender = stage.task("T9", OPEN, role=OTHER_ROLE)
    sentence = stage.told("b.py is open to write", "T7")
    assert sentence == (
        f"{stage.file} is open to write while leased to T7 ('job T7'): {by_whom(stage, 'T9')}"
    )
    (seen,) = stage.manager.undeclared_accesses()
    assert (seen.path, seen.leased, seen.holder, seen.task_id) == (*[str(stage.file)] * 2, "T7", "T9")
    assert f"{seen.words}" == f"is open to write {by_whom(stage, 'T9')}"
    assert seen.pid == stage.manager._core.attempts.under_way.roots()["T9"]
    for actor in (offender, holder):
        actor.go_on()
    for name in ("T7", "T9"):
        findings = stage.result(name)["findings"]
        assert [(f["level"], f["message"], f["path"]) for f in findings] == [
            ("warning", sentence, str(stage.file))
        ]
        assert stage.observed(name)["undeclared"] == [sentence]
    assert stage.problems == [sentence]


def by_whom(stage: Stage, task_id: str) -> str:
    """How a running task is named that was seen with a file open."""
    pid = stage.manager._core.attempts.under_way.roots()[task_id]
    program = Path(f"/proc/{pid}/comm").read_text().strip()
    return f"by {task_id} ('job {task_id}'), seen open in process {pid} ({program})"


@on_linux
def test_what_a_task_wrote_and_closed_is_told_as_long_as_it_was_seen_open(stage: Stage):
    stage.task("T7", "pass", files=["b.py"])
    offender = stage.task("T9", "pass", WRITE)
    wait_until_watched(stage, "T7")
    offender.go_on()
    assert "by T9" in stage.told("b.py was written while leased to T7")


@on_linux
def test_the_holder_and_its_children_write_without_a_word(stage: Stage):
    child = "p = subprocess.Popen(['sh', '-c', 'exec 3>>{0}; echo more >&3; read x'], stdin=subprocess.PIPE)"
    holder = stage.task("T7", WRITE, child, "p.communicate()", WRITE_AND_CLOSE, files=["b.py"])
    watching = stage.task("T8", OPEN.replace("r+", "r"), role=OTHER_ROLE)
    stage.told("is open to read", "by T8")
    for _ in range(4):
        holder.go_on()
    watching.go_on()
    assert [problem for problem in stage.problems if "by T8" not in problem] == []
    assert {"path": str(stage.file), "mode": "write"} in stage.observed("T7")["files"]


@on_linux
def test_one_who_was_to_read_only_is_told_when_it_writes_itself(stage: Stage):
    stage.task("T7", OPEN, files=[{"path": "b.py", "mode": "read"}])
    assert "leased for reading to T7" in stage.told("by its own process", "was to read it only")


@on_linux
def test_readers_of_one_file_are_no_news_to_one_another(stage: Stage):
    read = OPEN.replace("r+", "r")
    claim = [{"path": "b.py", "mode": "read"}]
    actors = [stage.task(name, read, files=claim) for name in ("T7", "T8")]
    offender = stage.task("T9", OPEN)
    stage.told("leased for reading to T7", "by T9")
    stage.told("leased for reading to T8", "by T9")
    for actor in (*actors, offender):
        actor.go_on()
    for name in ("T7", "T8", "T9"):
        stage.result(name)
    assert len(stage.problems) == 2


@on_linux
def test_a_process_that_is_no_task_is_named(stage: Stage, stranger: Any):
    stage.task("T7", "pass", files=["b.py"])
    actor = stranger("pass", WRITE)
    wait_until_watched(stage, "T7")
    actor.go_on()
    sentence = stage.told("b.py was written while leased to T7", "belongs to no task")
    assert f"by process {actor.pid} (" in sentence


@on_linux
def test_a_process_that_holds_a_file_is_told_of_tasks_but_not_of_its_own_children(
    stage: Stage, stranger: Any
):
    child = "p = subprocess.Popen(['sh', '-c', 'exec 3>>{0}; echo more >&3; read x'], stdin=subprocess.PIPE)"
    shell = stranger(child, "p.communicate()")
    shell.did()
    holder = LeaseHolder("a shell", shell.pid, 1, "boot")
    engine = stage.manager._core.engine
    engine.wish(LeaseWanted, lease_id="lease:1", claims=(FileClaim(str(stage.file)),), holder=holder)
    reader = stage.task("T8", "pass")
    wait_until_watched(stage, "T8")
    shell.go_on()
    stage.task("T9", OPEN, role=OTHER_ROLE)
    assert stage.told("by T9").startswith(f"{stage.file} is open to write while leased to a shell (process ")
    reader.go_on()
    assert len(stage.problems) == 1
    engine.wish(LeaseDropped, lease_id="lease:1")


@on_linux
def test_a_file_that_a_process_holds_is_watched_though_no_task_runs(stage: Stage, stranger: Any):
    engine = stage.manager._core.engine
    holder = LeaseHolder("an editor", os.getpid() + 2**22, 1, "boot")
    engine.wish(LeaseWanted, lease_id="lease:1", claims=(FileClaim(str(stage.file)),), holder=holder)
    until(lambda: stage.manager._core.lookouts.files._watch._known, "the lease to be known")
    actor = stranger(WRITE)
    assert f"by process {actor.pid}" in stage.told("b.py was written while leased to an editor (process ")
    engine.wish(LeaseDropped, lease_id="lease:1")
    until(lambda: not stage.manager._core.lookouts.files._watch._known, "nothing to be watched")


@on_linux
def test_what_falls_into_a_leased_folder_is_watched_too(stage: Stage):
    (stage.base / "data").mkdir()
    stage.sleeper("T7", "data/", "*.csv")
    offender = stage.task("T9", OPEN.replace("'{0}', 'r+'", f"'{stage.base}/data/new.txt', 'w'"))
    stage.told("data/new.txt", "while leased to T7 ('sleep'): by T9")
    offender.go_on()
    (stage.base / "other.txt").touch()
    (stage.base / "table.csv").touch()
    stage.told("table.csv was made or replaced while leased to T7 ('sleep'): writer unknown")
    assert not [problem for problem in stage.problems if "other.txt" in problem]
    stage.manager.cancel_task("T7")


@on_linux
def test_what_cannot_be_watched_is_told_once(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(changes, "MOST_FOLDERS", 1)
    (stage.base / "data" / "below").mkdir(parents=True)
    for name in ("T7", "T8"):
        stage.sleeper(name, "data/")
        stage.told("only 1 folders are watched for changes")
        stage.manager.cancel_task(name)
        until_state(stage.manager, name, "cancelled")
    assert len(stage.problems) == 1


@on_linux
def test_a_writer_that_nobody_saw_is_unknown_if_the_holder_cannot_have_been_it(stage: Stage):
    stage.sleeper("T7", "b.py")
    write_until(stage, "writer unknown")
    assert stage.told("writer unknown").endswith(
        "b.py was written while leased to T7 ('sleep'): writer unknown"
    )
    stage.manager.cancel_task("T7")


@on_linux
def test_a_file_that_is_replaced_is_held_on_and_one_that_is_made_is_held_too(stage: Stage):
    stage.sleeper("T7", "b.py", "new.py")
    fresh = stage.base / "fresh"
    fresh.write_text("other")
    fresh.replace(stage.file)
    stage.told("b.py was made or replaced while leased to T7", "writer unknown")
    alias = stage.base / "alias.py"
    (stage.base / "new.py").touch()
    stage.told("new.py was made or replaced while leased to T7", "writer unknown")
    os.link(stage.base / "new.py", alias)
    stage.task("T9", OPEN.replace("{0}", str(alias)))
    stage.told("alias.py is open to write while leased to T7", "by T9")
    stage.manager.cancel_task("T7")


@on_linux
def test_a_change_while_the_holder_is_suspended_is_not_the_holders(stage: Stage):
    holder = stage.task("T7", WRITE, files=["b.py"])
    wait_until_watched(stage, "T7")
    stage.manager.pause_task("T7")
    until_state(stage.manager, "T7", "suspended")
    write_until(stage, "writer unknown")
    stage.manager.resume_task("T7")
    holder.go_on()
    assert any("writer unknown" in finding["message"] for finding in stage.result("T7")["findings"])


@on_linux
def test_an_offender_that_is_certain_is_paused_and_told_why_and_goes_on_when_it_is_resumed(stage: Stage):
    stage.policy("pause")
    holder = stage.task("T7", "pass", files=["b.py"])
    offender = stage.task("T9", OPEN, role=OTHER_ROLE)
    assert stage.told("by T9", "b.py").endswith("; T9 ('job T9') is paused until you resume it")
    view = until_state(stage.manager, "T9", "suspended")
    assert view.paused_why.endswith(
        "b.py is open to write while leased to T7 ('job T7'): " + by_whom(stage, "T9")
    )
    stage.manager.resume_task("T9")
    offender.go_on()
    holder.go_on()
    stage.result("T9")
    assert len(stage.problems) == 1


@on_linux
def test_a_role_may_have_it_noted_only(stage: Stage):
    stage.policy("note")
    holder = stage.task("T7", "pass", files=["b.py"])
    offender = stage.task("T9", OPEN, role=OTHER_ROLE)
    records = stage.manager._core.lookouts.files._watch._records
    until(lambda: ("T9", 1) in records and records["T9", 1].accesses, "a note")
    assert [seen.task_id for seen in stage.manager.undeclared_accesses()] == ["T9"]
    holder.go_on()
    offender.go_on()
    assert stage.result("T9")["findings"] == []
    assert ["by T9" in sentence for sentence in stage.observed("T9")["undeclared"]] == [True]
    assert stage.problems == []


@on_linux
def test_files_of_the_project_that_a_task_has_open_are_kept_for_it(stage: Stage):
    (stage.base / "in.txt").write_text("in")
    (stage.base / "__pycache__").mkdir()
    steps = (
        f"os.chdir({str(stage.base)!r}); a = open('in.txt'); b = open('out.txt', 'w'); "
        "c = open('__pycache__/x.pyc', 'w'); d = open('/etc/passwd')"
    )
    task = stage.task("T7", steps)
    wait_until_watched(stage, "T7")
    task.go_on()
    assert stage.observed("T7")["files"] == [
        {"path": str(stage.base / "out.txt"), "mode": "write"},
        {"path": str(stage.base / "in.txt"), "mode": "read"},
    ]
    assert stage.result("T7")["artefacts"] == []


def wait_until_watched(stage: Stage, task_id: str) -> None:
    """Until the watch has looked at a task three times, so that it can tell what the task has not done."""
    watch = stage.manager._core.lookouts.files._watch
    until(lambda: (task_id, 1) in watch._known, f"{task_id} to be known")
    first = watch._looks.oldest
    until(lambda: first not in (watch._looks.oldest, watch._looks.middle, watch._looks.newest), "three looks")


def wait_until_still(stage: Stage, task_id: str) -> None:
    """Until a task sleeps and three looks have shown that it does nothing: it may begin late."""
    core = stage.manager._core
    process = psutil.Process(core.attempts.under_way.roots()[task_id])

    def is_still() -> bool:
        looks = core.lookouts.files._watch._looks
        if process.status() != psutil.STATUS_SLEEPING:
            return False
        holders = [holder for holder in looks.oldest.deeds if holder.id == task_id]
        return any(
            not can_have_done(holder, looks.oldest, looks.newest, only_writing=False) for holder in holders
        )

    until(is_still, f"{task_id} to do nothing")


def write_until(stage: Stage, words: str) -> None:
    """Write into the file from here, too quickly to be seen, until that is told."""

    def told() -> bool:
        stage.file.write_text("changed from outside\n")
        return any(words in problem for problem in stage.problems)

    until(told, words)
