"""Which line of the tested script a running thread or an exception points to."""

from __future__ import annotations

import site
import sys
import sysconfig
import threading
import traceback
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from types import FrameType

from parallel_execution_manager.roles.gui_testing.record import Place

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
    return _place(traceback.walk_stack(innermost) if innermost else ())


def place_of_error(error: BaseException) -> Place | None:
    """The line that an exception was raised at; of a syntax error the line that it is about."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return Place(error.filename, error.lineno, "<module>")
    return _place(reversed(list(traceback.walk_tb(error.__traceback__))))


def is_library(path: str) -> bool:
    """Whether a file belongs to Python or to an installed package rather than to the script."""
    return path.startswith(_LIBRARIES)


def _place(frames: Iterable[tuple[FrameType, int]]) -> Place | None:
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
