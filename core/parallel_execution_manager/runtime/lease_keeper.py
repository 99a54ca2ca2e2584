"""The leases of other programs, while a manager runs: it alone decides, and the record follows it."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.lease_answers import Answer, Obstacle, Party, party_of
from parallel_execution_manager.runtime.lease_custody import (
    Kept,
    LeaseCustody,
    LeasesClosedError,
    LeasesUnknownError,
)
from parallel_execution_manager.scheduling.events import LeaseDropped, LeaseWanted
from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.system.files.lock import FileLockError, NoFileLocksError
from parallel_execution_manager.system.processes.exit import ProcessEnds
from parallel_execution_manager.system.processes.identity import ProcessIdentity
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.lease_record import LeaseRecord

logger = logging.getLogger("ParallelExecutionManager")

MOST_WAITING = 16
"""How many requests may wait for their answer here; the next are answered at once, and asked again."""
ASK_AGAIN_S = 0.2
_LONG_AGO = 0.0
"""A time before any event: who waits until then does not wait."""


class LeaseKeeper:
    """Asks the machine on behalf of other programs, and ends their leases with their processes.

    All methods may be called from any thread; ``granted`` and ``denied`` are called in the engine's turn.
    """

    def __init__(self, data_dir: Path, report: Callable[[str], None]) -> None:
        self._custody = LeaseCustody(data_dir)
        self._report = report
        self._kept = self._custody.kept
        self._changed = self._custody.changed
        self.granted, self.denied = self._custody.grant, self._custody.deny
        self._places = threading.Semaphore(MOST_WAITING)
        self._ends = ProcessEnds(self._process_ended)
        self._engine: Engine | None = None
        self._decides = False
        self._closed = "this manager does not decide on leases yet"

    def take_over(self) -> int:
        """From now on nobody but this manager decides: the number of its first lease.

        Raises:
            LeasesUnknownError: what others hold cannot be told, and a task could get a file of theirs.
        """
        try:
            first = self._custody.take_over()
        except NoFileLocksError as error:
            self._closed = str(error)
            return 1
        except FileLockError as error:
            raise LeasesUnknownError(
                f"no manager can start here, as what other programs hold by pem lease is not known: {error}"
            ) from error
        self._decides = True
        return first

    def give_up(self, *, tasks_go_on: bool = False) -> None:
        """Hand back what was taken over, if nothing has begun; else that is for `hand_back`."""
        self._ends.close()
        if self._engine is None:
            self._custody.hand_back(None, tasks_go_on=tasks_go_on)

    def begin(self, engine: Engine) -> None:
        """Tell the machine of what others hold already, and answer from now on."""
        if not self._decides:
            return
        self._engine = engine
        for kept in tuple(self._kept.values()):
            self._want(engine, kept.record, line=True)
        with self._changed:
            self._closed = ""

    def hold(self, record: LeaseRecord) -> None:
        """Let a granted lease of processes that live be known, which nobody asks for: see ``strangers``."""
        engine = self._engine
        if engine is None or record.id in self._kept:
            return
        with self._changed:
            self._kept[record.id] = Kept(record)
        self._want(engine, record, line=True)

    def acquire(self, record: LeaseRecord, *, line: bool, patience_s: float) -> Answer:
        """See ``lease_arbiters.Arbiter``.

        Raises:
            LeasesClosedError: the manager does not decide, or no more.
            FileLockError: the grant cannot be written down.
        """
        engine = self._open_engine()
        with self._changed:
            known = self._kept.get(record.id)
            if known is None:
                self._kept[record.id] = Kept(replace(record, fence=0, granted_at=0.0))
        if known is None:
            self._want(engine, replace(record, fence=0), line=line)
        answer = self._answer(engine, record.id, patience_s if line else 0.0)
        if answer.fence:
            self._save_grant(engine, record.id)
        elif answer.problem or not line:
            self._forget(engine, record.id)
        return answer

    def keep(self, lease_id: str) -> None:
        """The asker knows of its lease; it may end now without ending the lease.

        Raises:
            LeasesClosedError, FileLockError: as above.
        """
        self._open_engine()
        self._watch(lease_id, self._custody.acknowledge(lease_id))

    def join(self, lease_id: str, processes: Sequence[ProcessIdentity]) -> bool:
        """See ``lease_arbiters.Arbiter``.

        Raises:
            LeasesClosedError, FileLockError: as above.
        """
        self._open_engine()
        return self._watch(lease_id, self._custody.join(lease_id, processes))

    def drop(self, lease_id: str) -> None:
        """End a lease or its place in line.

        Raises:
            LeasesClosedError, FileLockError: as above.
        """
        self._forget(self._open_engine(), lease_id)
        self._save()

    def release(self, lease_id: str) -> None:
        """End a lease whose processes have ended, if that was not noticed yet.

        Raises:
            WishRefused: one of them lives, or there is no such lease.
            LeasesClosedError, FileLockError: as above.
        """
        engine = self._open_engine()
        record = self.record(lease_id)
        if record is None:
            raise WishRefused([f"there is no lease {lease_id!r} of a program any more: it has ended"])
        if record.is_alive():
            way_out = f"end it, or let it release the lease itself (pem lease release {lease_id})"
            raise WishRefused([f"{party_of(record).words} still runs, so its lease is not stale: {way_out}"])
        self._forget(engine, lease_id)
        self._save()

    def record(self, lease_id: str) -> LeaseRecord | None:
        """A lease of a program that is no task, or one that is awaited; ``None`` if it is not known."""
        with self._changed:
            kept = self._kept.get(lease_id)
            return None if kept is None else kept.record

    def records(self) -> tuple[LeaseRecord, ...]:
        """Every lease of a program that is no task, awaited ones too."""
        with self._changed:
            return tuple(kept.record for kept in self._kept.values())

    def party(self, name: str, since: float, fence: int = 0) -> Party:
        """The task or the program ``name``, which has or wants a file ``since`` (monotonic seconds)."""
        record = self.record(name)
        if record is not None:
            return party_of(record)
        return Party(name, name, 0, since + time.time() - time.monotonic(), fence)

    def stop_answering(self) -> None:
        """Answer nobody any more, those who wait neither: they ask again, whoever decides then."""
        with self._changed:
            self._closed = "the manager ends"
            self._changed.notify_all()

    def hand_back(self, *, tasks_go_on: bool = False) -> None:
        """Write down what others hold, and let the record decide again.

        If tasks go on without this manager, nobody gets files until they have ended, or a manager is there
        that knows what they hold: the record then names this one as a manager that has ended.
        """
        self._ends.close()
        if self._engine is not None:
            fence = self._engine.look(lambda machine: machine.last_fence)
            self._custody.hand_back(fence, tasks_go_on=tasks_go_on)

    def _open_engine(self) -> Engine:
        with self._changed:
            if self._engine is None or self._closed:
                raise LeasesClosedError(self._closed)
            return self._engine

    def _want(self, engine: Engine, record: LeaseRecord, *, line: bool) -> None:
        engine.settle(
            LeaseWanted,
            lease_id=record.id,
            claims=record.claims,
            holder=record.holder,
            priority=record.priority,
            until=None if line else _LONG_AGO,
            fence=record.fence,
        )
        # Only now: whoever has ended is told at once, and the machine must know what it is to drop.
        asker = () if record.asker is None else (record.asker,)
        self._ends.watch(record.id, (*record.processes, *asker))
        if self.record(record.id) is None:
            # It was given up before the machine knew of it.
            self._ends.forget(record.id)
            engine.settle(LeaseDropped, lease_id=record.id)

    def _watch(self, lease_id: str, processes: Sequence[ProcessIdentity]) -> bool:
        """A lease is of these from now on; ``False`` if of none, because there is no such lease."""
        with self._changed:
            if processes and lease_id in self._kept:
                self._ends.watch(lease_id, processes)
        if processes:
            self._save()
        return bool(processes)

    def _answer(self, engine: Engine, lease_id: str, patience_s: float) -> Answer:
        with self._place() as may_wait, self._changed:
            kept = self._kept.get(lease_id)
            if kept is not None and may_wait and patience_s > 0:
                self._changed.wait_for(lambda: self._is_settled(lease_id), patience_s)
                kept = self._kept.get(lease_id)
            if self._closed:
                raise LeasesClosedError(self._closed)
            if kept is None:
                return Answer(problem="the place in line was given up, or the process has ended")
            if kept.record.is_granted or kept.problem:
                return Answer(kept.record.fence, problem=kept.problem)
        return Answer(obstacle=self._obstacle(engine, lease_id), again_s=0.0 if may_wait else ASK_AGAIN_S)

    def _is_settled(self, lease_id: str) -> bool:
        kept = self._kept.get(lease_id)
        return kept is None or kept.record.is_granted or bool(kept.problem or self._closed)

    @contextlib.contextmanager
    def _place(self) -> Iterator[bool]:
        """Whether this request may wait here: each that does takes a thread of the door."""
        free = self._places.acquire(blocking=False)
        try:
            yield free
        finally:
            if free:
                self._places.release()

    def _obstacle(self, engine: Engine, lease_id: str) -> Obstacle | None:
        conflict = engine.look(lambda machine: machine.lease_conflict(lease_id))
        if conflict is None:
            return None
        since = time.monotonic() if conflict.since is None else conflict.since
        return Obstacle(name_of(conflict.claim), self.party(conflict.holder, since), conflict.waits)

    def _forget(self, engine: Engine, lease_id: str) -> None:
        """The lease is no more; the machine is told, unless it has denied it and knows."""
        with self._changed:
            kept = self._kept.pop(lease_id, None)
            self._changed.notify_all()
        self._ends.forget(lease_id)
        if kept is not None and not kept.problem:
            engine.settle(LeaseDropped, lease_id=lease_id)

    def _process_ended(self, lease_id: str) -> None:
        with self._changed:
            kept, engine = self._kept.get(lease_id), self._engine
        if kept is None or engine is None or kept.record.is_alive():
            return
        self._forget(engine, lease_id)
        try:
            self._save()
        except (FileLockError, DataDirError) as error:
            # Harmless: whoever reads the record sees that the process is gone.
            self._report(str(error))

    def _save_grant(self, engine: Engine, lease_id: str) -> None:
        """Write down what was granted; what cannot be is given back, unless the asker has it already."""
        try:
            self._save()
        except (FileLockError, DataDirError):
            if (record := self.record(lease_id)) is not None and record.asker is not None:
                self._forget(engine, lease_id)
            raise

    def _save(self) -> None:
        engine = self._engine
        self._custody.save(0 if engine is None else engine.look(lambda machine: machine.last_fence))
