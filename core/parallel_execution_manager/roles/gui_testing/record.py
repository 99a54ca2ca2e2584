"""What the probe has seen so far: written at each step, read by the worker that watches it."""

from __future__ import annotations

import json
import site
import sys
import sysconfig
import threading
import traceback
from collections.abc import Iterable
from dataclasses import asdict, field
from enum import StrEnum, unique
from itertools import takewhile
from pathlib import Path
from types import FrameType
from typing import Any

from parallel_execution_manager.roles.results import write_json
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

RECORD_FILE = "probe.json"
TREE_FILE = "tree.json"
CRASH_FILE = "crash.txt"
SHOTS_FOLDER = "shots"


@unique
class Phase(StrEnum):
    """How far the probe came."""

    STARTING = "starting"
    SHOWING = "showing"
    CLOSING = "closing"
    ENDING = "ending"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of code; ``stack`` is the way there, outermost first, as ``path:line function``."""

    path: str
    line: int
    function: str
    stack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stall:
    """A time in which the event loop did not turn; without a place no Python code was running."""

    milliseconds: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class SeenError:
    """An exception that nobody caught; ``where`` says whether in the script, a slot or a thread."""

    where: str
    text: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class SeenWindow:
    """A top-level window: what it is and its picture, relative to the run folder.

    ``before_loop`` says that it came in an event loop of its own, before the application's; ``unnamed``
    are controls that a screen reader could not name.
    """

    kind: str
    title: str
    is_modal: bool
    is_splash: bool
    before_loop: bool
    size: tuple[int, int]
    widgets: int
    shot: str
    is_blank: bool
    unnamed: tuple[str, ...]


@dataclass(slots=True)
class Record:
    """Everything seen. Times are seconds since the script was started, without suspensions.

    ``hang`` is where the main thread was when the probe gave up waiting for ``hang_at``.
    ``refused_to_close`` are titles of windows, ``forced_to_quit`` an event loop without windows.
    ``script_ended`` says that the script's own code came to its end, with ``script_code``.
    """

    platform: str = ""
    binding: str = ""
    phase: Phase = Phase.STARTING
    application: str = ""
    loop_entered: bool = False
    loop_code: int | None = None
    first_shown_s: float | None = None
    windows: list[SeenWindow] = field(default_factory=list)
    unshown: int = 0
    stalls: list[Stall] = field(default_factory=list)
    errors: list[SeenError] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    no_window: bool = False
    refused_to_close: list[str] = field(default_factory=list)
    forced_to_quit: bool = False
    hang: Place | None = None
    hang_at: str = ""
    script_ended: bool = False
    script_code: int | None = None
    threads_left: list[str] = field(default_factory=list)


class RecordFile:
    """Stores a record in the run folder; the probe's main thread and its watcher both write it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = Record()
        self._lock = threading.Lock()

    def save(self) -> None:
        """Write the record; the reader sees the old one or the whole new one."""
        with self._lock:
            write_json(self.folder / RECORD_FILE, asdict(self.record))

    def enter(self, phase: Phase) -> None:
        """Note that the probe came to ``phase``."""
        self.record.phase = phase
        self.save()


def read_record(folder: Path) -> Record | None:
    """The record in ``folder``; ``None`` if the probe did not come far enough to write one."""
    try:
        stored: dict[str, Any] = json.loads((folder / RECORD_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    stored["phase"] = Phase(stored["phase"])
    stored["windows"] = [SeenWindow(**row) for row in stored["windows"]]
    stored["stalls"] = [Stall(row["milliseconds"], _read_place(row["place"])) for row in stored["stalls"]]
    stored["errors"] = [
        SeenError(row["where"], row["text"], _read_place(row["place"])) for row in stored["errors"]
    ]
    stored["hang"] = _read_place(stored["hang"])
    return Record(**stored)


def _read_place(row: dict[str, Any] | None) -> Place | None:
    return Place(row["path"], row["line"], row["function"], tuple(row["stack"])) if row else None


_OURS = str(Path(__file__).parent)
_LIBRARIES = (
    *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    *site.getsitepackages(),
    site.getusersitepackages(),
)
_STARTERS = ("<frozen runpy>", "<frozen importlib")
_SHOWN_FRAMES = 12


def place_of_main_thread() -> Place | None:
    """The line that the main thread is at; ``None`` if only Qt is at work, called by no Python code."""
    frames = sys._current_frames()  # noqa: SLF001 - the only way to look at another thread
    innermost = frames.get(threading.main_thread().ident or 0)
    return _first_own_frame(traceback.walk_stack(innermost) if innermost else ())


def place_of_error(error: BaseException) -> Place | None:
    """The line that an exception was raised at; of a syntax error the line that it is about."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return Place(error.filename, error.lineno, "<module>")
    return _first_own_frame(reversed(list(traceback.walk_tb(error.__traceback__))))


def is_library(path: str) -> bool:
    """Whether a file belongs to Python or to an installed package rather than to the script."""
    return path.startswith(_LIBRARIES)


def _first_own_frame(frames: Iterable[tuple[FrameType, int]]) -> Place | None:
    """Frames come innermost first and count up to where the probe called the script or Qt.

    A frame of the script is named rather than the library's that it called.
    """
    calls = [(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in frames]
    foreign = [
        call
        for call in takewhile(lambda call: not call[0].startswith(_OURS), calls)
        if not _is_starter(call[0])
    ]
    if not foreign:
        return None
    scripts = [call for call in foreign if not is_library(call[0])]
    path, line, function = (scripts or foreign)[0]
    stack = tuple(f"{where}:{at} {what}" for where, at, what in reversed(foreign[:_SHOWN_FRAMES]))
    return Place(path, line, function, stack)


def _is_starter(path: str) -> bool:
    return path.startswith(_STARTERS)
