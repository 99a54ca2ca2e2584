"""Named places at which the test suite ends this program, lets its disk fail, or fills it.

A place is named where it stands, by ``reach``; nothing happens there unless ``arm`` was called in this
very process, which no option, variable or file of the program does.
"""

from __future__ import annotations

from collections.abc import Callable

_armed: dict[str, Callable[[], None]] = {}


def reach(name: str) -> None:
    """Pass the place called ``name``.

    Raises:
        OSError: the test suite wants the disk to fail here.
    """
    if _armed and name in _armed:
        _armed[name]()


def arm(name: str, action: Callable[[], None]) -> None:
    """Let ``action`` happen at each passing of ``name``."""
    _armed[name] = action


def disarm() -> None:
    """Let all places be passed as usual again."""
    _armed.clear()
