"""What is wrong with a configuration: where, why, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

LONGEST_KEY: Final = 60


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """One thing that an operator must put right.

    ``path`` is the keys from the outside in, empty for the file as a whole. ``where`` is the place
    in a file (``name.json:12``), empty for a configuration that came from no file.
    """

    path: tuple[str, ...]
    message: str
    where: str = ""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.where, dotted(self.path), self.message)))


class ConfigurationError(ValueError):
    """A configuration that cannot be used; ``problems`` holds every one found, in file order."""

    def __init__(self, problems: Iterable[ConfigurationProblem]) -> None:
        self.problems: tuple[ConfigurationProblem, ...] = tuple(problems)
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> tuple[str, ...]:
        """Each problem as one line for people."""
        return tuple(str(problem) for problem in self.problems)


def dotted(path: tuple[str, ...]) -> str:
    """A key path as one reads it: ``role_options.gui_testing.show_timeout_s``."""
    return ".".join(_shown_key(key) for key in path)


def _shown_key(key: str) -> str:
    plain = key.isprintable() and key.strip() and not set(key) & set(" .:\"'")
    text = key if plain else repr(key)
    return text if len(text) <= LONGEST_KEY else f"{text[:LONGEST_KEY]}…"
