"""A dict that tells when one of its entries is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class ObservedDict(dict[str, Any]):
    """A plain dict; ``change`` is called with key and value before an entry is set, and may refuse."""

    def __init__(self, entries: Mapping[str, Any], change: Callable[[str, Any], None]) -> None:
        super().__init__(entries)
        self._change = change

    def __setitem__(self, key: str, value: Any) -> None:
        self._change(key, value)
        super().__setitem__(key, value)

    def update(self, *others: Any, **entries: Any) -> None:
        """Set several entries, one after the other."""
        for key, value in dict(*others, **entries).items():
            self[key] = value
