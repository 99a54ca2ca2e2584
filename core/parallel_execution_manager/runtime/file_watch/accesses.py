"""What was done to a file that is leased to another, by whom as far as that was seen, in words."""

from __future__ import annotations

from enum import Enum, unique

from parallel_execution_manager.runtime.file_watch.holdings import Hold, Holder
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@unique
class Deed(Enum):
    """What was done; the value is how people read it."""

    WRITTEN = "was written"
    REPLACED = "was made or replaced"
    REMOVED = "was removed or renamed"
    OPEN_TO_WRITE = "is open to write"
    OPEN = "is open"
    OPEN_TO_READ = "is open to read"

    @property
    def changes(self) -> bool:
        """Whether the file was changed, or is about to be."""
        return self not in (Deed.OPEN, Deed.OPEN_TO_READ)


@dataclass(frozen=True, slots=True)
class Process:
    """A process as people know it."""

    pid: int
    name: str = ""

    def __str__(self) -> str:
        return f"process {self.pid} ({self.name})" if self.name else f"process {self.pid}"


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody touched ``path``, which falls under ``hold``.

    ``writer`` is the task that did it, ``process`` the process that was seen with the file open. Without
    both the writer is unknown; ``may_be_own`` then says that it may be the holder itself.
    ``is_counted_writing`` is whether the system counts what was done as written; else all that runs may
    have done it.
    """

    path: str
    hold: Hold
    deed: Deed
    writer: Holder | None = None
    process: Process | None = None
    may_be_own: bool = False
    is_counted_writing: bool = True

    @property
    def is_own(self) -> bool:
        """Whether the holder itself did what it has not claimed to do."""
        return self.writer == self.hold.holder

    @property
    def is_certain(self) -> bool:
        """Whether a task was seen with the file open to write."""
        return self.writer is not None and self.process is not None and self.deed.changes

    @property
    def excludes_holder(self) -> bool:
        """Whether the writer is unknown, and it cannot have been the holder."""
        return self.writer is None and self.process is None and not self.may_be_own

    @property
    def by(self) -> object:
        """Whoever did it, to be told from others; ``None`` if that is unknown."""
        return self.writer or (self.process and self.process.pid)

    @property
    def key(self) -> tuple[object, ...]:
        """What is told only once: a file, and who touched it how."""
        return self.path, self.by, self.deed.changes

    def __str__(self) -> str:
        lease = "leased to" if self.hold.is_alone else "leased for reading to"
        return f"{self.path} {self.deed.value} while {lease} {self.hold.holder.label}: {self.by_whom}"

    @property
    def by_whom(self) -> str:
        """Who did it, and where that was seen."""
        if self.is_own:
            return f"by its own {self.process}, which was to read it only"
        if self.writer is not None:
            return f"by {self.writer.label}, seen open in {self.process}"
        if self.process is not None:
            return f"by {self.process}, which belongs to no task"
        return "writer unknown, it may be the task itself" if self.may_be_own else "writer unknown"
