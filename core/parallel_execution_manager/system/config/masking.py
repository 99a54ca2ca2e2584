"""Hiding what may be a secret in settings, tasks and logs, before they are given to somebody else.

Better one harmless value too many is hidden than one password shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

HIDDEN: Final = "(hidden)"

_WORDS: Final = (
    r"token|passw(?:or)?d|passphrase|pwd|secret|credentials?|api_?key|private_?key|access_?key"
    r"|authorization|auth|cookie|bearer"
)
_KEY = re.compile(rf"(?:{_WORDS})|(?:^|[_.\-\s])keys?(?:$|[_.\-\s])", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_VALUE: Final = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s,;&\"']+)"
# What stands around the word is bounded, and begins where a name does: else long words take quadratic time.
_SECRET: Final = rf"(?:{_WORDS}|(?:(?<![a-zA-Z])keys?(?![a-zA-Z])))[\w.\-]{{0,200}}"
_NAME: Final = rf"[\w.\-]{{0,200}}{_SECRET}"
# Compiled when they are first used: most programs mask no text.
_SET_IN_TEXT: Final = rf"(?i)({_SECRET}[\"']?\s*[=:]\s*(?:(?:bearer|basic)\s+)?){_VALUE}"
_OPTION_IN_TEXT: Final = rf"(?i)((?<![\w.\-])--?{_NAME}\s+)(?!-){_VALUE}"
_CARRIED: Final = r"(?i)\b((?:bearer|basic)\s+)[\w+/=.\-]{8,}"
_IN_ADDRESS: Final = r"(?<=://)[^/\s@]+(?=@)"
_OPTION: Final = rf"(?i)^--?{_NAME}$"


def is_secret(key: str) -> bool:
    """Whether what is called so is likely to be nobody else's business."""
    return _KEY.search(_HUMP.sub("_", key)) is not None


def masked(value: Any) -> Any:
    """Plain data with everything hidden that is called like a secret, at any depth, and in texts."""
    if isinstance(value, Mapping):
        return {key: _masked_as(str(key), inner) for key, inner in value.items()}
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, Sequence):
        return _masked_words(value)
    return value


def masked_text(text: str) -> str:
    """A text, such as a log, with what follows a secret's name hidden, and the home folder as ``~``."""
    text = re.sub(_IN_ADDRESS, HIDDEN, text)
    text = re.sub(_SET_IN_TEXT, rf"\g<1>{HIDDEN}", text)
    text = re.sub(_OPTION_IN_TEXT, rf"\g<1>{HIDDEN}", text)
    text = re.sub(_CARRIED, rf"\g<1>{HIDDEN}", text)
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _masked_as(key: str, value: Any) -> Any:
    if is_secret(key) and value not in (None, "", [], {}):
        return HIDDEN
    return masked(value)


def _masked_words(words: Sequence[Any]) -> list[Any]:
    """Items of a list; in a command the word behind an option that is called like a secret is one."""
    found: list[Any] = []
    hides_next = False
    for word in words:
        is_option = isinstance(word, str) and word.startswith("-")
        found.append(HIDDEN if hides_next and not is_option else masked(word))
        hides_next = isinstance(word, str) and re.match(_OPTION, word) is not None
    return found
