"""The entry of the packaged program: ``pem``, the window, or a Python for what our processes start."""

from __future__ import annotations

import _locale
import os
import sys

from parallel_execution_manager.control.as_python import PythonCall, add_python_path, python_call, run

TYPE_CHECKING = False  # typing would take long to load
if TYPE_CHECKING:
    from collections.abc import MutableMapping

WINDOW_PROGRAM = "parallel-execution-manager"
_NO_SUCH_LOCALE = _locale.Error  # type: ignore[attr-defined] # typeshed forgot it
_OF_THE_LOADER = ("_PYI_", "_MEIPASS2")
_SET_ASIDE = "_ORIG"
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")


def main() -> int:
    """Be what the name and the words of the command line ask for; the exit code."""
    clean_environment(os.environ, str(getattr(sys, "_MEIPASS", "")))
    if sys.platform == "linux":
        use_utf8(os.environ)
    is_window = _is_window_program(sys.argv[0])
    call = python_call(sys.argv[1:], accepts_script=not is_window)
    if call is not None:
        return _as_python(call)
    add_python_path(os.environ)
    from parallel_execution_manager.control.cli import main as pem
    from parallel_execution_manager.control.cli import window

    return window() if is_window else pem()


def _is_window_program(path: str) -> bool:
    """Whether it was started by the name of the window's program. pathlib would take long to load."""
    return path.replace("\\", "/").rpartition("/")[2].removesuffix(".exe") == WINDOW_PROGRAM


def _as_python(call: PythonCall) -> int:
    """Run what Python would run; an error that it ends by is told as Python tells it."""
    try:
        run(call, os.environ)
    except Exception as error:  # noqa: BLE001 - whatever a script raises
        import traceback

        traceback.print_exception(error)
        return 1
    return 0


def clean_environment(env: MutableMapping[str, str], bundle: str) -> None:
    """Take out what the loader of the packaged program in the folder ``bundle`` set for itself.

    Tasks are other programs: with our folder in their library path they would load our libraries instead of
    theirs. What was set before is set again.
    """
    for name in [name for name in env if name.startswith(_OF_THE_LOADER)]:
        del env[name]
    for name in _LIBRARY_PATHS:
        value = env.get(name, "")
        if bundle and bundle in (value, value.split(os.pathsep)[0]):
            del env[name]
        before = env.pop(name + _SET_ASIDE, None)
        if before:
            env[name] = before


def use_utf8(env: MutableMapping[str, str]) -> None:
    """Take C.UTF-8 for a locale that is C or does not exist, as Python does by itself (PEP 538).

    Else Qt complains at its start, and what tasks print in other letters is lost. ``LC_ALL`` is obeyed, if it
    names a locale that exists.
    """
    try:
        current = _locale.setlocale(_locale.LC_CTYPE, "")
    except _NO_SUCH_LOCALE:
        current = ""
    if current and (env.get("LC_ALL") or current not in {"C", "POSIX"}):
        return
    env["LC_ALL" if env.get("LC_ALL") else "LC_CTYPE"] = "C.UTF-8"
    try:
        _locale.setlocale(_locale.LC_CTYPE, "")
    except _NO_SUCH_LOCALE:
        return
