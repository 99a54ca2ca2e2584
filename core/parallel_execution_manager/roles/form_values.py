"""Reading typed values from a written task; what does not fit becomes a sentence, never an exception."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from parallel_execution_manager.scheduling.settings.declarations import near_names
from parallel_execution_manager.system.config.masking import HIDDEN, is_secret, secret_names

LONGEST_SHOWN = 60
MOST_BITS = 64
_MAPPINGS: Final = (dict, Mapping)
"""Almost all are dicts, which are told by their own type at once."""
_NEVER_RUN = ("id", "name", "after", "description")
"""A mask in them does no harm."""


class FormReader:
    """Reads the keys of one mapping and collects problems; ``within`` names the key it stands under."""

    def __init__(self, row: Mapping[str, Any], within: str = "") -> None:
        self.row = row
        self.problems: list[str] = []
        self._within = f"{within}." if within else ""

    def complain(self, problem: str) -> None:
        """Note a problem."""
        self.problems.append(problem)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text; empty if absent."""
        value = self.row.get(key)
        if value is None or value == "":
            if required:
                self.complain(f"{self._within}{key} is missing; give it as a text")
            return ""
        if not isinstance(value, str):
            self._wrong(key, "a text")
            return ""
        return value if self._printable(key, value) else ""

    def identifier(self, key: str) -> str:
        """A text or a whole number, as a text."""
        value = self.row.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(key)

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        """One of ``choices``, in any case of letters."""
        value = self.row.get(key)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.lower() in choices:
            return value.lower()
        near = near_names(value.lower(), choices) if isinstance(value, str) else []
        hint = f"did you mean {near[0]!r}?" if near else f"give one of {', '.join(choices)}"
        self.complain(f"{self._within}{key} is {shown(value)}; {hint}")
        return default

    def number(self, key: str) -> float | None:
        """A number; ``None`` if absent. Its range is checked by whoever knows it."""
        value = self.row.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self._wrong(key, "a number")
            return None
        try:
            return float(value)
        except OverflowError:
            self._wrong(key, "a number of reasonable size")
            return None

    def whole(self, key: str, default: int) -> int:
        """A whole number."""
        value = self.row.get(key)
        if value is None:
            return default
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(key, "a whole number")
        elif value.bit_length() > MOST_BITS:
            self._wrong(key, "a whole number of reasonable size")
        else:
            return value
        return default

    def flag(self, key: str) -> bool:
        """True or false; false if absent."""
        value = self.row.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._wrong(key, "true or false")
        return False

    def entries(self, key: str, example: str) -> Sequence[Any]:
        """A list of anything; empty if absent."""
        value = self.row.get(key)
        if value is None:
            return ()
        if isinstance(value, (list, tuple)):
            return value
        self._wrong(key, example)
        return ()

    def texts(self, key: str, example: str = "a list of texts") -> tuple[str, ...]:
        """A list of texts; empty if absent."""
        found = []
        for value in self.entries(key, example):
            if not isinstance(value, str):
                self.complain(f"{self._within}{key} holds {shown(value)}; every entry must be a text")
            elif self._printable(key, value):
                found.append(value)
        return tuple(found)

    def mapping(self, key: str) -> Mapping[str, Any]:
        """An object; empty if absent."""
        value = self.row.get(key)
        if value is None:
            return {}
        if isinstance(value, _MAPPINGS):
            return value
        self._wrong(key, "an object")
        return {}

    def text_map(self, key: str) -> dict[str, str]:
        """An object of texts."""
        found: dict[str, str] = {}
        given: Mapping[Any, Any] = self.mapping(key)
        if not given:
            return found
        for name, value in given.items():
            texts = isinstance(name, str) and isinstance(value, str)
            if not texts or not name or "=" in name:
                told = HIDDEN if is_secret(str(name)) else shown(value)
                self.complain(f"{self._within}{key}.{name} is {told}; names and values must be texts")
            elif value == HIDDEN:
                self.complain(
                    f"{self._within}{key}.{name} is hidden, as pem export leaves it; write its value (the "
                    "history has none: add the task anew), or export with --env (in the window: Save with "
                    "these values)"
                )
            elif self._printable(key, name) and self._printable(key, value):
                found[name] = value
        if secret_names(found):
            self._refuse_masks(key)
        return found

    def _refuse_masks(self, key: str) -> None:
        """What was written without secrets has none in its command either: with the mask it must not run."""
        for other, value in self.row.items():
            if other not in (key, *_NEVER_RUN) and _holds_mask(value):
                self.complain(
                    f"{other} holds {HIDDEN} where a value of {key} stood, as pem export and the history "
                    "leave it; write the value there, too"
                )

    def only(self, *known: str) -> None:
        """Complain about every other key, naming the nearest known one."""
        for key in self.row:
            if key not in known:
                near = near_names(str(key), known)
                hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
                self.complain(f"{self._within}{key} is no known key; {hint}")

    def _wrong(self, key: str, wanted: str) -> None:
        self.complain(f"{self._within}{key} is {shown(self.row[key])}; give {wanted}")

    def _printable(self, key: str, value: str) -> bool:
        """No name can hold a NUL character, and half a surrogate pair cannot be written to any file."""
        if "\0" in value:
            self.complain(f"{self._within}{key} holds a NUL character; remove it")
            return False
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            self.complain(f"{self._within}{key} holds half a character (a lone surrogate); remove it")
            return False
        return True


def _holds_mask(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_mask, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_holds_mask, value))
    return isinstance(value, str) and HIDDEN in value


def shown(value: object) -> str:
    """A value as JSON for a sentence, cut where it is long; never an exception, however odd it is."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, TypeError, ValueError):
        return f"a {type(value).__name__} that cannot be shown"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
