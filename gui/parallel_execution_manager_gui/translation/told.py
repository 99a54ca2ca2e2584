"""What is written outside of widgets, in the window's language: texts of tables and sentences of the core.

The core writes English and knows nothing of Qt. ``shown`` looks up a text as it stands in a table: a title
of an action, the prose of a setting. ``told`` also finds sentences with names and numbers in them, by the
templates in ``sentences.py``. What is in no catalogue is shown as it is: a task's name, its own output.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from parallel_execution_manager.scheduling.declarations import Field, RoleDeclaration
from parallel_execution_manager_gui.translation.sentences import ENDINGS, QUOTED, SENTENCES

TABLES: Final = "Tables"
"""The context of texts that stand in tables."""
CORE: Final = "Core"
"""The context of the core's sentences."""
_ENGLISH: Final = str(QT_TRANSLATE_NOOP("Language", "English"))
_QUOTES: Final = re.compile("“([^“”]*)”")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_KEPT: Final = 4096


def shown(text: str) -> str:
    """A text of a table."""
    return QCoreApplication.translate(TABLES, text) if text else ""


def told(text: str) -> str:
    """A sentence of the core, or a text of a table."""
    language = QCoreApplication.translate("Language", _ENGLISH)
    return text if language == _ENGLISH or not text else _told(text, language)


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
    for template, pattern in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            words = {name: _slot(name, value, language) for name, value in match.groupdict().items()}
            return _filled(QCoreApplication.translate(CORE, template), words)
    return text


def _slot(name: str, value: str, language: str) -> str:
    """Slots called ``words`` hold another sentence; all others a name or a number, which stay."""
    if name.startswith("words"):
        return _told(value, language)
    if not (value.startswith("“") and value.endswith("”")):
        return value
    quoted = QCoreApplication.translate(CORE, QUOTED)
    return _QUOTES.sub(lambda found: _filled(quoted, {"name": found[1]}), value)


def _filled(template: str, words: dict[str, str]) -> str:
    """Not by ``format``: what is filled in may hold braces of its own, and a template may lack a slot."""
    return _SLOT.sub(lambda match: words.get(match[1], match[0]), template)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The templates: what may end a sentence, then those with the most words of their own, which say most."""
    others = sorted(set(SENTENCES) - set(ENDINGS), key=lambda it: (-len(_SLOT.sub("", it)), it))
    return tuple((template, _pattern(template)) for template in (*ENDINGS, *others))


def _pattern(template: str) -> re.Pattern[str]:
    parts = _SLOT.split(template)
    words = (f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(words), re.DOTALL)
