"""Values that are secrets by the name of their variable, hidden wherever they stand in a text of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from parallel_execution_manager.system.config.masking import HIDDEN, is_secret

SHORTEST: Final = 6
"""Characters. Shorter ones ("1", "none", "true") stand in many texts that say nothing of them."""

_NO_SECRETS: Final = frozenset({"PWD", "OLDPWD", "XAUTHORITY", "SSH_AUTH_SOCK"})
"""Called like secrets, and places: to hide the working folder would make messages useless."""
_IN_ADDRESS: Final = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")


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
        yield from _IN_ADDRESS.findall(value)
