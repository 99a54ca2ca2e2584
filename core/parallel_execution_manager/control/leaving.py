"""The end of the process of a command: quickly, where taking Python apart would do nothing for anybody."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Collection
from typing import Final

_QT: Final = {"PySide6", "shiboken6", "shibokensupport", "signature_bootstrap", "__feature__"}
_KNOWN: Final = sys.stdlib_module_names | _QT | {"parallel_execution_manager", "platformdirs", "psutil"}
"""Packages that leave nothing to be done when their objects are taken apart."""
_KNOWN_ALONE: Final = "ai_managers"
"""The same, but what is in this package may be somebody else's."""


def leave_at_once(code: int, before: Collection[str]) -> None:
    """End the process with ``code``, once all that is registered for its end is done and output is written.

    ``before`` are the modules that were there when the command began. Returns if there is an application of
    Qt, a role that is not ours or another foreign module, or a thread that is to be waited for: then the
    usual end is needed.
    """
    qt = sys.modules.get("PySide6.QtCore")
    if qt is not None and qt.QCoreApplication.instance() is not None:
        return
    loaded = sys.modules.keys() - set(before) - {_KNOWN_ALONE}
    if {name.partition(".")[0] for name in loaded} - _KNOWN:
        return
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        return
    # There is no public way to have them called before the interpreter is taken apart.
    atexit._run_exitfuncs()  # noqa: SLF001
    try:
        for stream in (sys.stdout, sys.stderr):
            # There is none where whoever started us has closed it.
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        # The usual end tries it again, and tells.
        return
    os._exit(code)
