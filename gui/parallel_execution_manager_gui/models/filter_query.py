"""What is written in the filter box: words, wildcards, regular expressions, ``role:`` and ``state:``.

Free of Qt. ``^`` and ``$`` are the ends of each line of a text, such as the name. Texts that are
searched are case-folded, so plain words are only looked up in them. A task chooses its own name, so what
an expression costs is bounded: by how it is written, by how much of a text it sees, and by its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum, unique
from itertools import repeat
from operator import contains
from time import thread_time

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager_gui.branching import LONGEST, MOST, branching

Finder = Callable[[str], bool]
"""Whether a case-folded text has what is looked for."""

MOST_CHARACTERS = 500
_FEW_WAYS = 0.3
_REPEATED_GROUP = re.compile(r"(?<!\\)\)\s*[*+{]")
"""Such a group may be tried in more ways than there is time for: ``(a+)+b``."""


@unique
class Field(StrEnum):
    """Where a term is looked for; the value is the prefix that says so."""

    ANYWHERE = ""
    ROLE = "role:"
    STATE = "state:"


_NAMED = tuple(field for field in Field if field)
_PREFIX = "|".join(map(re.escape, _NAMED))
_REGEX = re.compile(rf"(?:(?<=\s)|^)((?:{_PREFIX})?)/((?:[^/\\]|\\.)+)/(?=\s|$)")
_UNFINISHED = re.compile(rf"(?:(?<=\s)|^)(?:{_PREFIX})?/((?:[^/\\]|\\.)*\\?)$")
"""A path has a second slash and is looked for as it is written."""


@dataclass(frozen=True, slots=True)
class Word:
    """Finds a plain, case-folded word."""

    word: str

    def __call__(self, text: str) -> bool:
        """Whether it stands in the text."""
        return self.word in text


class Expression:
    """Finds a regular expression in the first `LONGEST` characters of a text, if it is longer of each line.

    ``patience_s`` is the time of the processor that one search through all tasks may take. After that
    ``is_spent``, and everything is found: nothing is hidden that was not looked at. One that is ``cheap``,
    with a few choices and no repeat, takes hardly longer than a word, and is not timed.
    """

    def __init__(self, pattern: str, patience_s: float = 2.0) -> None:
        self.pattern = pattern
        self.is_spent = False
        self.ways = branching(pattern)
        self.is_cheap = self.ways < _FEW_WAYS
        self._compiled = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
        self._patience_s = self._left_s = patience_s

    def begin(self) -> None:
        """A search through tasks begins."""
        self._left_s = self._patience_s

    def __call__(self, text: str) -> bool:
        """Whether the text has it."""
        if self.is_cheap:
            return self._is_in(text)
        if self.is_spent:
            return True
        begin = thread_time()
        found = self._is_in(text)
        self._left_s -= thread_time() - begin
        self.is_spent = self._left_s < 0
        return found or self.is_spent

    def _is_in(self, text: str) -> bool:
        if len(text) <= LONGEST:
            return self._compiled.search(text) is not None
        return any(self._compiled.search(line, 0, LONGEST) is not None for line in text.splitlines())


def in_each(finds: Finder, texts: Iterable[str]) -> Iterator[bool]:
    """Whether each text has what is looked for; a plain word is found without calling Python."""
    return map(contains, texts, repeat(finds.word)) if isinstance(finds, Word) else map(finds, texts)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a task must have."""

    field: Field
    finds: Finder


@dataclass(frozen=True, slots=True)
class Query:
    """All terms that a task must have."""

    terms: tuple[Term, ...] = ()

    def of(self, field: Field) -> tuple[Finder, ...]:
        """The terms of one field."""
        return tuple(term.finds for term in self.terms if term.field is field)

    def expressions(self) -> tuple[Expression, ...]:
        """The regular expressions among them."""
        return tuple(term.finds for term in self.terms if isinstance(term.finds, Expression))

    def begin(self) -> None:
        """A search through tasks begins."""
        for expression in self.expressions():
            expression.begin()


@unique
class Fault(StrEnum):
    """Why a text is no filter."""

    TOO_LONG = "too long"
    REPEATED_GROUP = "repeated group"
    COSTLY = "costly regular expression"
    UNFINISHED = "unfinished regular expression"
    WRONG_REGEX = "wrong regular expression"


class FilterError(ValueError):
    """The text is no filter: ``part`` of it, or how long it is, has this ``fault``, for this ``reason``."""

    def __init__(self, fault: Fault, part: str, reason: str = "") -> None:
        super().__init__(f"{fault}: {part} {reason}".rstrip())
        self.fault = fault
        self.part = part
        self.reason = reason


def parse(text: str) -> Query:
    """What ``text`` asks for.

    Raises:
        FilterError: a regular expression in it is unfinished, wrong or may take for ever, or it is too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise FilterError(Fault.TOO_LONG, f"{len(text):,}")
    terms: list[Term] = []
    rest = 0
    for match in _REGEX.finditer(text):
        terms += map(_word, text[rest : match.start()].split())
        terms.append(Term(Field(match[1]), _regex(match[2])))
        rest = match.end()
    if unfinished := _UNFINISHED.search(text, rest):
        raise FilterError(Fault.UNFINISHED, unfinished[1])
    return Query((*terms, *map(_word, text[rest:].split())))


def _word(word: str) -> Term:
    folded = word.casefold()
    field = next((field for field in _NAMED if folded.startswith(field)), Field.ANYWHERE)
    wanted = folded.removeprefix(field)
    if any(sign in wanted for sign in "*?"):
        return Term(field, _wildcard(wanted))
    return Term(field, Word(wanted))


def _wildcard(word: str) -> Finder:
    """Its pieces, one after the other; found piece by piece, many stars cost no more than one."""
    pieces = [re.compile(re.escape(piece).replace(r"\?", ".")) for piece in word.split("*") if piece]

    def finds(text: str) -> bool:
        at = 0
        for piece in pieces:
            match = piece.search(text, at)
            if match is None:
                return False
            at = match.end()
        return True

    return finds


def _regex(pattern: str) -> Finder:
    if _REPEATED_GROUP.search(pattern):
        raise FilterError(Fault.REPEATED_GROUP, pattern)
    try:
        expression = Expression(pattern)
    except (re.error, OverflowError) as error:
        raise FilterError(Fault.WRONG_REGEX, pattern, str(error)) from None
    if expression.ways > MOST:
        raise FilterError(Fault.COSTLY, pattern)
    return expression
