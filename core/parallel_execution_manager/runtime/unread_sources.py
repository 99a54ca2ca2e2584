"""Imported right after PySide6: keeps it from reading the source of every module that comes after.

It looks there for its own name, to tell which modules its "features" (another spelling of methods) are for.
Of ours and of the standard library that is known without reading five megabytes at each start and keeping
them. Where a later PySide6 does that in another way, nothing is changed.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final

_WITH_QT: Final = frozenset({"parallel_execution_manager", "parallel_execution_manager_gui"})
_WITHOUT_QT: Final = sys.stdlib_module_names | {"numpy", "psutil"}


def _know_without_reading() -> None:
    try:
        from shibokensupport import feature  # type: ignore[import-not-found]
    except ImportError:
        return
    read = getattr(feature, "_mod_uses_pyside", None)
    if read is None:
        return

    def uses_pyside(module: ModuleType) -> bool:
        package = module.__name__.partition(".")[0]
        if package in _WITH_QT:
            return True
        return package not in _WITHOUT_QT and bool(read(module))

    feature._mod_uses_pyside = uses_pyside  # noqa: SLF001 - there is no public way


_know_without_reading()
