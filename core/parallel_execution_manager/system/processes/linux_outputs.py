"""Which task a process of Linux writes for: the one lineage that no cleared environment hides."""

from __future__ import annotations

import os
from contextlib import suppress

from parallel_execution_manager.system.processes.linux_proc import PROC, read_stat

_STDOUT_AND_STDERR = (1, 2)


class RootOutputs:
    """The output files of roots, each of which only that root's tree inherits.

    A program keeps its open files whatever it does with its environment, session and parent. The
    names of open files are compared before the files: asking for a file may wait for a dead network
    drive, asking for the name of an open file does not.

    ``subreaper`` is whether this process is given the orphans of all roots: then nobody else's count.
    """

    def __init__(self, *, subreaper: bool = False) -> None:
        self._subreaper = subreaper
        self._outputs: dict[int, tuple[str, str]] = {}
        self._parents: dict[int, int] = {}

    def add(self, root: int, output: str, mark: str, parent: int | None = None) -> None:
        """Remember that what ``root`` starts inherits the file ``output`` (absolute, links resolved).

        Its ``parent``, if that is not this process, is a supervisor to which orphans come.
        """
        self._outputs[root] = output, mark
        if parent is not None:
            self._parents[root] = parent

    def discard(self, root: int) -> None:
        """Forget a root, if it is known."""
        self._outputs.pop(root, None)
        self._parents.pop(root, None)

    def marks(self, pid: int, parent: int) -> tuple[str, ...]:
        """The mark of the root whose output the orphan ``pid`` writes to; none if it may be no task's."""
        outputs = self._outputs.copy()
        found: set[str] = set()
        for link in (f"{PROC}/{pid}/fd/{number}" for number in _STDOUT_AND_STDERR) if outputs else ():
            with suppress(OSError):
                name = os.readlink(link)  # noqa: PTH115 - done often: no Path is made of it
                found |= {mark for path, mark in outputs.values() if path == name and _is_file(link, path)}
        return tuple(found) if len(found) == 1 and self._may_be_orphan(parent) else ()

    def _may_be_orphan(self, parent: int) -> bool:
        """Whether a child of ``parent`` may have been given to it when its own parent ended."""
        return parent in self._parents.copy().values() or self._subreaper is _is_own_descendant(parent)


def _is_own_descendant(parent: int) -> bool:
    """Whether this process, or one that it started, is the parent, so that it is no orphan of a task.

    Whoever embeds a manager may have a program of their own add to a task's output. Only the first
    process of a container, which inherits all orphans, cannot tell the two apart.
    """
    own, above = os.getpid(), parent
    while above not in {0, 1, own}:
        stat = read_stat(above)
        above = stat.parent if stat else 0
    return above == own != 1


def _is_file(link: str, path: str) -> bool:
    """Whether the open file is that of this name here; in another mount namespace it is another."""
    return os.path.samefile(link, path)  # noqa: PTH121 - see above
