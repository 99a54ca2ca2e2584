"""psutil, where it is installed. It has no annotations, so all its values are ``Any``."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def load_psutil() -> ModuleType | None:
    """The module, or ``None`` where it is missing or does not fit this system."""
    try:
        return import_module("psutil")
    except ImportError:
        return None
