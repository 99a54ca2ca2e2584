"""What the runtime expects of whoever starts processes."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from pathlib import Path
from typing import NamedTuple, Protocol

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.files.atomic_write import lacks_room
from parallel_execution_manager.system.processes.limits import WAY_OUT
from parallel_execution_manager.system.runs.run_files import Identity


@dataclass(frozen=True, slots=True)
class Launch:
    """A process to start: program with arguments, whole environment, absolute working directory."""

    argv: tuple[str, ...]
    cwd: str
    env: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended.

    ``code`` is negative for a signal. ``cpu_s`` and ``max_memory_mb`` are the kernel's account of
    the process and of the children it waited for (``None`` where there is none). ``delay_s`` is how
    long the process was ready and had to wait for a processor. ``left_behind`` counts processes of its
    tree that outlived it and had to be ended.
    """

    code: int
    cpu_s: float | None = None
    max_memory_mb: float | None = None
    delay_s: float | None = None
    left_behind: int = 0


class AttemptKey(NamedTuple):
    """Which attempt of which task a process is for."""

    task_id: str
    attempt: int


class LaunchError(Exception):
    """The process could not be started; the message names the program, the reason, the way out."""


class NoRoomError(LaunchError):
    """Nothing was started, and later it may be.

    The disk has no room for what a start writes down first, or the system for another process.
    """


class AttemptLostError(Exception):
    """A process was started, or may have been, and how it ended cannot be known; the message says why."""


class LeftRunningError(Exception):
    """The executor was closed and the process goes on without it: nothing is to be told of its end."""


class TaskProcess(Protocol):
    """One running process with its whole tree. All methods may be called from any thread."""

    @property
    def pid(self) -> int:
        """The process id of the tree's root."""

    @property
    def log(self) -> Identity | None:
        """Which file the output goes to, whatever has its name now; ``None`` where that is not known."""

    @property
    def is_over(self) -> bool:
        """Whether it is known already how it ended, so that `wait` returns at once."""

    def wait(self) -> Exit:
        """Block until the root has ended and its tree is empty; called once, from one thread.

        Raises:
            AttemptLostError: the tree is gone, and nobody has seen how its root ended.
            LeftRunningError: the executor was closed, and the tree goes on.
        """

    def suspend(self) -> None:
        """Stop every process of the tree; returns when all are stopped or gone."""

    def resume(self) -> None:
        """Let every process of the tree run on."""

    def lower(self) -> None:
        """Let the tree have processor and disk only after everybody else, as far as the system can."""

    def restore(self) -> None:
        """Give the tree its ordinary share again."""

    def stop(self, grace_s: float) -> None:
        """Ask the tree to end (TERM), force it after ``grace_s`` seconds (KILL); blocks until empty.

        A suspended tree is resumed first, so that it can end in order.
        """


@dataclass(frozen=True, slots=True)
class RunningAttempt:
    """An attempt of an earlier manager that goes on; ``suspended`` is whether all of it holds still."""

    process: TaskProcess
    suspended: bool


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """An attempt of an earlier manager that has ended since; ``ended_at`` is seconds since the epoch."""

    exit: Exit
    ended_at: float


@dataclass(frozen=True, slots=True)
class LostAttempt:
    """An attempt that was started, or may have been, whose end nobody has seen; ``reason`` is a sentence."""

    reason: str


Recovered = RunningAttempt | EndedAttempt | LostAttempt


class Executor(Protocol):
    """Starts processes in a session of their own, output going straight to a file.

    ``remembers`` is whether what is started is on record for later managers.
    """

    @property
    def remembers(self) -> bool:
        """Whether ``recover`` knows of every attempt that was started since the computer was."""

    def expect(self) -> None:
        """Something is to be started soon. What of that takes long and leaves nothing behind is done already.

        Returns at once. Where nothing is started after all, ``close`` ends what was made ready.
        """

    def start(self, launch: Launch, output: Path, mark: str, key: AttemptKey) -> TaskProcess:
        """Start ``launch`` with stdout and stderr appended to ``output``.

        ``mark``, another one for each start, is put into the environment as ``PEM_TASK_MARK``, so that
        members of the tree that left their session are still found. ``key`` is what the start is known by
        to a later manager.

        Raises:
            LaunchError: the program does not exist, is not executable, or the system refuses.
            AttemptLostError: it cannot be known whether the process was started.
        """

    def recover(self) -> Mapping[AttemptKey, Recovered]:
        """What became of the attempts that earlier managers of this data folder started.

        An attempt that is not in it was never started, unless the computer was started anew since, or the
        records are not ``whole``: its record may be missing then. Called once, before anything is started.

        Raises:
            ExecutorError: the records cannot be read.
        """

    def tell_problems_to(self, tell: Callable[[str], None]) -> None:
        """Tell ``tell``, in any thread, what goes wrong while nobody asks for anything."""

    @property
    def whole(self) -> bool:
        """Whether the records that ``recover`` has read have every start since the computer was started."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What people must know of the records that ``recover`` has read."""

    def find(self, mark: str, output: Path) -> RunningAttempt | None:
        """An attempt without a record by what its processes carry; ``None`` if none of them lives.

        ``mark`` and ``output`` are what it was started with.
        """

    def booked(self, keys: Collection[AttemptKey]) -> None:
        """Forget attempts that have ended: whoever asked for them has their end on disk. Returns at once."""

    def close(self, *, keep: bool) -> None:
        """Start nothing any more. With ``keep`` what runs goes on and ``wait`` raises `LeftRunningError`.

        Without it everything must have ended before. Called again it does nothing.
        """


class ExecutorError(Exception):
    """Processes cannot be started or recovered; the message has the reason and the way out."""


class NoProcessError(ExecutorError):
    """The system has no room just now for a process or thread that starts others; later it may have."""


_SYSTEM_REFUSES = {
    errno.E2BIG: ("its arguments and environment are too long for this system", "pass them in a file"),
    errno.EMFILE: ("this program has too many open files", "run fewer tasks at once or raise 'ulimit -n'"),
    errno.ENFILE: ("this computer has too many open files", "close other programs"),
    errno.EAGAIN: ("this computer allows no more processes", WAY_OUT),
    errno.ENOMEM: ("there is not enough memory to start it", "close other programs"),
    errno.ETXTBSY: ("it is being written at this moment", "start it when the writer is done"),
    errno.ELOOP: ("its symbolic links lead in a circle", "repair the links"),
    errno.ENAMETOOLONG: ("its path is longer than the file system allows", "shorten it"),
}
_NOT_PERMITTED = ("permission denied", "make it executable (chmod +x) and its folders open to you")
# What the errors mean once the program's file is known to be there.
_PROGRAM_REFUSED = {
    errno.ENOENT: ("the interpreter that it asks for is missing", "install it or correct the '#!' line"),
    errno.ENOEXEC: (
        "it is no program of this system and has no '#!' line (exec format error)",
        "name its interpreter first, such as python3 or sh",
    ),
    errno.EACCES: _NOT_PERMITTED,
    errno.EPERM: _NOT_PERMITTED,
}


def no_command() -> LaunchError:
    """The error of a launch without a program."""
    return LaunchError("cannot start a task: its command is empty; name a program as its first word")


def explain_launch_failure(launch: Launch, error: OSError | ValueError) -> LaunchError:
    """What hindered the start of ``launch``, found out from ``error`` and from the files themselves."""
    program = launch.argv[0]
    if isinstance(error, OSError):
        reason, way_out = _reason(launch, error)
    else:
        reason = f"its command or environment cannot be passed on ({error})"
        way_out = "take NUL characters, lone surrogates and '=' in names of variables out"
    passes = isinstance(error, OSError) and error.errno == errno.EAGAIN
    return (NoRoomError if passes else LaunchError)(f"cannot start {program!r}: {reason}; {way_out}")


def explain_output_failure(launch: Launch, output: Path, error: OSError) -> LaunchError:
    """The error of an output file that cannot be opened."""
    reason, way_out = _SYSTEM_REFUSES.get(
        error.errno or 0, (error.strerror or str(error), "make its folder writable")
    )
    kind = NoRoomError if lacks_room(error) else LaunchError
    return kind(
        f"cannot start {launch.argv[0]!r}: its output file {str(output)!r} cannot be opened "
        f"({reason}); {way_out}"
    )


def _reason(launch: Launch, error: OSError) -> tuple[str, str]:
    known = _SYSTEM_REFUSES.get(error.errno or 0)
    if known is not None:
        return known
    try:
        return _folder_reason(Path(launch.cwd)) or _program_reason(launch, error)
    except OSError:
        return error.strerror or str(error), "correct the path or its permissions"


def _folder_reason(cwd: Path) -> tuple[str, str] | None:
    if not cwd.exists():
        return f"its working directory {str(cwd)!r} does not exist", "make it or correct 'cwd'"
    if not cwd.is_dir():
        return f"its working directory {str(cwd)!r} is a file and no folder", "correct 'cwd'"
    return None


def _program_reason(launch: Launch, error: OSError) -> tuple[str, str]:
    program = found_program(launch.argv[0], launch.cwd, launch.env.get("PATH"))
    if program is None:
        return "there is no such program on the PATH of the task", "install it or give its whole path"
    if not program.exists():
        return "there is no such file", "correct its path"
    if program.is_dir():
        return "it is a folder and no program", "name the program inside it"
    return _PROGRAM_REFUSED.get(error.errno or 0, (error.strerror or str(error), "correct the command"))


def is_bare(name: str) -> bool:
    """Whether the name of a program has no folder: then it is looked for on the PATH."""
    return Path(name).name == name


def found_program(name: str, cwd: str, search_path: str | None) -> Path | None:
    """The file that a program's name means in the task's folder, or on the task's PATH if it is bare.

    That of a name with a folder need not exist.
    """
    if not is_bare(name):
        return Path(cwd, name)
    found = shutil.which(name, mode=0, path=search_path)
    return None if found is None else Path(found)
