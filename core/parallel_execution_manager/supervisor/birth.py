"""Starting the supervisor of a data folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.supervisor.main import FIRST_CONNECTION
from parallel_execution_manager.supervisor.place import Place
from parallel_execution_manager.system.private_places import NO_LINK

_PRIVATE_FILE = 0o600
_APPENDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK
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


def give_birth(place: Place, command: Sequence[str], grace_s: float) -> tuple[int, socket.socket]:
    """Start a supervisor in a session of its own; its pid and the first connection to it.

    Raises:
        OSError: its folder cannot be written, or the system refuses.
    """
    place.prepare()
    settings: dict[str, Any] = {"data_dir": str(place.folder.parent), "grace_s": grace_s}
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
                    (os.POSIX_SPAWN_OPEN, 2, str(place.troubles), _APPENDING, _PRIVATE_FILE),
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
    return pid, ours
