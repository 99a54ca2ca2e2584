"""What is known of the processes of this computer, and who belongs to which task's tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum, unique
from typing import NamedTuple, Protocol

MARK_VARIABLE = "PEM_TASK_MARK"
MARK_SEPARATOR = "\x1f"


def marked(env: Mapping[str, str], mark: str) -> dict[str, str]:
    """An environment with a task's mark, which follows that of an outer manager's task, if there is one."""
    outer = env.get(MARK_VARIABLE)
    return {**env, MARK_VARIABLE: f"{outer}{MARK_SEPARATOR}{mark}" if outer else mark}


@unique
class TreeSignal(StrEnum):
    """What can be sent to a process, whatever the system calls it."""

    SUSPEND = "SIGSTOP"
    RESUME = "SIGCONT"
    TERMINATE = "SIGTERM"
    KILL = "SIGKILL"


class ProcessInfo(NamedTuple):
    """A living process as it was a moment ago.

    ``started`` is its start time in the table's own unit, whole numbers that no clock change moves
    where the system has such a thing; with the pid it makes an identity. ``stopped`` is whether it
    holds still by a signal; ``blocked`` whether it sits in the kernel, where a signal waits until it
    comes out. ``cpu_s`` and ``age_s`` are seconds, ``memory_mb`` is resident MiB; ``cpu_s`` holds the
    time of the children that it has waited for too, where the system tells.
    """

    pid: int
    started: int
    stopped: bool = False
    blocked: bool = False
    cpu_s: float = 0.0
    memory_mb: float = 0.0
    age_s: float = 0.0

    @property
    def identity(self) -> tuple[int, int]:
        """What tells this process from every other one, also from a later one of the same pid."""
        return self.pid, self.started


class Origin(NamedTuple):
    """When a process started, in the table's own unit, and which one started it."""

    started: int
    parent: int


class ProcessTable(Protocol):
    """Finds the members of trees, and signals them without ever hitting a stranger.

    Members are the processes of the root's session, those whose environment carries the root's
    mark, where it can be seen those that write to the root's output, and the descendants of all
    these. All methods may be called from any thread.
    """

    @property
    def needs_unreaped_root(self) -> bool:
        """Whether a root that has ended must not be reaped before its tree is found empty.

        An unreaped root keeps its pid, so the number of its session cannot become a stranger's.
        """

    def adopt(self, pid: int, mark: str, output: str | None = None, origin: Origin | None = None) -> None:
        """Remember a process that was just started, not reaped yet, as the root of a tree.

        ``output`` is the file (absolute, links resolved) that its tree alone inherits as output. Without an
        ``origin``, told by whoever has started it, that is looked up.
        """

    def release(self, pid: int) -> None:
        """Forget a root; its pid may be given to a stranger from now on."""

    def trees(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """The living members of each root's tree, elders first; zombies are not alive."""

    def known(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """Like ``trees``, of the members that were seen before: cheap, because nobody is searched for."""

    def claim(self, root: int, pids: Collection[int]) -> None:
        """Take processes into a root's tree that are known to belong to it by other means."""

    def disk_mb(self, process: ProcessInfo) -> tuple[float, float] | None:
        """MiB read from and written to disks so far; ``None`` if that cannot be known."""

    def proportional_mb(self, process: ProcessInfo) -> float | None:
        """MiB with each shared page counted by its share (PSS), slow; ``None`` if it cannot be known."""

    def lower(self, root: int) -> None:
        """Let a tree, and whoever joins it, have processor and disk only after everybody else.

        Only by means that ``restore`` can take back; where there are none, nothing happens.
        """

    def restore(self, root: int) -> None:
        """Give a tree that was lowered its ordinary share again."""

    def send(self, process: ProcessInfo, wanted: TreeSignal) -> bool:
        """Signal exactly this process; ``False`` if this user may not. One that is gone is fine."""

    def wait_for_end(self, process: ProcessInfo, timeout_s: float) -> None:
        """Return when the process has ended or the time is over."""
