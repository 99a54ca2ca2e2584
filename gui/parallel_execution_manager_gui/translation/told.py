"""What is written outside of widgets, in the window's language: texts of tables and sentences of the core.

The core writes English and knows nothing of Qt. ``shown`` looks up a text as it stands in a table: a title
of an action, the prose of a setting. ``told`` also finds sentences with names and numbers in them, by the
templates in ``sentences.py``. What is in no catalogue is shown as it is: a task's name, its own output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from parallel_execution_manager.scheduling.settings.declarations import Field, RoleDeclaration
from parallel_execution_manager_gui.naming import Named, with_names
from parallel_execution_manager_gui.task_facts import ENDED_WITH, WAITED
from parallel_execution_manager_gui.translation.ends import ENDS
from parallel_execution_manager_gui.translation.facts import TEMPLATES
from parallel_execution_manager_gui.translation.sentences import ENDINGS, QUOTED, SENTENCES

TABLES: Final = "Tables"
"""The context of texts that stand in tables."""
CORE: Final = "Core"
"""The context of the core's sentences."""
_ENGLISH: Final = str(QT_TRANSLATE_NOOP("Language", "English"))
_POINT: Final = str(QT_TRANSLATE_NOOP("Language", "1,000.5"))
"""A number as the language writes it: which sign parts thousands, and which comes before tenths."""
_NUMBERS: Final = frozenset(
    (
        *("number", "limit", "used", "need", "others", "cores", "memory", "resume", "low", "high"),
        *("expected", "time"),
    )
)
"""Slots with nothing but a number in them, and perhaps its unit."""
_QUOTES: Final = re.compile("“([^“”]*)”")
_GROUPED: Final = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")
"""A number whose points part thousands, where the language has them for that."""
_SLOT: Final = re.compile(r"\{(\w+)\}")
_KEPT: Final = 4096
_ANYTHING: Final = ".+?"
_NUMBER: Final = r"-?[\d.,e+]+"


def shown(text: str) -> str:
    """A text of a table."""
    return QCoreApplication.translate(TABLES, text) if text else ""


def told(text: str) -> str:
    """A sentence of the core, or a text of a table."""
    language = QCoreApplication.translate("Language", _ENGLISH)
    return text if language == _ENGLISH or not text else _told(text, language)


def told_end(text: str) -> str:
    """Why a task ended, if the core says it; a task's own words as they are."""
    language = QCoreApplication.translate("Language", _ENGLISH)
    return text if language == _ENGLISH or not text else _told_end(text, language)


def told_problem(text: str, named: Named) -> str:
    """Refusals and problems, one a line, with the names of tasks; what is in no catalogue as it is."""
    return "\n".join(map(told, with_names(text, named).split("\n")))


def local(number: str) -> str:
    """A number as `formatting` writes it, with its unit, as the window's language does."""
    pattern = QCoreApplication.translate("Language", _POINT)
    if pattern == _POINT or not any(sign in number for sign in ".,"):
        return number
    return number.translate({ord(","): pattern[1], ord("."): pattern[-2]})


def plain(number: str) -> str:
    """A number that was entered, with a point before its tenths; one with two such signs stays as it is."""
    sign = QCoreApplication.translate("Language", _POINT)[-2]
    return number.replace(sign, ".") if number.count(sign) == 1 and "." not in number else number


def is_ambiguous(number: str) -> bool:
    """Whether a number that was entered is another one where a point parts thousands: "1.000"."""
    pattern = QCoreApplication.translate("Language", _POINT)
    return pattern[1] == "." and _GROUPED.fullmatch(number) is not None


def count(number: int) -> str:
    """A number of things, with what parts thousands in the window's language."""
    return local(f"{number:,}")


def figure(value: float) -> str:
    """A measure or a limit with no more digits than it has, as the window's language writes it."""
    return local(f"{value:g}")


def quoted(name: str) -> str:
    """A name in the quotes of the language."""
    return _filled(QCoreApplication.translate(CORE, QUOTED), {"name": name})


def told_fact(label: str, text: str) -> str:
    """A fact about a task; ``label`` is the English one. Paths, names and a task's own words stay."""
    language = QCoreApplication.translate("Language", _ENGLISH)
    if language == _ENGLISH or not text:
        return text
    if label == ENDED_WITH:
        return _told_end(text, language)
    between = ", " if label == WAITED else "\n"
    return between.join(_told_fact(label, part, language) for part in text.split(between))


def told_field(field: Field) -> Field:
    """A declared value with its title, prose and unit in the window's language."""
    return replace(field, title=told(field.title), prose=told(field.prose), unit=told(field.unit))


def told_role(role: RoleDeclaration) -> RoleDeclaration:
    """A role's declaration in the window's language."""
    return replace(
        role,
        title=shown(role.title),
        summary=shown(role.summary),
        options=tuple(map(told_field, role.options)),
        fields=tuple(map(told_field, role.fields)),
    )


@lru_cache(maxsize=_KEPT)
def _told(text: str, language: str) -> str:
    """``language`` keeps apart what is remembered for each."""
    found = QCoreApplication.translate(TABLES, text)
    if found != text:
        return found
    return _by_templates(text, language, _patterns())


@lru_cache(maxsize=_KEPT)
def _told_end(text: str, language: str) -> str:
    return _by_templates(text, language, _patterns_of_ends())


@lru_cache(maxsize=_KEPT)
def _told_fact(label: str, text: str, language: str) -> str:
    found = _by_templates(text, language, _patterns_of_fact(label))
    return _told(text, language) if found == text else found


def _by_templates(text: str, language: str, patterns: Iterable[tuple[str, re.Pattern[str]]]) -> str:
    for template, pattern in patterns:
        match = pattern.fullmatch(text)
        if match is not None:
            words = {name: _slot(name, value, language) for name, value in match.groupdict().items()}
            return _filled(QCoreApplication.translate(CORE, template), words)
    return text


def _slot(name: str, value: str, language: str) -> str:
    """Slots called ``words`` or ``end`` hold another sentence; others a name or a number, which stay."""
    if name.startswith("words"):
        return _told(value, language)
    if name.rstrip("_23456789") in _NUMBERS:
        return local(value)
    if name == "end":
        return _told_end(value, language)
    if not (value.startswith("“") and value.endswith("”")):
        return value
    return _QUOTES.sub(lambda found: quoted(found[1]), value)


def _filled(template: str, words: dict[str, str]) -> str:
    """Not by ``format``: what is filled in may hold braces of its own, and a template may lack a slot."""
    return _SLOT.sub(lambda match: words.get(match[1], match[0]), template)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The templates: what may end a sentence, then those with the most words of their own, which say most."""
    others = sorted(set(SENTENCES) - set(ENDINGS), key=lambda it: (-len(_SLOT.sub("", it)), it))
    return tuple((template, _pattern(template)) for template in (*ENDINGS, *others))


@cache
def _patterns_of_ends() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Longer templates first; in these a number is nothing else, so that a task's own words seldom fit."""
    return _strict(ENDS)


@cache
def _patterns_of_fact(label: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return _strict(TEMPLATES.get(label, ()))


def _strict(templates: Iterable[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((it, _pattern(it, _NUMBER)) for it in sorted(templates, key=len, reverse=True))


def _pattern(template: str, of_number: str = _ANYTHING) -> re.Pattern[str]:
    parts = _SLOT.split(template)
    kinds = (of_number if part.startswith("number") else _ANYTHING for part in parts)
    words = (
        f"(?P<{part}>{kind})" if number % 2 else re.escape(part)
        for number, (part, kind) in enumerate(zip(parts, kinds, strict=True))
    )
    return re.compile("".join(words), re.DOTALL)
