"""Which tasks are of one kind, so that what one of them used tells about the next.

Three kinds, from narrow to wide: the same work again (``own``), the same program with arguments of
about the same size (``sibling``), and the same program in the same role (``program``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from parallel_execution_manager.scheduling.model.model import TaskSpec

MOST_SIZES = 8
LONGEST_KEY = 400
SEPARATOR = "\x1f"
SCRIPT_OPTIONS = ("script", "script_path")

_INTERPRETER = re.compile(r"(python|pypy|bash|dash|sh|zsh|node|ruby|perl|java|Rscript)[\d.]*(\.exe)?")


class Kind(NamedTuple):
    """The keys of a task's kinds; each is unlike every key of another width."""

    own: str
    sibling: str
    program: str


def kind_of(task: TaskSpec) -> Kind:
    """The kinds of a task.

    Folders do not count, because temporary ones change from run to run. A number counts by its power of
    two: tasks of a kind then differ at most by a factor of two in each number.
    """
    return _kind(task.role, tuple(task.command) or tuple(_option_words(task)))


@lru_cache(maxsize=1024)
def _kind(role: str, words: tuple[str, ...]) -> Kind:
    """Kept, as many tasks that come together do the same: they also share the texts then."""
    names = [_name(word) if "/" in word or "\\" in word else word for word in words]
    program = SEPARATOR.join((role, _head(names)))
    sizes = [size for word in words if (size := _size(word)) is not None][:MOST_SIZES]
    sibling = SEPARATOR.join((program, "~", *map(str, sizes)))
    own = SEPARATOR.join((program, "=", *names[1:]))
    return Kind(_bounded(own), sibling, program)


def _option_words(task: TaskSpec) -> Iterator[str]:
    """A role's own work as a command line: its script first, then every other option with its name."""
    script = next((str(task.options[key]) for key in SCRIPT_OPTIONS if task.options.get(key)), "")
    yield script
    for key in sorted(task.options):
        value = task.options[key]
        if key not in SCRIPT_OPTIONS:
            yield key
            yield from map(str, value) if isinstance(value, list | tuple) else (str(value),)


def _head(names: list[str]) -> str:
    """The program; of an interpreter with its script, which is what matters."""
    head = names[0] if names else ""
    if not _INTERPRETER.fullmatch(head):
        return head
    script = next((name for name in names[1:] if not name.startswith("-")), "")
    return f"{head} {script}"


def _name(word: str) -> str:
    return word.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _size(word: str) -> int | None:
    """The power of two that a number is below; ``None`` for what is no finite number."""
    if word[-1:].isalpha():
        # No finite number ends like that; what is no number takes ten times as long to find out below.
        return None
    try:
        amount = float(word)
    except ValueError:
        return None
    return math.frexp(amount)[1] if math.isfinite(amount) else None


def _bounded(key: str) -> str:
    """A long command line is told from another by its beginning and its end."""
    return key if len(key) <= LONGEST_KEY else f"{key[: LONGEST_KEY // 2]}…{key[-LONGEST_KEY // 2 :]}"
