"""From what was seen to who touched whose file. Nothing is said that was not seen or excluded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from parallel_execution_manager.runtime.file_watch.accesses import Access, Deed, Process
from parallel_execution_manager.runtime.file_watch.holdings import Hold, Holder, Holdings, inode_of
from parallel_execution_manager.runtime.file_watch.sightings import NOTHING, Look, Sighting, can_have_done
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.files.changes import ChangeKind, FileChange

_DEEDS = {
    ChangeKind.WRITTEN: Deed.WRITTEN,
    ChangeKind.CLOSED: Deed.WRITTEN,
    ChangeKind.MADE: Deed.REPLACED,
    ChangeKind.REMOVED: Deed.REMOVED,
}


@dataclass(frozen=True, slots=True)
class Looks:
    """The last three looks, the newest last.

    A change that is told with the newest look happened after the news before it was taken, so after the
    oldest of the three.
    """

    oldest: Look = NOTHING
    middle: Look = NOTHING
    newest: Look = NOTHING

    def then(self, look: Look) -> Looks:
        """These with one more."""
        return Looks(self.middle, self.newest, look)


@dataclass(frozen=True, slots=True)
class Judge:
    """Names who touched a file.

    ``process`` gives a process its name. ``stranger`` looks at the whole computer for one, belonging to no
    task, that has a file open to write; it may refuse to look too often. ``is_below`` is whether a process
    descends from another.
    """

    process: Callable[[int], Process]
    stranger: Callable[[str], Process | None]
    is_below: Callable[[int, int], bool]

    def of_open_files(self, look: Look, holdings: Holdings) -> Iterator[Access]:
        """Files that tasks have open and others hold."""
        for seen in look.sightings:
            holds = holdings.of(seen.file.path, seen.file.inode)
            own = [hold for hold in holds if hold.holder == seen.task]
            if any(hold.is_alone for hold in own):
                continue
            others = [hold for hold in holds if hold.holder != seen.task and not self._is_family(hold, seen)]
            for hold in others or own:
                deed = _deed(seen, hold)
                if deed is not None:
                    yield Access(seen.file.path, hold, deed, seen.task, self.process(seen.pid))

    def of_changes(
        self, changes: Iterable[tuple[FileChange, Sequence[Hold]]], looks: Looks
    ) -> Iterator[Access]:
        """Changes of held files, each with the claims that it fell under when it happened."""
        for change, holds in changes:
            for hold in holds:
                yield from self._of_change(change, hold, looks)

    def _of_change(self, change: FileChange, hold: Hold, looks: Looks) -> Iterator[Access]:
        path, deed, inode = change.path, _DEEDS[change.kind], inode_of(change.path)
        writers: dict[Holder, Sighting] = {}
        for look in (looks.middle, looks.newest):
            writers.update({seen.task: seen for seen in look.writers(path, inode)})
        own = writers.pop(hold.holder, None)
        for task, seen in writers.items():
            if not self._is_family(hold, seen):
                yield Access(path, hold, deed, task, self.process(seen.pid))
        if writers:
            return
        only_writing = change.kind is ChangeKind.WRITTEN
        may_be_own = can_have_done(hold.holder, looks.oldest, looks.newest, only_writing=only_writing)
        if own is None or not may_be_own:
            unseen = Access(path, hold, deed, may_be_own=may_be_own, is_counted_writing=only_writing)
            yield from self._of_unseen(unseen)
        elif not hold.is_alone:
            yield Access(path, hold, deed, hold.holder, self.process(own.pid))

    def _of_unseen(self, unseen: Access) -> Iterator[Access]:
        """A change by one who was not seen; it is the holder's own business as long as it may be its own."""
        stranger, hold = self.stranger(unseen.path), unseen.hold
        if stranger is None:
            if not unseen.may_be_own or not hold.is_alone:
                yield unseen
        elif hold.holder.pid is None or not self.is_below(stranger.pid, hold.holder.pid):
            yield replace(unseen, process=stranger, may_be_own=False)

    def _is_family(self, hold: Hold, seen: Sighting) -> bool:
        """Whether a process that holds a file for itself stands above the one that was seen."""
        return hold.holder.pid is not None and self.is_below(seen.pid, hold.holder.pid)


def _deed(seen: Sighting, hold: Hold) -> Deed | None:
    """What is undeclared about having a file open that ``hold`` is about; ``None`` if nothing is."""
    if seen.file.writable:
        return Deed.OPEN_TO_WRITE
    if not hold.is_alone:
        return None
    return Deed.OPEN if seen.file.writable is None else Deed.OPEN_TO_READ
