"""What would start a waiting task, in the words of the window: names instead of ids and keys. No Qt here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from parallel_execution_manager.scheduling.model.checks import TITLES
from parallel_execution_manager.scheduling.snapshot import Remedy, Verb
from parallel_execution_manager_gui.naming import Named, remedy_words

_ROLE: Final = re.compile(r"\brole (\w+)")
_LIMIT: Final = re.compile(r"raise the limit (\w+)_percent to ([\d.e+]+)(?: \(resume at ([\d.e+]+)\))?")
_KEYS: Final = (
    (re.compile(r"raise max_parallel_tasks to (\d+)"), r"let \1 tasks run at a time"),
    (
        re.compile(r"raise max_concurrent_tasks of role (.+) to (\d+)"),
        r"let \2 tasks of role \1 run at a time",
    ),
    (
        re.compile(r"lower disk_mb of role (.+) to ([\d.e+]+)"),
        r"ask for only \2 MiB of free disk space for tasks of role \1",
    ),
    (re.compile(r"lower cpu_cores to ([\d.e+]+)"), r"lower its processor cores to \1"),
    (re.compile(r"lower memory_mb to ([\d.e+]+)"), r"lower its memory to \1 MiB"),
    (re.compile(r"such as cpu_cores (\S+) and memory_mb (\S+)"), r"such as \1 cores and \2 MiB"),
)
"""The scheduler speaks of keys, as they are written in a terminal or a file; the window has no keys."""


def remedy_text(remedy: Remedy, named: Named, role_title: Callable[[str], str]) -> str:
    """What is done, to whom, and whether it is done for good."""
    words = remedy_words(remedy.words, remedy.actions, named)
    words = _LIMIT.sub(_limit, words)
    for keys, plain in _KEYS:
        words = keys.sub(plain, words)
    words = _ROLE.sub(lambda found: f"role {role_title(found[1])}", words)
    lasts = any(action.verb is Verb.CONFIGURE for action in remedy.actions)
    return f"{words}, for good" if lasts else words


def _limit(found: re.Match[str]) -> str:
    resume = f" (roles go on at {found[3]} %)" if found[3] else ""
    return f"raise the {TITLES.get(found[1], found[1])} limit to {found[2]} %{resume}"
