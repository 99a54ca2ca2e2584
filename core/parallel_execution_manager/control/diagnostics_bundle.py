"""What a bundle for whoever looks for a fault holds; nothing secret, as far as that can be told."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from parallel_execution_manager.control.list_tasks import ENDED, OPEN
from parallel_execution_manager.control.version import program_version
from parallel_execution_manager.control.window_file import CRASHES, WINDOW_LOG
from parallel_execution_manager.runtime.client import DoorError, ManagerClient, managers_of
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.config.masking import SecretValues, masked, masked_text
from parallel_execution_manager.system.runs.folders import RUNS
from parallel_execution_manager.system.storage.opening import STORE_FOLDER
from parallel_execution_manager.system.storage.reading import NotReadableError, look

_MOST_OF_LOG: Final = 256 * 1024
_MOST_CRASHES: Final = 5
_MOST_TASKS: Final = 10_000
_MOST_ENTRIES: Final = 1_000
Rows = Sequence[Mapping[str, Any]]
_LIBRARIES: Final = ("PySide6_Essentials", "shiboken6", "pyqtgraph", "numpy", "psutil", "radon", "rich")
_SHOWN_VARIABLES: Final = ("LANG", "LANGUAGE", "DISPLAY", "WAYLAND_DISPLAY", "DESKTOP_SESSION", "TZ")
_SHOWN_STARTS: Final = ("LC_", "QT_", "PEM_", "XDG_SESSION", "XDG_CURRENT")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where things are; none of them needs to exist."""

    data_dir: Path
    configuration: Path
    window_settings: Path


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the bundle; ``meaning`` is for people."""

    name: str
    meaning: str
    make: Callable[[Sources], str]


def _about(_: Sources) -> str:
    found = {d.metadata["Name"].replace("-", "_"): d.version for d in distributions()}
    return _json(
        {
            "program": program_version(),
            "python": sys.version,
            "frozen": bool(getattr(sys, "frozen", False)),
            "platform": platform.platform(),
            "machine": platform.machine(),
            "processors": os.cpu_count(),
            "libraries": {name: found.get(name, "not found") for name in _LIBRARIES},
        }
    )


def _environment(_: Sources) -> str:
    """Names of all variables, and values of those only that say something of display and language."""
    shown = {name: value for name, value in os.environ.items() if _is_shown(name)}
    hidden = sorted(name for name in os.environ if name not in shown)
    return _json({"values": masked(shown), "names only": hidden})


def _is_shown(name: str) -> bool:
    return name in _SHOWN_VARIABLES or name.startswith(_SHOWN_STARTS)


def _folder(sources: Sources) -> str:
    usage = shutil.disk_usage(sources.data_dir)
    files = (path for path in sorted(sources.data_dir.iterdir()) if path.is_file())
    runs = sources.data_dir / RUNS
    return _json(
        {
            "folder": masked_text(str(sources.data_dir)),
            "free": usage.free,
            "size of its disk": usage.total,
            "files": {path.name: path.stat().st_size for path in files},
            "tasks with run folders": sum(1 for _ in runs.iterdir()) if runs.is_dir() else 0,
        }
    )


def _configuration(sources: Sources) -> str:
    text = _tail(sources.configuration)
    try:
        return _json(masked(json.loads(text)))
    except ValueError:
        return masked_text(text)


def _queue(sources: Sources) -> str:
    asked = _asked(sources, _tasks_of)
    if asked is None:
        kept = look(sources.data_dir / STORE_FOLDER, most_tasks=_MOST_TASKS, most_entries=0)[0]
        asked = [SecretValues.of(_env_of(row)).hidden(row) for row in kept]
    return _lines(asked)


def _journal(sources: Sources) -> str:
    asked = _asked(sources, lambda manager: manager.journal(_MOST_ENTRIES)[::-1])
    if asked is None:
        store = sources.data_dir / STORE_FOLDER
        tasks, entries = look(store, most_tasks=_MOST_TASKS, most_entries=_MOST_ENTRIES)
        secrets = SecretValues.of(*map(_env_of, tasks))
        asked = [secrets.hidden(entry) for entry in entries]
    return _lines(asked)


def _env_of(row: Mapping[str, Any]) -> Mapping[str, str]:
    """The variables of a task in a store that anybody may have written."""
    env = row.get("env")
    if not isinstance(env, Mapping):
        return {}
    return {name: value for name, value in env.items() if isinstance(value, str)}


def _asked(sources: Sources, ask: Callable[[ManagerClient], Rows]) -> Rows | None:
    """What the manager of the data folder says: it alone may read its store. ``None`` without one."""
    with ExitStack() as stack:
        for manager in [stack.enter_context(manager) for manager in managers_of(sources.data_dir)]:
            return ask(manager)
    return None


def _tasks_of(manager: ManagerClient) -> Rows:
    """What was asked for and how it stands, those that have not ended first."""
    rows = {row["id"]: row for row in manager.export(states=(*OPEN, *ENDED))}
    states = manager.tasks(states=OPEN) + manager.tasks(states=ENDED)
    return [{**rows.get(state["id"], {}), **state} for state in states[:_MOST_TASKS]]


def _crashes(sources: Sources) -> str:
    files = sorted((sources.data_dir / CRASHES).glob("*.txt"), key=lambda path: path.stat().st_mtime)
    texts = [f"==== {file.name}\n{masked_text(_tail(file))}\n" for file in files[-_MOST_CRASHES:]]
    return "\n".join(texts) or "none\n"


PARTS: Final = (
    Part("about.json", "versions of program, Python and libraries, and the kind of computer", _about),
    Part(
        "environment.json",
        "names of the environment's variables; values only of those about language, display and this program",
        _environment,
    ),
    Part("folder.json", "the data folder: sizes of its files, free room", _folder),
    Part("configuration.json", "the configuration's file", _configuration),
    Part("window.ini", "the window's settings", lambda sources: masked_text(_tail(sources.window_settings))),
    Part(
        "window.log",
        "the end of the window's log",
        lambda sources: masked_text(_tail(sources.data_dir / WINDOW_LOG)),
    ),
    Part("crashes.txt", "the newest crash reports", _crashes),
    Part("queue.jsonl", "the tasks with their state, those that have not ended first", _queue),
    Part("journal.jsonl", "the newest entries of the journal: what happened, and because of what", _journal),
)
"""What the bundle holds, in this order. No output of tasks, no files of theirs, no pictures of the screen."""


def files_of(sources: Sources) -> Iterator[tuple[str, str]]:
    """Name and text of each file; a part that cannot be had says why instead."""
    yield "README.txt", readme()
    for part in PARTS:
        yield part.name, _made(part, sources)


def readme() -> str:
    """What is in the bundle and what is not."""
    listed = "\n".join(f"{part.name:20}{part.meaning}" for part in PARTS)
    return (
        f"Diagnostics of Parallel Execution Manager {program_version()}\n\n{listed}\n\n"
        "Values that are called like a password, token, key or secret are hidden, and so\n"
        "are most values of the environment. Output of tasks, their files and pictures of\n"
        "the screen are not in here. Names of tasks, commands and paths are: look through\n"
        "it before you give it to somebody.\n"
    )


def _made(part: Part, sources: Sources) -> str:
    try:
        return str(SecretValues.of(os.environ).hidden(part.make(sources)))
    except FileNotFoundError:
        return "there is none\n"
    except (OSError, NotReadableError, DoorError) as error:
        return f"not available: {masked_text(str(error))}\n"


def _tail(file: Path) -> str:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - _MOST_OF_LOG))
        return opened.read(_MOST_OF_LOG).decode("utf-8", "replace")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"


def _lines(rows: Rows) -> str:
    return "".join(json.dumps(masked(row), ensure_ascii=False) + "\n" for row in rows)
