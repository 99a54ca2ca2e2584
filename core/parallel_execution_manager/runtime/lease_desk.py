"""Leases for any program of this user: asked for, waited for, let go of. Needs neither Qt nor a manager."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from parallel_execution_manager.runtime.client import ManagerClient, managers_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.lease_answers import Answer, LeaseRow, Obstacle
from parallel_execution_manager.runtime.lease_arbiters import (
    Arbiter,
    DoorArbiter,
    FileArbiter,
    ManagerDecidesError,
)
from parallel_execution_manager.scheduling.model.task import FileClaim, Priority
from parallel_execution_manager.system.ipc.local_socket import FOLDER
from parallel_execution_manager.system.processes.environment import LEASE_VARIABLE, RUN_DIR_VARIABLE
from parallel_execution_manager.system.processes.identity import (
    ProcessIdentity,
    line_of_descent,
    own_identity,
)
from parallel_execution_manager.system.processes.table import MARK_VARIABLE
from parallel_execution_manager.system.runs.folders import default_data_dir
from parallel_execution_manager.system.storage.lease_file import LeaseFile, LeaseFileError
from parallel_execution_manager.system.storage.lease_record import NO_FACTS, Facts, LeaseRecord, new_id

MANAGER_PATIENCE_S = 15.0
"""How long a manager that begins or ends may keep an answer waiting."""

_LONG_POLL_S = 2.0
_TRY_AGAIN_S = 0.03
_PASSING = ("gone", "closed", "busy")
"""Kinds of errors of a door after which another look tells who decides now."""

_RUN_DIR_DEPTH = 3  # of a run folder below the data folder: runs/<task>/<attempt>

T = TypeVar("T")
Told = Callable[[Obstacle], None]


class LeaseBusyError(Exception):
    """The files are not free; ``obstacle`` is who is before, where that is known."""

    def __init__(self, message: str, obstacle: Obstacle | None = None) -> None:
        super().__init__(message)
        self.obstacle = obstacle


class _NoAnswerError(Exception):
    """No manager answers now; the message says why, if it is busy."""


class LeaseDesk:
    """Asks whoever decides in one data folder, for this process. Any thread may use it."""

    def __init__(self, data_dir: Path, tell: Callable[[str], None] | None = None) -> None:
        """``tell`` is given a sentence when an answer takes long, and why."""
        self.data_dir = data_dir
        self._tell = tell

    def acquire(
        self,
        claims: Sequence[FileClaim],
        label: str,
        processes: Sequence[ProcessIdentity] = (),
        *,
        wait_s: float = 0.0,
        told: Told | None = None,
        priority: Priority = Priority.NORMAL,
        facts: Facts = NO_FACTS,
    ) -> LeaseRecord:
        """All files of ``claims`` for ``processes`` (by default this one), now or within ``wait_s`` seconds.

        ``told`` is called with who is before, each time that changes while this waits.

        Raises:
            LeaseBusyError: they are not free, or waiting for them might never end.
            FileLockError, DoorError, DataDirError: nobody can decide, and why.
        """
        # Looked up each time: this may be a child that was forked from whoever made the desk.
        me = own_identity()
        wanted = LeaseRecord(
            new_id(),
            label,
            tuple(processes) or (me,),
            tuple(claims),
            time.time(),
            priority,
            me,
            facts=facts,
        )
        try:
            fence = self._wait_for(wanted, wait_s, told)
            self._ask(lambda arbiter: arbiter.keep(wanted.id))
        except BaseException:
            # Whatever happened, Ctrl-C too: nobody would know of the lease, or of the place in line.
            with contextlib.suppress(Exception):
                self.drop(wanted.id)
            raise
        return replace(wanted, fence=fence, granted_at=time.time(), asker=None)

    def join(self, lease_id: str, processes: Sequence[ProcessIdentity]) -> None:
        """Let a lease, which this process works under, end only when ``processes`` have ended too.

        Raises:
            LeaseBusyError: it has ended.
            FileLockError, DoorError, DataDirError: nobody can be told, and why.
        """
        if not self._ask(lambda arbiter: arbiter.join(lease_id, processes)):
            raise LeaseBusyError(f"{lease_id}, which this works under, has ended meanwhile; ask again")

    def drop(self, lease_id: str, *, patience_s: float | None = None) -> None:
        """End a lease; one that is not known has ended already.

        Raises:
            FileLockError, DoorError: nobody can be told, and why.
        """
        self._ask(lambda arbiter: arbiter.drop(lease_id), patience_s)

    def records(self) -> Sequence[LeaseRecord]:
        """Every lease of a program that is no task, awaited ones too.

        Raises:
            FileLockError, DoorError: nobody can be asked, and why.
        """
        return self._ask(lambda arbiter: arbiter.records()) if self._was_used() else ()

    def rows(self) -> Sequence[LeaseRow]:
        """Every file that is leased or waited for, also by tasks of a running manager.

        Raises:
            FileLockError, DoorError: nobody can be asked, and why.
        """
        return self._ask(lambda arbiter: arbiter.rows()) if self._was_used() else ()

    def _tell_busy(self, before: str, why: str, patience_s: float) -> str:
        """Tell for what this waits, once; the last reason that there was."""
        if why and not before and self._tell is not None:
            self._tell(f"the manager of {self.data_dir} is busy ({why}); asked again for {patience_s:g} s")
        return why or before

    def _was_used(self) -> bool:
        """Whether anybody has ever leased anything here; if not, whoever only looks leaves no trace."""
        if LeaseFile(self.data_dir).is_there or (self.data_dir.exists() and not self.data_dir.is_dir()):
            return True
        # Both its files were removed, perhaps, and a manager is there that knows all the same.
        return (self.data_dir / FOLDER).is_dir()

    def _wait_for(self, wanted: LeaseRecord, wait_s: float, told: Told | None) -> int:
        deadline = time.monotonic() + wait_s
        before: Obstacle | None = None
        while True:
            left_s = deadline - time.monotonic()
            answer = self._answer(wanted, left_s)
            if answer.fence:
                return answer.fence
            if answer.problem:
                raise LeaseBusyError(answer.problem, answer.obstacle)
            obstacle = answer.obstacle
            if left_s <= 0:
                raise LeaseBusyError(_busy(obstacle, wait_s), obstacle)
            if before is None:
                self._refuse_to_wait_under_a_lease(obstacle, wanted)
            if obstacle is not None and obstacle != before and told is not None:
                told(obstacle)
            before = obstacle or before
            time.sleep(max(0.0, min(answer.again_s, deadline - time.monotonic())))

    def _answer(self, wanted: LeaseRecord, left_s: float) -> Answer:
        return self._ask(
            lambda arbiter: arbiter.acquire(
                wanted, line=left_s > 0, patience_s=max(0.0, min(left_s, _LONG_POLL_S))
            )
        )

    def _refuse_to_wait_under_a_lease(self, obstacle: Obstacle | None, wanted: LeaseRecord) -> None:
        """Whoever holds files and waits for others may wait for somebody that waits for the first ones."""
        under = _own_lease(self.records(), [*line_of_descent(os.getpid()), *wanted.processes])
        if not under and not _is_task_with_lease(os.environ):
            return
        mine = under or "the files of its task"
        raise LeaseBusyError(
            f"{_busy(obstacle, 0.0)}; and this does not wait, because it works under {mine} already, and two "
            "that hold files and wait for each other's would wait for ever: name all files in one request, "
            "or release the others before",
            obstacle,
        )

    def _ask(self, question: Callable[[Arbiter], T], patience_s: float | None = None) -> T:
        """The answer of who decides now; that may change at any moment."""
        patience_s = MANAGER_PATIENCE_S if patience_s is None else patience_s
        deadline = time.monotonic() + patience_s
        busy, manager = "", "the manager"
        while True:
            # Where the record was removed, the manager knows what is leased, and writes it anew.
            clients = () if LeaseFile(self.data_dir).has_record else managers_of(self.data_dir)
            if not clients:
                try:
                    return question(FileArbiter(self.data_dir))
                except ManagerDecidesError as decides:
                    manager = f"the manager in process {decides.manager.pid}"
                clients = managers_of(self.data_dir)
            try:
                return _ask_at_doors(clients, question)
            except _NoAnswerError as error:
                busy = self._tell_busy(busy, str(error), patience_s)
            if time.monotonic() >= deadline:
                raise LeaseFileError(
                    f"{manager} decides on the files of {self.data_dir} "
                    f"and has not answered for {patience_s:g} s; {_way_out(busy)}"
                )
            time.sleep(_TRY_AGAIN_S)


def _ask_at_doors(clients: Iterable[ManagerClient], question: Callable[[Arbiter], T]) -> T:
    """The answer of the first manager that gives one.

    Raises:
        _NoAnswerError: none does, and the next look may find another state of things.
        DoorError: one has refused.
    """
    busy = ""
    for client in clients:
        with client:
            try:
                return question(DoorArbiter(client))
            except DoorError as error:
                if error.kind not in _PASSING:
                    raise
                busy = str(error) if error.kind == "busy" else busy
    raise _NoAnswerError(busy)


def default_lease_dir(env: Mapping[str, str]) -> Path:
    """The data folder whose leases count: in a task that of its manager, else the user's."""
    run_dir = Path(env.get(RUN_DIR_VARIABLE, ""))
    if MARK_VARIABLE in env and run_dir.is_absolute() and len(run_dir.parents) >= _RUN_DIR_DEPTH:
        return run_dir.parents[_RUN_DIR_DEPTH - 1]
    return default_data_dir(env)


def _own_lease(records: Iterable[LeaseRecord], processes: Iterable[ProcessIdentity]) -> str:
    """The id of a lease that one of ``processes`` holds, else nothing."""
    mine = set(processes)
    return next((r.id for r in records if r.is_granted and not mine.isdisjoint(r.processes)), "")


def _is_task_with_lease(env: Mapping[str, str]) -> bool:
    return MARK_VARIABLE in env and env.get(LEASE_VARIABLE, "0") not in ("", "0")


def _way_out(busy: str) -> str:
    if busy:
        return f"it is busy ({busy}), so ask later, or end some of those who listen to it"
    return "let it begin or end, or end it"


def _busy(obstacle: Obstacle | None, wait_s: float) -> str:
    waited = f" and was not let go within {wait_s:g} s" if 0 < wait_s < math.inf else ""
    if obstacle is None:
        return f"a file is not free{waited}"
    doing = "is waited for by" if obstacle.waits else "is held by"
    return f"{obstacle.path} {doing} {obstacle.party.words}{waited}"
