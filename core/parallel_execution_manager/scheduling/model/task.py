"""Tasks, their requirements and file claims, and the states of tasks and roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import IntEnum, StrEnum, unique
from types import MappingProxyType
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})
BOTH_NEEDS = frozenset({"cpu_cores", "memory_mb"})
NO_ENV: Mapping[str, str] = MappingProxyType({})


@unique
class Priority(IntEnum):
    """How important a task is inside its role; a higher value starts first.

    ``word`` is what is used in task files and in the window: ``low``, ``normal`` or ``high``.
    """

    LOW = 0
    NORMAL = 1
    HIGH = 2

    def __init__(self, _value: int) -> None:
        self.word = self.name.lower()


@unique
class TaskState(StrEnum):
    """Where a task stands. Waiting is no state: it is a queued task with failing checks.

    ``is_final`` is whether nothing more happens to the task by itself, ``is_live`` whether a process of it
    exists or is about to exist.
    """

    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    SUSPENDED = "suspended"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    LOST = "lost"

    def __init__(self, word: str) -> None:
        # Plain attributes, as they are asked for at each step of each task.
        self.is_live = word in {"starting", "running", "suspended"}
        self.is_final = word != "queued" and not self.is_live


@unique
class RoleState(StrEnum):
    """What a role may do: nothing, everything, only go on with what runs, or hold still."""

    STOPPED = "stopped"
    ACTIVE = "active"
    THROTTLED = "throttled"
    SUSPENDED = "suspended"


@unique
class ClaimMode(StrEnum):
    """How a task uses a file: alone (write) or together with other readers (read)."""

    WRITE = "write"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a task needs while it runs: processor cores (may be a fraction) and memory in MiB."""

    cpu_cores: float = 0.0
    memory_mb: float = 0.0


@unique
class ClaimScope(StrEnum):
    """How much a claim is of: one file, or a folder with everything below it."""

    FILE = "file"
    TREE = "tree"


@dataclass(frozen=True, slots=True)
class FileClaim:
    """A file, or a tree of files, that a task wants for itself.

    ``path`` is canonical (absolute, links resolved, case folded where the file system folds it): of a
    tree its folder, of a pattern the folder before the first wildcard. ``inode`` is ``(device, inode)``
    of what exists there, so that hard links are seen as one file. ``pattern`` says what of a tree is
    meant, relative to it (``*.csv``, ``**/*.py``); empty is all of it. ``place`` is ``(device, inode)`` of
    the folder around it and the name below that, so that a file that is yet to be made is one file too,
    whichever mount it is reached through. ``folders`` are ``(device, inode)`` of each folder above it, the
    nearest first, by which a tree finds what is below it. Two claims are of one file if any of these matches.
    ``written`` is the absolute path before links were resolved, so that what it means can be looked up again.
    ``links`` are the names that lead through symbolic links, each as a claim without an inode: by them a tree
    finds what is below it by name only.
    """

    path: str
    mode: ClaimMode = ClaimMode.WRITE
    inode: tuple[int, int] | None = None
    scope: ClaimScope = ClaimScope.FILE
    pattern: str = ""
    place: tuple[int, int, str] | None = None
    folders: tuple[tuple[int, int], ...] = ()
    written: str = field(default="", compare=False)
    links: tuple[FileClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaseHolder:
    """A process that is no task and holds files, or waits for them.

    ``label`` is what people read. A process is the one meant if number, start (clock ticks since boot) and
    boot agree: a number alone is given out again.
    """

    label: str
    pid: int
    start_ticks: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """What an operator asked for; never changes while the task runs.

    ``command`` is the program and its arguments; empty means the role's own work, described by
    ``options``. ``declares`` names what of ``requirement`` the task itself says; the rest is its role's.
    ``timeout_s`` counts running time only. ``retries`` is the number of further
    attempts after a failed one. ``cwd`` is absolute.
    """

    id: str
    role: str
    name: str
    priority: Priority = Priority.NORMAL
    command: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=lambda: NO_OPTIONS)
    claims: tuple[FileClaim, ...] = ()
    after: tuple[str, ...] = ()
    requirement: Requirement | None = None
    declares: frozenset[str] = BOTH_NEEDS
    timeout_s: float | None = None
    retries: int = 0
    # Not in what is shown of it: that may stand in the log of a fault.
    env: Mapping[str, str] = field(default_factory=lambda: NO_ENV, repr=False)
    cwd: str = ""
    rerunnable: bool = False


@unique
class OutcomeKind(StrEnum):
    """How an attempt ended, as seen by whoever waited for its process.

    ``LOST`` means that it was started, or may have been, and that nobody has seen its end.
    """

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    NOT_STARTED = "not_started"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one attempt.

    ``exit_code`` is the process's own, negative for a signal, and ``None`` if no process ran.
    ``summary`` is one line for people. ``cpu_s`` and ``max_memory_mb`` are the kernel's account of
    the process and the children it waited for, where the system keeps one. ``delay_s`` is how long the
    process was ready and had to wait for a processor.
    """

    kind: OutcomeKind
    exit_code: int | None = None
    summary: str = ""
    cpu_s: float | None = None
    max_memory_mb: float | None = None
    delay_s: float | None = None
