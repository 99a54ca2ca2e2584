"""Hiding what may be a secret in settings, tasks and logs, before they are given to somebody else.

Better one harmless value too many is hidden than one password shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


SHORTEST: Final = 6
"""Characters. Shorter ones ("1", "none", "true") stand in many texts that say nothing of them."""

_NO_SECRETS: Final = frozenset({"PWD", "OLDPWD", "XAUTHORITY", "SSH_AUTH_SOCK"})
"""Called like secrets, and places: to hide the working folder would make messages useless."""
_PASSWORD_IN_ADDRESS: Final = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")


class SecretValues:
    """What is to be hidden, found once and then used for any number of texts."""

    def __init__(self, values: Iterable[str]) -> None:
        """Values shorter than `SHORTEST` are left out; of one of several lines each line counts."""
        lines = {line.strip() for value in values for line in (value, *value.splitlines())}
        # The longest first: one may be the beginning of another.
        chosen = sorted(
            (line for line in lines if len(line) >= SHORTEST), key=lambda line: (-len(line), line)
        )
        self._pattern = re.compile("|".join(map(re.escape, chosen))) if chosen else None

    @classmethod
    def of(cls, *environments: Mapping[str, str]) -> SecretValues:
        """The values of variables that are called like a secret, and passwords in addresses."""
        return cls(value for environment in environments for value in _secrets_in(environment))

    def hidden(self, value: Any) -> Any:
        """Plain data, or a text, with the values replaced in every text at any depth; keys stay."""
        if self._pattern is None:
            return value
        if isinstance(value, str):
            return self._pattern.sub(HIDDEN, value)
        if isinstance(value, Mapping):
            return {key: self.hidden(inner) for key, inner in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, bytes):
            return [self.hidden(inner) for inner in value]
        return value


def without_secrets(task: Mapping[str, Any]) -> dict[str, Any]:
    """A task as a line of a task file, without the values of its ``env`` that may be secrets.

    Where they stand in its command, name or options too they are hidden there as well. Nobody runs it with
    the mask: a task with a hidden value in ``env`` is refused.
    """
    env = task.get("env")
    texts = {k: v for k, v in env.items() if isinstance(v, str)} if isinstance(env, Mapping) else {}
    names = secret_names(texts)
    if not names:
        return dict(task)
    hidden = {key: value for key, value in task.items() if key != "env"}
    shown = {**SecretValues.of(texts).hidden(hidden), "env": {**texts, **dict.fromkeys(names, HIDDEN)}}
    return {key: shown[key] for key in task}


def secret_names(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that are called like a secret, or hold an address with a password, in their order."""
    return tuple(name for name, value in environment.items() if any(_secrets_of(name, value)))


def _secrets_in(environment: Mapping[str, str]) -> Iterator[str]:
    for name, value in environment.items():
        yield from _secrets_of(name, value)


def _secrets_of(name: str, value: str) -> Iterator[str]:
    if name.upper() not in _NO_SECRETS and is_secret(name):
        yield value
    elif "://" in value:
        yield from _PASSWORD_IN_ADDRESS.findall(value)
