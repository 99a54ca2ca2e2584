"""The watch over files: joins who holds what, what is open and what changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from parallel_execution_manager.runtime.file_watch.accesses import Access, Process
from parallel_execution_manager.runtime.file_watch.doubts import Doubts
from parallel_execution_manager.runtime.file_watch.holdings import Hold, Holder, Holdings
from parallel_execution_manager.runtime.file_watch.judging import Judge, Looks
from parallel_execution_manager.runtime.file_watch.reactions import Reaction, Reactions
from parallel_execution_manager.runtime.file_watch.records import Record
from parallel_execution_manager.runtime.file_watch.sightings import Look, look
from parallel_execution_manager.runtime.file_watch.strangers import Strangers, is_below
from parallel_execution_manager.scheduling.model.task import FileClaim
from parallel_execution_manager.system.files.changes import ChangeKind, FileChange, FileChanges, Stamp, stamp
from parallel_execution_manager.system.processes.open_files import OpenFiles
from parallel_execution_manager.system.processes.table import ProcessTable

TELL_AGAIN_S: Final = 600.0

Affected = list[tuple[FileChange, list[Hold]]]


class Watched(NamedTuple):
    """A holder as it is now: its claims, the root of its process tree, and where it works.

    A process that is no task has no ``root``: it holds files, but what it has open is not recorded.
    """

    holder: Holder
    claims: tuple[FileClaim, ...]
    root: int | None = None
    folders: tuple[str, ...] = ()


class FileWatch:
    """Looks whenever it is told to. May be used from any thread; one look is made at a time.

    ``watched`` gives all running tasks and other holders. ``act`` carries out reactions, ``report`` tells
    what cannot be seen; both are called after a look, without any lock.
    """

    def __init__(
        self,
        watched: Callable[[], Sequence[Watched]],
        table: ProcessTable,
        files: OpenFiles,
        changes: FileChanges,
        reactions: Reactions,
        *,
        act: Callable[[Reaction], None],
        report: Callable[[str], None],
        data_dir: Path,
    ) -> None:
        self._watched = watched
        self._table = table
        self._files = files
        self._changes = changes
        self._reactions = reactions
        self._act = act
        self._report = report
        self._data_dir = str(data_dir.resolve())
        self._lock = threading.Lock()
        self._holdings = Holdings()
        self._looks = Looks()
        self._doubts = Doubts()
        self._stamps: dict[str, Stamp | None] = {}
        self._records: dict[tuple[str, int], Record] = {}
        self._known: dict[tuple[str, int], Watched] = {}
        self._over: set[Holder] = set()
        self._members: frozenset[int] = frozenset()
        self._untold: list[Reaction | str] = []
        self._told_at: dict[str, float] = {}
        strangers = Strangers(files, lambda: self._members)
        self._judge = Judge(self._process, strangers.writer_of, is_below)

    def look(self) -> int:
        """Look once, and let follow what follows; returns how many are watched."""
        with self._lock:
            # Asked before the news is taken: what is told of a file then happened before anybody who holds
            # it only from now on had it.
            watched = {entry.holder: entry for entry in self._watched()}
            self._over &= watched.keys()
            current = {holder: entry for holder, entry in watched.items() if holder not in self._over}
            affected = self._take()
            self._update(current)
            self._judge_all(affected)
        self._tell()
        return len(current)

    def finish(self, task_id: str, attempt: int) -> Record | None:
        """An attempt is over, and its files are about to be given back; what was seen of it, if anything."""
        key = (task_id, attempt)
        if key not in self._known:
            return None
        with self._lock:
            if affected := self._take():
                self._judge_all(affected)
            entry = self._known.get(key)
            record = self._records.get(key)
            if entry is not None:
                self._over.add(entry.holder)
                self._forget(entry)
        self._tell()
        return record

    def close(self) -> None:
        """Give back what the kernel holds for the watch."""
        with self._lock:
            self._changes.close()

    def _update(self, current: Mapping[Holder, Watched]) -> None:
        known = {entry.holder: entry for entry in self._known.values()}
        gone = known.keys() - current.keys()
        fresh = current.keys() - known.keys()
        for holder in gone:
            self._forget(known[holder])
        for holder in fresh:
            self._remember(current[holder])
        if any(known[holder].claims for holder in gone) or any(current[holder].claims for holder in fresh):
            files = self._holdings.files
            self._changes.follow(files, self._holdings.trees)
            self._stamps = {p: self._stamps[p] if p in self._stamps else stamp(p) for p in files}

    def _remember(self, entry: Watched) -> None:
        key = (entry.holder.id, entry.holder.attempt)
        self._known[key] = entry
        self._holdings.add(entry.holder, entry.claims)
        if entry.root is not None:
            self._records[key] = Record(entry.folders, self._data_dir)

    def _forget(self, entry: Watched) -> None:
        key = (entry.holder.id, entry.holder.attempt)
        for access in self._doubts.end(entry.holder):
            self._react(access)
        del self._known[key]
        self._records.pop(key, None)
        self._holdings.remove(entry.holder)
        self._reactions.forget(entry.holder)

    def _take(self) -> Affected:
        """The news, each with the claims that it concerns."""
        changes = self._changes.take()
        self._untold += [problem for problem in changes.problems if self._is_due(problem)]
        affected: Affected = []
        for change in changes.found:
            holds = self._holdings.of(change.path)
            if not holds or (change.kind is ChangeKind.CLOSED and not self._differs(change.path)):
                continue
            if change.kind is ChangeKind.MADE:
                self._holdings.note_made(change.path)
            if change.path in self._stamps:
                self._stamps[change.path] = stamp(change.path)
            affected.append((change, holds))
        return affected

    def _is_due(self, problem: str) -> bool:
        """Whether a problem was not told for a while: what is lost once is lost again while work goes on."""
        now = time.monotonic()
        if now - self._told_at.get(problem, float("-inf")) < TELL_AGAIN_S:
            return False
        self._told_at[problem] = now
        return True

    def _differs(self, path: str) -> bool:
        return path in self._stamps and self._stamps[path] != stamp(path)

    def _judge_all(self, affected: Affected) -> None:
        newest = self._look_at_all()
        self._looks = self._looks.then(newest)
        now = time.monotonic()
        for access in self._doubts.settle(newest, now):
            self._react(access)
        for access in (
            *self._judge.of_changes(affected, self._looks),
            *self._judge.of_open_files(newest, self._holdings),
        ):
            if access.excludes_holder:
                self._doubts.add(access, self._looks.oldest, now)
            else:
                self._react(access)

    def _react(self, access: Access) -> None:
        reaction = self._reactions.to(access)
        if reaction is not None:
            self._note(reaction)

    def _look_at_all(self) -> Look:
        roots = {entry.holder: entry.root for entry in self._known.values() if entry.root is not None}
        trees = self._table.trees(frozenset(roots.values())) if roots else {}
        members = {holder: trees[root] for holder, root in roots.items()}
        self._members = frozenset(member.pid for tree in members.values() for member in tree)
        made = look(members, self._holdings.holders, self._files)
        for seen in made.sightings:
            record = self._records[seen.task.id, seen.task.attempt]
            record.note_file(seen.file.path, writable=seen.file.writable)
        return made

    def _note(self, reaction: Reaction) -> None:
        """Keep a reaction for those whom it concerns, and to be carried out."""
        access = reaction.access
        for holder in dict.fromkeys(filter(None, (access.writer, access.hold.holder))):
            record = self._records.get((holder.id, holder.attempt))
            if record is not None:
                record.note_access(reaction.sentence, access.path, is_finding=reaction.is_told)
        if reaction.is_told:
            self._untold.append(reaction)

    def _tell(self) -> None:
        with self._lock:
            untold, self._untold = self._untold, []
        for news in untold:
            if isinstance(news, str):
                self._report(news)
            else:
                self._act(news)

    def _process(self, pid: int) -> Process:
        return Process(pid, self._files.name(pid))
