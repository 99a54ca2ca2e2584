"""The packaged program as a Python: it takes the options that start a module, a text or a script.

What of Python's options concerns its start (``-S``, ``-O``, ``-X``, ``-W`` and so on) has no effect.
``PYTHONPATH`` and ``PYTHONUNBUFFERED`` count as they do for Python; ``PYTHONHASHSEED`` comes too late.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from enum import Enum, unique
from types import ModuleType
from typing import NamedTuple

_SWITCHES = frozenset("bBdEIOPqsSuv")
_WITH_VALUE = frozenset("WX")


@unique
class Kind(Enum):
    """What Python is asked to run."""

    CODE = "-c"
    MODULE = "-m"
    SCRIPT = ""


class PythonCall(NamedTuple):
    """A command line of Python, read: ``what`` is a text, a module's name or a path.

    This module is loaded whenever the packaged program starts, so it imports nothing that takes long.
    """

    kind: Kind
    what: str
    arguments: tuple[str, ...]
    switches: frozenset[str]

    @property
    def ignores_environment(self) -> bool:
        """Whether variables such as ``PYTHONPATH`` do not count."""
        return not self.switches.isdisjoint("EI")

    @property
    def has_safe_path(self) -> bool:
        """Whether the folder of the script, or the current one, is kept off the path."""
        return not self.switches.isdisjoint("PI")


def python_call(arguments: Sequence[str]) -> PythonCall | None:
    """The call of Python that ``arguments`` are; ``None`` if they are words for this program."""
    switches: set[str] = set()
    words = list(arguments)
    while words and words[0].startswith("-") and len(words[0]) > 1:
        word = words.pop(0)
        letter, rest = word[1], word[2:]
        if letter in "cm":
            what = rest or (words.pop(0) if words else "")
            return PythonCall(Kind("-" + letter), what, tuple(words), frozenset(switches)) if what else None
        if letter in _WITH_VALUE:
            if not rest and words:
                words.pop(0)
        elif _SWITCHES.issuperset(word[1:]):
            switches.update(word[1:])
        else:
            return None
    if not words or not switches:
        return None
    return PythonCall(Kind.SCRIPT, words[0], tuple(words[1:]), frozenset(switches))


def run(call: PythonCall, env: Mapping[str, str]) -> None:
    """Run it in this process as the main program.

    Raises:
        BaseException: whatever it raises, ``SystemExit`` among it.
    """
    if not call.ignores_environment:
        add_python_path(env)
    if "u" in call.switches or (env.get("PYTHONUNBUFFERED") and not call.ignores_environment):
        _write_at_once()
    if not call.has_safe_path:
        folder = os.path.realpath(call.what).rpartition(os.sep)[0]
        sys.path.insert(0, folder if call.kind is Kind.SCRIPT else "")
    sys.argv = [call.kind.value or call.what, *call.arguments]
    if call.kind is not Kind.MODULE:
        # For what it starts itself, such as multiprocessing, this is a Python like any other.
        vars(sys).pop("frozen", None)
    if call.kind is Kind.CODE:
        _run_text(call.what)
        return
    import runpy

    if call.kind is Kind.MODULE:
        runpy.run_module(call.what, run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(call.what, run_name="__main__")


def add_python_path(env: Mapping[str, str]) -> None:
    """Let the folders in ``PYTHONPATH`` be searched, after the program's own modules."""
    folders = env.get("PYTHONPATH", "").split(os.pathsep)
    sys.path.extend(folder for folder in folders if folder and folder not in sys.path)


def _run_text(text: str) -> None:
    main = ModuleType("__main__")
    sys.modules["__main__"] = main
    exec(compile(text, "<string>", "exec"), main.__dict__)  # noqa: S102 - that is what -c is for


def _write_at_once() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(write_through=True)
