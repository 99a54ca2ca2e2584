"""The supervisor's process from its start to its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path

from parallel_execution_manager.supervisor.paths import Place
from parallel_execution_manager.supervisor.protocol import SHORT, Connection
from parallel_execution_manager.supervisor.records import AttemptBook, AttemptLog, complain, read_log
from parallel_execution_manager.supervisor.server import Managers, Starter, Supervisor
from parallel_execution_manager.system.processes.exit import become_subreaper
from parallel_execution_manager.system.processes.spawn import load_posix_spawn

FIRST_CONNECTION = 3
"""The descriptor at which the manager that starts a supervisor has put a connected socket."""

BEGIN = b"\n"
"""What one that was started in advance is told there once it is needed."""

_MOST_FILES = 2**20
_LOOKS_AT_ANOTHER = 50
_LOOK_AGAIN_S = 0.1


def main() -> None:
    """Be the supervisor of a data folder, named with the other settings in JSON by the first argument.

    Its end is told to whoever has started it by the end of the first connection.
    """
    _live()
    # All is on disk and let go of; to take the interpreter apart would only keep whoever waits for this end.
    os._exit(0)


def _live() -> None:
    settings = json.loads(sys.argv[1])
    os.closerange(FIRST_CONNECTION + 1, _MOST_FILES)
    first = socket.socket(fileno=FIRST_CONNECTION)
    os.set_inheritable(FIRST_CONNECTION, False)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.chdir("/")
    place = Place(Path(settings["data_dir"]))
    try:
        if settings.get("waits"):
            if not first.recv(len(BEGIN)):
                return
            place.lead_troubles()
        if not _is_alone(place):
            Connection(first).send({"busy": True})
            return
        _supervise(place, first, settings["grace_s"])
    except (OSError, RuntimeError) as error:
        complain("The supervisor cannot work", error)
        # Of this program only a thread that cannot be made is a `RuntimeError` here.
        Connection(first).send({"error": str(error), SHORT: isinstance(error, RuntimeError)})


def _is_alone(place: Place) -> bool:
    """Take the lock for the rest of this process, unless another supervisor has it and does not end."""
    for _ in range(_LOOKS_AT_ANOTHER):
        if place.take(_LOOK_AGAIN_S) is not None:
            return True
        if (other := place.connect()) is not None:
            other.close()
            return False
    return False


def _supervise(place: Place, first: socket.socket, grace_s: float) -> None:
    # So that no process of a task can get away.
    if not become_subreaper():
        raise OSError("this kernel does not give orphans to a supervisor")
    rows, damaged = read_log(place.attempts)
    if damaged:
        complain("What was started", ValueError(f"{damaged} lines of {place.attempts} are damaged"))
    book = AttemptBook(AttemptLog(place.attempts, list(rows.values())), rows)
    library = load_posix_spawn()
    if library is None:
        raise OSError("this system's C library cannot start processes as it is needed")
    with place.listen() as listener:
        Supervisor(listener, book, Starter(book, library), Managers(grace_s)).run(first)
        # While it still listens: who finds nobody here reads the records, and they must tell all by then.
        book.close()
        place.leave()
