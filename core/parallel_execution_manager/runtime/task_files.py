"""The files of an attempt: looked up once more before it starts, held while it runs."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import field
from pathlib import Path

from parallel_execution_manager.roles.results import Finding
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import FileClaim, TaskSpec
from parallel_execution_manager.system.files.fingerprints import (
    MOST_FILES,
    HeldFiles,
    OpenFilesShare,
    files_of,
)
from parallel_execution_manager.system.files.identity import FileIdentifier, FileIdentityError, spelling

MOST_TURNS_BACK = 3
"""So often in a row a task goes back into the line because its files are others: some never settle."""
MOST_NAMED = 3


class FilesMoved(Exception):
    """A task's files are others than those it was granted; ``claims`` are those of now."""

    def __init__(self, claims: tuple[FileClaim, ...]) -> None:
        super().__init__("the files are others than those that were granted")
        self.claims = claims


@dataclass(slots=True)
class AttemptFiles:
    """The files of one attempt, leased under the number ``fence``. Safe in any thread.

    ``problem`` says why it cannot start with them, empty if it can. ``told`` is what people are to know
    of them, for the result.
    """

    fence: int = 0
    held: HeldFiles | None = None
    problem: str = ""
    told: list[Finding] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stands_still(self) -> None:
        """The attempt's processes have just been stopped."""
        if self.held is not None:
            with self._lock:
                self._note(self.held.stands_still(), "while the task ran")

    def goes_on(self) -> str:
        """The attempt's processes are about to run on; a sentence if others touched its files, else empty."""
        if self.held is None:
            return ""
        when = "while the task was suspended"
        with self._lock:
            changed = self._note(self.held.goes_on(), when)
        return f"{_named(changed)} changed {when}" if changed else ""

    def ends(self) -> tuple[Finding, ...]:
        """The attempt's processes are gone: everything that is to be told of its files."""
        if self.held is None:
            return tuple(self.told)
        with self._lock:
            self._note(self.held.ends(), "while the task ran, which reads it")
            if self.held.has_left_out:
                told = f"only {MOST_FILES:,} of its files were watched for changes by others"
                self.told.append(Finding("note", told))
            return tuple(self.told)

    def close(self) -> None:
        """Hold nothing any more."""
        if self.held is not None:
            self.held.close()

    def _note(self, paths: list[str], when: str) -> list[str]:
        self.told.extend(Finding("warning", f"{Path(path).name} was changed {when}", path) for path in paths)
        return paths


class FileKeeper:
    """Makes the `AttemptFiles` of every attempt. Safe in any thread.

    ``identifier`` makes what turns paths into claims; what lies in the folders ``skipped`` is never compared.
    """

    def __init__(
        self,
        share: OpenFilesShare,
        identifier: Callable[[], FileIdentifier] = FileIdentifier,
        skipped: Sequence[str] = (),
    ) -> None:
        self._share = share
        self._identifier = identifier
        self._skipped = tuple(skipped)
        self._turns_back: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, task: TaskSpec, fence: int) -> AttemptFiles:
        """Look up once more the files that a task was granted under the number ``fence``, and hold them.

        Raises:
            FilesMoved: they are others than those that were granted, and a lease of these is needed.
        """
        if not task.claims:
            return AttemptFiles(fence)
        try:
            claims = self._as_they_are(task)
        except FileIdentityError as error:
            return AttemptFiles(fence, problem=str(error))
        moved = any(map(needs_more, claims, task.claims))
        if moved and self._turn_back(task.id):
            raise FilesMoved(claims)
        with self._lock:
            self._turns_back.pop(task.id, None)
        told = [*_unsettled(task, moved=moved), *_matchless(claims)]
        return self._held(fence, claims, told)

    def take_over(self, task: TaskSpec, fence: int) -> AttemptFiles:
        """Hold the files of a task that runs already: what it was granted is what it has."""
        return self._held(fence, task.claims, [])

    def forget(self, task_id: str) -> None:
        """The task is no longer known."""
        with self._lock:
            self._turns_back.pop(task_id, None)

    def _as_they_are(self, task: TaskSpec) -> tuple[FileClaim, ...]:
        files = self._identifier()
        return tuple(files.identify(spelling(claim), "/", claim.mode) for claim in task.claims)

    def _held(self, fence: int, claims: tuple[FileClaim, ...], told: list[Finding]) -> AttemptFiles:
        held = HeldFiles(claims, self._share, self._skipped) if claims else None
        return AttemptFiles(fence, held, told=told)

    def _turn_back(self, task_id: str) -> bool:
        with self._lock:
            if self._turns_back[task_id] >= MOST_TURNS_BACK:
                return False
            self._turns_back[task_id] += 1
            return True


def needs_more(now: FileClaim, granted: FileClaim) -> bool:
    """Whether a claim is known by something by which the granted one was not.

    A file that is gone is not: what it was known by is still granted.
    """
    return (
        (now.path, now.scope, now.pattern) != (granted.path, granted.scope, granted.pattern)
        or now.inode not in (None, granted.inode)
        or now.place not in (None, granted.place)
        or not set(now.folders) <= set(granted.folders)
        or not set(now.links) <= set(granted.links)
    )


def _unsettled(task: TaskSpec, *, moved: bool) -> list[Finding]:
    if not moved:
        return []
    return [
        Finding(
            "warning",
            f"the files of task {task.name!r} are others each time they are looked at; only their paths "
            "protect them, not other names of them",
        )
    ]


def _matchless(claims: Sequence[FileClaim]) -> list[Finding]:
    """A pattern may match nothing, for what it keeps free may be yet to be made; but it may be a slip too."""
    empty = [claim for claim in claims if claim.pattern and next(files_of(claim), None) is None]
    return [Finding("note", f"{spelling(claim)} matched no file when the task started") for claim in empty]


def _named(paths: Sequence[str]) -> str:
    names = ", ".join(Path(path).name for path in paths[:MOST_NAMED])
    more = len(paths) - MOST_NAMED
    return f"{names} and {more} more" if more > 0 else names
