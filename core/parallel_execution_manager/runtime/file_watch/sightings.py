"""One look at what all running tasks have open, and at what they have done since the look before."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final, NamedTuple

from parallel_execution_manager.runtime.file_watch.holdings import Holder, Inode
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.processes.open_files import Deeds, OpenFile, OpenFiles
from parallel_execution_manager.system.processes.table import ProcessInfo

Trees = Mapping[Holder, Sequence[ProcessInfo]]
TreeDeeds = Mapping[tuple[int, int], Deeds | None]


class Sighting(NamedTuple):
    """A file that a process of a task has open."""

    task: Holder
    pid: int
    file: OpenFile


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one time: open files, and what each process of the holders had done."""

    sightings: Sequence[Sighting] = ()
    deeds: Mapping[Holder, TreeDeeds] = field(default_factory=dict)
    _writers: dict[Hashable, list[Sighting]] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for seen in self.sightings:
            if seen.file.writable:
                for key in (seen.file.path, seen.file.inode):
                    self._writers.setdefault(key, []).append(seen)

    def writers(self, path: str, inode: Inode | None) -> Iterator[Sighting]:
        """Who has a file open to write; one who is found by path and by inode comes twice."""
        yield from self._writers.get(path, ())
        if inode is not None:
            yield from self._writers.get(inode, ())


NOTHING: Final = Look()
"""What was seen before the first look."""


def look(trees: Trees, holders: Collection[Holder], files: OpenFiles) -> Look:
    """Look at all processes of ``trees``, and at what those of ``holders`` have done."""
    sightings = [
        Sighting(task, member.pid, file)
        for task, members in trees.items()
        for member in members
        for file in files.of(member.pid) or ()
    ]
    deeds = {
        task: {member.identity: files.deeds(member.pid) for member in members}
        for task, members in trees.items()
        if task in holders
    }
    return Look(sightings, deeds)


def can_have_done(task: Holder, before: Look, after: Look, *, only_writing: bool) -> bool:
    """Whether a task can have done something (or, if ``only_writing``, written) between two looks.

    It cannot if the same processes, none else, are as far as they were. Children that came and went in
    between are counted with the parent that waited for them; one whose parent did not is missed.
    """
    then, now = before.deeds.get(task), after.deeds.get(task)
    if not then or not now or then.keys() != now.keys():
        return True
    for identity, deeds in now.items():
        earlier = then[identity]
        if deeds is None or earlier is None:
            return True
        if deeds.written != earlier.written or (not only_writing and deeds.ran_ns != earlier.ran_ns):
            return True
    return False
