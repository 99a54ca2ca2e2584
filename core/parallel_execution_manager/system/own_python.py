"""How processes of our own, and Python scripts of users, are started; the same with and without a packaging.

A packaged program has no interpreter beside it, but it takes Python's own words: ``pem -P -m MODULE``
runs a module as ``python -P -m MODULE`` does (``control/as_python.py``). So ``sys.executable`` is always
a Python.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import Final

PACKAGED_PYTHON: Final = "-u"
"""Lets the packaged program take the path of a script; output is written at once, as tasks want it."""


def is_packaged() -> bool:
    """Whether this is the packaged program, which brings its Python with it."""
    return bool(getattr(sys, "frozen", False))


def python_command(*arguments: str) -> tuple[str, ...]:
    """A command that runs ``arguments`` with the Python that runs the manager.

    ``-P`` keeps the working directory off ``sys.path``: a user's folder may hold packages that have
    the names of ours.
    """
    return (sys.executable, "-P", *arguments)


def script_interpreter(named: str = "", search_path: str | None = None) -> tuple[str, ...]:
    """The words before the path of a user's Python script.

    The interpreter that was named; else the one that runs the manager. The packaged program has no
    packages of the user's, so there it is the first ``python3`` on ``search_path`` (by default ``PATH``),
    and where there is none the Python that the program brings.
    """
    if named:
        return (named,)
    if not is_packaged():
        return (sys.executable,)
    found = shutil.which("python" if os.name == "nt" else "python3", path=search_path)
    return (found,) if found else (sys.executable, PACKAGED_PYTHON)


def obeys_hash_seed(interpreter: str) -> bool:
    """Whether ``PYTHONHASHSEED`` counts for it: not for the Python that the packaged program brings."""
    return not (is_packaged() and interpreter == sys.executable)
