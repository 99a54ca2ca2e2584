"""Whether what comes over the socket, or stands in the records, is what this program itself would write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parallel_execution_manager.supervisor.messages import MessageError

_TEXTS = ("mark", "cwd", "output")
_PARTS_OF_KEY = 2


def check_start(wanted: Mapping[str, Any]) -> None:
    """Check what a manager wants started, before anything of it is recorded.

    Raises:
        MessageError: something is missing or is of another kind; the message names it.
    """
    argv, env = wanted.get("argv"), wanted.get("env")
    without = wanted.get("without", [])
    sound = {
        "key": is_key(wanted.get("key")),
        "argv": isinstance(argv, list) and bool(argv) and set(map(type, argv)) <= {str},
        "env": isinstance(env, dict) and set(map(type, env.values())) <= {str},
        "without": isinstance(without, list) and set(map(type, without)) <= {str},
        **{name: isinstance(wanted.get(name), str) for name in _TEXTS},
    }
    for name, is_sound in sound.items():
        if not is_sound:
            raise MessageError(f"what is to be started lacks {name!r}, or it is of the wrong kind")


def is_key(value: object) -> bool:
    """Whether it is the id of a task and the number of an attempt."""
    # No pattern: it takes several times as long, and each start asks.
    if not isinstance(value, list | tuple) or len(value) != _PARTS_OF_KEY:
        return False
    task, attempt = value
    return isinstance(task, str) and isinstance(attempt, int) and not isinstance(attempt, bool)


def is_of_attempt(row: Mapping[str, Any]) -> bool:
    """Whether a record tells of an attempt that was, or may have been, started."""
    texts = all(isinstance(row.get(name), str) for name in ("mark", "output", "state"))
    return texts and is_key(row.get("key")) and row["state"] != "refused"


def is_sound(row: Mapping[str, Any]) -> bool:
    """Whether the record of an attempt has all that its state needs."""
    match row["state"]:
        case "starting":
            return True
        case "started":
            return isinstance(row.get("pid"), int) and isinstance(row.get("ticks"), int)
        case "ended":
            whole = all(isinstance(row.get(name), int) for name in ("code", "left_behind"))
            known = all(isinstance(row.get(name), int | float) for name in ("cpu_s", "ended_at"))
            may_be_unknown = ("max_memory_mb", "delay_s")
            return whole and known and all(isinstance(row.get(n), int | float | None) for n in may_be_unknown)
        case _:
            return False
