"""The packaged program as a Python: it takes the options that start a module, a text or a script.

A file whose name ends in ``.py`` is a script without options, too, as no word for the program is one: so
scripts start others, by ``sys.executable``.

What of Python's options concerns its start (``-S``, ``-O``, ``-X``, ``-W`` and so on) has no effect.
``PYTHONPATH`` and ``PYTHONUNBUFFERED`` count as they do for Python; ``PYTHONHASHSEED`` comes too late.

It is loaded whenever the packaged program starts, each worker of a role included, so it imports nothing that
an interpreter has not loaded by then.
"""

from __future__ import annotations

import builtins
import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SWITCHES = frozenset("bBdEIOPqsSuv")
_WITH_VALUE = frozenset("WX")


class Kind:
    """What Python is asked to run, by the word for it."""

    CODE = "-c"
    MODULE = "-m"
    SCRIPT = ""


class PythonCall:
    """A command line of Python, read: its kind (one of ``Kind``), and a text, a module's name or a path."""

    def __init__(self, kind: str, what: str, arguments: Sequence[str], switches: set[str]) -> None:
        self.kind = kind
        self.what = what
        self.arguments = tuple(arguments)
        self.switches = frozenset(switches)

    @property
    def ignores_environment(self) -> bool:
        """Whether variables such as ``PYTHONPATH`` do not count."""
        return not self.switches.isdisjoint("EI")

    @property
    def has_safe_path(self) -> bool:
        """Whether the folder of the script, or the current one, is kept off the path."""
        return not self.switches.isdisjoint("PI")


def python_call(arguments: Sequence[str], *, accepts_script: bool = True) -> PythonCall | None:
    """The call of Python that ``arguments`` are; ``None`` if they are words for this program.

    Without ``accepts_script`` a script needs an option before it: a file may be one to open.
    """
    switches: set[str] = set()
    words = list(arguments)
    while words and words[0].startswith("-") and len(words[0]) > 1:
        word = words.pop(0)
        letter, rest = word[1], word[2:]
        if letter in "cm":
            what = rest or (words.pop(0) if words else "")
            return PythonCall("-" + letter, what, words, switches) if what else None
        if letter in _WITH_VALUE:
            if not rest and words:
                words.pop(0)
        elif _SWITCHES.issuperset(word[1:]):
            switches.update(word[1:])
        else:
            return None
    if not words or not (switches or (accepts_script and _is_script(words[0]))):
        return None
    return PythonCall(Kind.SCRIPT, words[0], words[1:], switches)


def _is_script(path: str) -> bool:
    return path.endswith(".py") and os.path.isfile(path)  # noqa: PTH113 - pathlib would take long to load


def run(call: PythonCall, env: Mapping[str, str]) -> None:
    """Run it in this process as the main program.

    Raises:
        BaseException: whatever it raises, ``SystemExit`` among it.
    """
    if not call.ignores_environment:
        add_python_path(env)
    _add_what_site_adds()
    if "u" in call.switches or (env.get("PYTHONUNBUFFERED") and not call.ignores_environment):
        _write_at_once()
    if not call.has_safe_path:
        folder = os.path.realpath(call.what).rpartition(os.sep)[0]
        sys.path.insert(0, folder if call.kind == Kind.SCRIPT else "")
    sys.argv = [call.kind or call.what, *call.arguments]
    if call.kind != Kind.MODULE:
        # For what it starts itself, such as multiprocessing, this is a Python like any other.
        vars(sys).pop("frozen", None)
    if call.kind == Kind.CODE:
        _run_text(call.what)
        return
    import runpy

    if call.kind == Kind.MODULE:
        runpy.run_module(call.what, run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(call.what, run_name="__main__")


def add_python_path(env: Mapping[str, str]) -> None:
    """Let the folders in ``PYTHONPATH`` be searched, after the program's own modules."""
    folders = env.get("PYTHONPATH", "").split(os.pathsep)
    sys.path.extend(folder for folder in folders if folder and folder not in sys.path)


def _add_what_site_adds() -> None:
    """``exit`` and ``quit``: scripts use them, and the module that defines them is not loaded here."""
    for name in ("exit", "quit"):
        vars(builtins).setdefault(name, sys.exit)


def _run_text(text: str) -> None:
    main = type(sys)("__main__")
    sys.modules["__main__"] = main
    exec(compile(text, "<string>", "exec"), main.__dict__)  # noqa: S102 - that is what -c is for


def _write_at_once() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(write_through=True)
