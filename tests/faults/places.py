"""Each named place of the program with each fault: a batch that meets it, and what must be true then."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.fault import FAULTS, KILL, Fault
from tests.faults.folder import DATA, BatchFolder, wait, wait_until
from tests.faults.tasks import Ledger, differences, small_batch, wrongs

CORE = Path(__file__).resolve().parents[2] / "core" / "parallel_execution_manager"
PLACES = tuple(
    sorted(
        {
            name
            for path in CORE.rglob("*.py")
            for name in re.findall(r'\breach\("([^"]+)"\)', path.read_text("utf-8"))
        }
    )
)
OF_DAMAGED_STORES = ("store.before-set-aside", "store.after-set-aside", "store.before-backup-used")
"""Passed only where the store of an earlier batch is damaged."""

OF_HELD_TASKS = ("supervisor.before-resumed-record",)
"""Passed only where tasks stood still when their manager was killed."""

NO_DISK = ("store.after-commit", "engine.before-start", "engine.after-start", "engine.before-end")
"""Nothing is read or written there, so that the program can only be killed there."""


def combinations(passings: int) -> list[tuple[str, str, int]]:
    """Place, fault and passing of all that is to be tried."""
    return [
        (place, kind, passing)
        for place in PLACES
        for kind in FAULTS
        for passing in range(1, passings + 1)
        if kind == KILL or place not in NO_DISK
    ]


@dataclass(slots=True)
class Outcome:
    """What came of a fault: whether its place was passed, tasks reported as lost, and what must not be."""

    fault: Fault
    fired: bool
    lost: int = 0
    wrong: list[str] = field(default_factory=list)


class Places:
    """Tries faults, in folders of their own below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._undisturbed: Mapping[str, Any] | None = None
        self._earlier: Path | None = None

    def attempt(self, place: str, kind: str, passing: int) -> Outcome:
        """Run a batch that meets the fault, go on with it until its end, and look at everything."""
        with self._batch() as batch:
            fault = Fault(place, kind, passing, str(batch.folder / "fired"), place in OF_HELD_TASKS)
            if place in OF_DAMAGED_STORES:
                self._damage_store(batch)
            undisturbed = self._usual()
            outcome = Outcome(fault, fired=False)
            try:
                self._disturb(batch, fault)
                report = batch.finish()
                ledger = Ledger.of(batch.folder)
                outcome.lost = sum(row["state"] == "lost" for row in report["tasks"])
                outcome.wrong += wrongs(batch.tasks, report, ledger)
                outcome.wrong += _unexplained(fault, undisturbed, report, ledger)
            except AssertionError as error:
                outcome.wrong.append(str(error))
            outcome.fired = Path(fault.fired).exists()
            outcome.wrong += batch.left()
            outcome.wrong += batch.damage()
            return outcome

    def _disturb(self, batch: BatchFolder, fault: Fault) -> None:
        code = wait(batch.start(fault, resume=False), "the batch with the fault")
        if fault.held:
            assert code == -signal.SIGKILL, (
                f"ended with {code} instead of being killed: {batch.said()[-2000:]}"
            )
            wait_until(lambda: not batch.processes(), "all tasks to end without a manager")
        killed = fault.kind == KILL and not fault.is_of_supervisor and Path(fault.fired).exists()
        assert code in ((-signal.SIGKILL,) if killed or fault.held else (0, 1, 2)), (
            f"ended with {code}: {batch.said()[-2000:]}"
        )

    def _usual(self) -> Mapping[str, Any]:
        """The report of the same batch without a fault."""
        if self._undisturbed is None:
            with self._batch() as batch:
                self._undisturbed = self._run(batch)
        return self._undisturbed

    def _damage_store(self, batch: BatchFolder) -> None:
        """Give the batch the data folder of an earlier one, whose store has a backup and is damaged."""
        if self._earlier is None:
            with self._batch() as earlier:
                self._run(earlier)
                self._earlier = self._folder / "earlier"
                shutil.copytree(earlier.data, self._earlier)
        shutil.copytree(self._earlier, batch.folder / DATA)
        store = batch.data / "store" / "queue.sqlite3"
        with store.open("r+b") as file:
            file.seek(100)
            file.write(b"\xff" * 8000)

    def _run(self, batch: BatchFolder) -> Mapping[str, Any]:
        code = batch.run(resume=False)
        assert code == 1, f"ended with {code}: {batch.said()}"
        return batch.report()

    @contextmanager
    def _batch(self) -> Iterator[BatchFolder]:
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            yield BatchFolder(Path(name), small_batch(Path(name)))


def _unexplained(
    fault: Fault, undisturbed: Mapping[str, Any], report: Mapping[str, Any], ledger: Ledger
) -> Sequence[str]:
    """Differences to the usual report that the fault is no reason for.

    A supervisor that is killed costs attempts, which are lost. A disk that fails costs those that say so.
    """
    started = {task for task, _ in ledger.starts}
    spoiled = {row["id"] for row in report["tasks"] if _is_spoiled(fault, row, started)}
    if spoiled:
        spoiled |= {row["id"] for row in report["tasks"] if row["state"] == "cancelled"}
    return [text for text in differences(undisturbed, report) if text.split()[1] not in spoiled]


def _is_spoiled(fault: Fault, row: Mapping[str, Any], started: Collection[str]) -> bool:
    """Whether a task may be otherwise than usual, and says why."""
    if fault.is_of_supervisor and (row["state"] == "lost" or row["attempts"] > 1):
        return True
    said = any(os.strerror(number) in row["detail"] for number in (errno.EIO, errno.ENOSPC))
    return fault.kind != KILL and row["state"] == "failed" and (said or row["id"] not in started)
