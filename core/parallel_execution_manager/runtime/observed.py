"""A dict that tells when one of its entries is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class ObservedDict(dict[str, Any]):
    """A plain dict; ``changed`` is called after an entry was set, and its refusal undoes the change."""

    def __init__(self, entries: Mapping[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(entries)
        self._changed = changed

    def __setitem__(self, key: str, value: Any) -> None:
        before = dict(self)
        super().__setitem__(key, value)
        try:
            self._changed()
        except ValueError:
            self.clear()
            super().update(before)
            raise

    def update(self, *others: Any, **entries: Any) -> None:
        """Set several entries, one after the other."""
        for key, value in dict(*others, **entries).items():
            self[key] = value
