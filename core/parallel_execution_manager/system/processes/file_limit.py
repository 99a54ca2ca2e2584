"""How many files this process may have open, and how many tasks and clients at a time that is enough for."""

from __future__ import annotations

import sys

# More is of no use, and some programs walk through all numbers that they may use. What macOS calls
# unlimited ends at OPEN_MAX: setrlimit(2) there.
_ENOUGH = 10_240 if sys.platform == "darwin" else 65_536
# For the program itself with its libraries, journal, window and a look at the processes.
_OWN_FILES = 64
# Two threads, whose event dispatchers have a descriptor each (Qt's documentation of QThread: every
# thread has a dispatcher), four while the process is started, two while it is controlled.
_FILES_PER_TASK = 8
_FEWEST_TASKS = 2
# Of what there is: files that tasks hold, kept open so that their inodes are not given out again.
_HELD_PART = 16
_MOST_HELD = 4_096
# Those who ask this program, each with a connection.
_CLIENTS_PART = 16
_FEWEST_CLIENTS = 2
_MOST_CLIENTS = 64


def raise_file_limit() -> int | None:
    """Raise this process's own limit of open files as far as it may and as is useful; never lower it.

    Processes that are started later inherit the limit. Returns the limit that is in force then, or
    ``None`` where there is none (Windows).
    """
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft >= wanted:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        return soft
    return wanted


def most_tasks(file_limit: int | None) -> int | None:
    """How many tasks can run at a time without using up the open files; ``None`` means any number."""
    if file_limit is None:
        return None
    left = file_limit - _OWN_FILES - most_held_files(file_limit) - most_clients(file_limit)
    return max(_FEWEST_TASKS, left // _FILES_PER_TASK)


def most_clients(file_limit: int | None) -> int:
    """How many other programs can be connected at a time."""
    if file_limit is None:
        return _MOST_CLIENTS
    return min(_MOST_CLIENTS, max(_FEWEST_CLIENTS, file_limit // _CLIENTS_PART))


def most_held_files(file_limit: int | None) -> int:
    """How many files that tasks hold can be kept open for all of them together."""
    return _MOST_HELD if file_limit is None else min(_MOST_HELD, file_limit // _HELD_PART)
