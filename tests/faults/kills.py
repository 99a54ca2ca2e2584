"""Managers, supervisors, or both, killed at random moments of a batch that goes on until it is done."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from parallel_execution_manager.runtime.client import DoorError, managers_of
from tests.faults.folder import BATCH_WAITS, UNDISTURBED, BatchFolder, wait
from tests.faults.tasks import Ledger, differences, large_batch, wrongs

MANAGER, SUPERVISOR, BOTH = "manager", "supervisor", "both"
VICTIMS = (MANAGER, SUPERVISOR, BOTH)
LONGEST_S = 1.2
"""A kill comes at most so long after the start of a manager, which itself takes a good part of that."""

MOST_KILLS = 40
"""A batch that is killed so often is let go on then."""


@dataclass(slots=True)
class Storm:
    """What came of killing during one batch."""

    seed: int
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VICTIMS, 0))
    tasks: int = 0
    lost: int = 0
    suspended: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All kills."""
        return sum(self.kills.values())


class Kills:
    """Disturbs one batch after the other, in folders of their own below ``folder``."""

    def __init__(self, folder: Path, number: int = 40) -> None:
        self._folder = folder
        self._number = number

    def storm(self, seed: int, most: int = MOST_KILLS) -> Storm:
        """Disturb a batch at most so often.

        In every other one only managers are killed: that one must end as if nobody had.
        """
        rng = random.Random(seed)
        storm, victims = Storm(seed), VICTIMS if seed % 2 else (MANAGER,)
        tasks = large_batch(rng, self._number)
        undisturbed = None if seed % 2 else self._undisturbed(tasks)
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            batch = BatchFolder(Path(name), tasks)
            try:
                self._disturb(batch, rng, victims, storm, most)
                report = batch.finish()
                storm.tasks = len(report["tasks"])
                storm.lost = sum(row["state"] == "lost" for row in report["tasks"])
                storm.suspended = sum(row["suspended_s"] > 0 for row in report["tasks"])
                storm.wrong += wrongs(tasks, report, Ledger.of(batch.folder))
                storm.wrong += differences(undisturbed, report) if undisturbed is not None else ()
            except AssertionError as error:
                storm.wrong.append(str(error))
            storm.wrong += batch.left()
            storm.wrong += batch.damage()
        return storm

    def _undisturbed(self, tasks: list[dict[str, Any]]) -> Mapping[str, Any]:
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            batch = BatchFolder(Path(name), tasks)
            batch.run(resume=False)
            return batch.report()

    def _disturb(
        self, batch: BatchFolder, rng: random.Random, victims: tuple[str, ...], storm: Storm, most: int
    ) -> None:
        """Start and kill until the batch has come to its end, or was killed often enough."""
        resume = False
        while storm.total < most:
            run = batch.start(UNDISTURBED, resume=resume)
            with _Suspending(batch, random.Random(rng.random())):
                alive = True
                while alive and storm.total < most:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        run.wait(rng.uniform(0.0, LONGEST_S))
                    victim = rng.choice(victims)
                    alive = run.returncode is None
                    if alive and _kill(batch, run, victim):
                        storm.kills[victim] += 1
                        alive = victim == SUPERVISOR
            if run.poll() is None:
                run.kill()
                storm.kills[MANAGER] += 1
            code = wait(run, "a killed manager")
            if code != -signal.SIGKILL:
                assert code in (0, 1, 2), f"ended with {code}: {batch.said()[-2000:]}"
                if code != 2:
                    return
                assert BATCH_WAITS in batch.said() or not batch.was_acknowledged, batch.said()[-2000:]
            resume = batch.was_acknowledged or BATCH_WAITS in batch.said()


def _kill(batch: BatchFolder, run: subprocess.Popen[bytes], victim: str) -> bool:
    """Kill ``victim``; whether there was somebody to kill."""
    supervisors = [] if victim == MANAGER else batch.supervisors()
    if victim == SUPERVISOR and not supervisors:
        return False
    for process in supervisors:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    if victim != SUPERVISOR:
        run.send_signal(signal.SIGKILL)
        run.wait()
    return True


class _Suspending(contextlib.AbstractContextManager[None]):
    """Meanwhile tasks of the batch are suspended by chance, through the manager's door, for a moment each."""

    def __init__(self, batch: BatchFolder, rng: random.Random) -> None:
        self._batch = batch
        self._rng = rng
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="suspending", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.1):
            name = self._rng.choice(self._batch.tasks)["id"]
            # There may be no manager yet or any more, and the task may have ended.
            with contextlib.suppress(DoorError, OSError):
                for door in managers_of(self._batch.data):
                    with door:
                        door.pause([name], for_s=0.3)
