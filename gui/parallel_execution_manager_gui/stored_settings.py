"""Values out of the window's settings file, whatever somebody has written into it."""

from __future__ import annotations

from PySide6.QtCore import QSettings


def texts(settings: QSettings, key: str) -> list[str]:
    """A list of texts. A single one is stored without a list around it; what is no text is left out."""
    value = settings.value(key)
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def text(settings: QSettings, key: str, default: str, allowed: frozenset[str]) -> str:
    """One of the allowed texts; the default if something else stands there."""
    value = settings.value(key)
    return value if isinstance(value, str) and value in allowed else default


def flag(settings: QSettings, key: str, *, default: bool) -> bool:
    """On or off. The file knows only texts."""
    value = settings.value(key)
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower(), default) if isinstance(value, str) else default
