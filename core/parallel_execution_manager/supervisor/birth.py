"""Starting the supervisor of a data folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from parallel_execution_manager.supervisor.main import BEGIN, FIRST_CONNECTION
from parallel_execution_manager.supervisor.place import APPENDING, Place
from parallel_execution_manager.system.private_places import PRIVATE_FILE

# What this program may ignore or catch, and the supervisor and its tasks must not inherit.
_SET_BACK = (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


def supervisor_command() -> tuple[str, ...]:
    """How this interpreter runs a supervisor: alone with our modules, which is the quickest start."""
    root = str(Path(__file__).resolve().parents[2])
    code = (
        f"import sys; sys.path.insert(0, {root!r}); "
        "from parallel_execution_manager.supervisor.main import main; main()"
    )
    return (sys.executable, "-I", "-S", *(("-B",) if sys.dont_write_bytecode else ()), "-c", code)


class Newborn(NamedTuple):
    """The process of a supervisor, a child of this one, and the first connection to it."""

    pid: int
    end: socket.socket

    def begin(self) -> bool:
        """Have one that was started in advance do its work; ``False`` if it is not there any more."""
        try:
            self.end.sendall(BEGIN)
        except OSError:
            self.end.close()
            return False
        return True

    def give_up(self) -> None:
        """End one that was started in advance and has nothing to do: it has not touched anything yet."""
        self.end.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def give_birth(place: Place, command: Sequence[str], grace_s: float) -> Newborn:
    """Start a supervisor in a session of its own.

    Raises:
        OSError: its folder cannot be written, or the system refuses.
    """
    place.prepare()
    troubles = (os.POSIX_SPAWN_OPEN, 2, str(place.troubles), APPENDING, PRIVATE_FILE)
    return _spawn(command, _settings(place, grace_s), troubles)


def start_in_advance(place: Place, command: Sequence[str], grace_s: float) -> Newborn:
    """Start a supervisor that loads what it needs, and then does nothing at all until it is told to begin.

    It takes no lock and makes no file, and ends when this process does.

    Raises:
        OSError: the system refuses.
    """
    nowhere = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
    return _spawn(command, {**_settings(place, grace_s), "waits": True}, nowhere)


def _settings(place: Place, grace_s: float) -> dict[str, Any]:
    return {"data_dir": str(place.folder.parent), "grace_s": grace_s}


def _spawn(command: Sequence[str], settings: Mapping[str, Any], errors: tuple[Any, ...]) -> Newborn:
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            pid = os.posix_spawn(
                command[0],
                [*command, json.dumps(settings)],
                os.environ,
                file_actions=[
                    # First this, as it may have a number of the standard streams where this program has none.
                    (os.POSIX_SPAWN_DUP2, theirs.fileno(), FIRST_CONNECTION),
                    errors,
                    (os.POSIX_SPAWN_DUP2, 2, 1),
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                ],
                setsid=True,
                setsigmask=(),
                setsigdef=_SET_BACK,
            )
    except OSError:
        ours.close()
        raise
    return Newborn(pid, ours)
