"""Real process trees for the tests: how to start them, and how to see who is alive."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import psutil

from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    Executor,
    Exit,
    Launch,
    TaskProcess,
)
from parallel_execution_manager.system.processes.process_executor import ProcessExecutor
from parallel_execution_manager.system.processes.table import ProcessTable
from parallel_execution_manager.system.processes.tables import best_process_table

DEADLINE_S = 60.0
T = TypeVar("T")

# Words for the children: to leave the session and the parent, to say a pid, to answer TERM.
WORDS = """
import os, signal, sys, time
def say(word):
    os.write(1, f"{word} {os.getpid()}\\n".encode())
def stay(word):
    say(word)
    time.sleep(300)
def escape(body):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            body()
        os._exit(0)
    os.wait()
def answer_term(code):
    signal.signal(15, lambda *_: (say("bye"), os._exit(code)))
def ignore_term():
    signal.signal(15, signal.SIG_IGN)
"""


def python(code: str) -> tuple[str, ...]:
    """A command that runs ``code``, which may use the words above, in a quick interpreter."""
    return (sys.executable, "-S", "-E", "-c", WORDS + code)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as ``condition`` holds; fail the test after a generous time."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {DEADLINE_S:g} s in vain for: {what}"
        time.sleep(0.005)


def in_background(call: Callable[[], T]) -> Future[T]:
    """Run ``call`` in a thread of its own."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - whoever waits for the result gets it
            future.set_exception(error)

    threading.Thread(target=run).start()
    return future


def end(process: TaskProcess) -> Exit:
    """Kill the tree and collect it."""
    waiter = in_background(process.wait)
    process.stop(grace_s=0)
    return waiter.result(DEADLINE_S)


def state_of(pid: int) -> str:
    """What the process does, in psutil's words; ``gone`` if there is none, or only its end is left.

    ``dead`` is one that its parent is just hearing of: where there is much to do, that can be seen too.
    """
    try:
        status = psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return "gone"
    return "gone" if status in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD} else str(status)


def states(pids: list[int]) -> set[str]:
    """The different states of several processes."""
    return {state_of(pid) for pid in pids}


class Trees:
    """Starts trees in a folder of their own and ends whatever a failed test leaves."""

    def __init__(self, folder: Path, table: ProcessTable | None = None) -> None:
        self.output = folder / "output.log"
        self.mark = f"test-{uuid.uuid4()}"
        self.executor: Executor = ProcessExecutor(table)

    def start(self, *argv: str, **env: str) -> TaskProcess:
        """A running tree whose output goes to ``self.output``."""
        launch = Launch(argv, str(self.output.parent), {**os.environ, **env})
        return self.executor.start(launch, self.output, self.mark, AttemptKey(self.mark, 1))

    def said(self, word: str, times: int = 1) -> list[int]:
        """Wait until ``word`` was said so often; the pids that said it."""
        wait_until(lambda: len(self._pids(word)) >= times, f"{times} times {word!r} in the output")
        return self._pids(word)

    def marked(self) -> list[int]:
        """All living processes whose environment has this tree's mark, found without our tables."""
        return [process.pid for process in psutil.process_iter() if self._is_marked(process)]

    def sweep(self) -> None:
        """End everything that still carries the mark."""
        for pid in self.marked():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _is_marked(self, process: psutil.Process) -> bool:
        try:
            return self.mark in process.environ().get("PEM_TASK_MARK", "") and state_of(process.pid) != "gone"
        except (psutil.Error, OSError):
            return False

    def _pids(self, word: str) -> list[int]:
        lines = self.output.read_text(errors="replace").splitlines() if self.output.exists() else []
        return [int(line.split()[1]) for line in lines if line.startswith(f"{word} ")]


@contextlib.contextmanager
def trees_in(folder: Path, table: ProcessTable | None = None) -> Iterator[Trees]:
    """Trees for one test."""
    trees = Trees(folder, table)
    try:
        yield trees
    finally:
        trees.sweep()


@contextlib.contextmanager
def supervised_trees_in(folder: Path) -> Iterator[Trees]:
    """Trees for one test whose roots are children of a supervisor, which must end by itself."""
    from parallel_execution_manager.supervisor.executor import SupervisedExecutor

    executor = SupervisedExecutor(folder, best_process_table(psutil))
    try:
        with trees_in(folder) as trees:
            trees.executor = executor
            yield trees
    finally:
        executor.close(keep=False)
    troubles = folder / "supervisor" / "troubles.log"
    assert not troubles.exists() or troubles.read_text() == ""
