"""Names instead of ids, in sentences of the core that only know ids. No Qt in here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from parallel_execution_manager.scheduling.snapshot import Action

Named = Callable[[str], str | None]
"""The name under which a task of this id is shown; ``None`` for what is no known task."""
_QUOTED = re.compile(r"'([^'\n]+)'")
_NOT_STARTED = re.compile(r"not started: (?P<id>.+) (?P<end>failed|cancelled|timed out|lost)")


def unnamed(_task_id: str) -> str | None:
    """Knows no task."""
    return None


def with_names(text: str, named: Named) -> str:
    """A refusal or a problem with the names of tasks in place of the ids that stand in it in quotes."""
    return _QUOTED.sub(lambda found: _in_quotes(found[1], named) or found[0], text)


def detail_with_name(detail: str, named: Named) -> str:
    """What is known of a task's end, with the name of the task because of which it was not started."""
    found = _NOT_STARTED.fullmatch(detail)
    name = None if found is None else _in_quotes(found["id"], named)
    return detail if found is None or name is None else f"not started: {name} {found['end']}"


def remedy_words(words: str, actions: Iterable[Action], named: Named) -> str:
    """What a remedy does, with the names of the tasks that it does it to, or no longer waits for."""
    ids = {str(task_id) for action in actions for task_id in _ids(action.arguments)}
    if not ids:
        return words
    # The longest first: one id may begin like another.
    some = "|".join(re.escape(task_id) for task_id in sorted(ids, key=len, reverse=True))
    alone = re.compile(rf"(?<![\w#.-])({some})(?![\w#-])")
    return alone.sub(lambda found: _in_quotes(found[1], named) or found[0], words)


def _ids(arguments: Mapping[str, Any]) -> Sequence[Any]:
    return [*arguments.get("tasks", ()), *arguments.get("drop_after", ())]


def _in_quotes(task_id: str, named: Named) -> str | None:
    name = named(task_id)
    return None if name is None else f"“{name}”"
