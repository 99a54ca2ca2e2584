"""Saying why a program could not be started, and what to do about it."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from parallel_execution_manager.system.files.disk_room import lacks_room
from parallel_execution_manager.system.processes.executor import Launch, LaunchError, NoRoomError
from parallel_execution_manager.system.processes.thread_room import WAY_OUT

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
