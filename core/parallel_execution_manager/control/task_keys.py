"""Warns of keys of a task that nobody reads: they are kept, but are most likely slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from parallel_execution_manager.control.task_file import LineProblem, TaskFile
from parallel_execution_manager.control.wording import counted
from parallel_execution_manager.roles.task_form import LOOKS_LIKE_FILES, OWN_KEYS
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration, near_names

COMMON_KEYS = OWN_KEYS | {
    "workflow_id",
    "description",
    "created_at",
    "agent_id",
    "script",
    "script_path",
    "args",
    "seed",
}
"""The keys that a task of any role may have."""

ELSEWHERE = MappingProxyType(
    {
        "depends_on": "after",
        "dependencies": "after",
        "needs": "after",
        "requires": "after",
        "attempts": "retries",
        "max_retries": "retries",
        "timeout": "timeout_s",
        "cmd": "command",
        "argv": "command",
        "environment": "env",
        "working_directory": "cwd",
        "workdir": "cwd",
        "resources": "requirements",
    }
)
"""What other programs that run tasks call the same thing."""


def key_warnings(tasks: TaskFile, declarations: Mapping[str, RoleDeclaration]) -> Iterator[LineProblem]:
    """A warning for each unknown key of each role's tasks, at the first line that has it."""
    first: dict[tuple[str, str], int] = {}
    count: Counter[tuple[str, str]] = Counter()
    known = {name: _known_keys(declaration) for name, declaration in declarations.items()}
    for row in tasks.rows:
        role = _role(row.task)
        # Those that look as if they kept files safe are no mere slips: they are refused.
        for key in row.task.keys() - known.get(role, COMMON_KEYS) - LOOKS_LIKE_FILES.keys():
            first.setdefault((role, key), row.line)
            count[role, key] += 1
    for (role, key), line in sorted(first.items(), key=lambda item: (item[1], item[0])):
        yield LineProblem(line, _warning(key, known.get(role, COMMON_KEYS), count[role, key] - 1))


def _role(task: Mapping[str, Any]) -> str:
    role = task.get("role")
    return role if isinstance(role, str) else ""


def _known_keys(declaration: RoleDeclaration) -> frozenset[str]:
    return COMMON_KEYS.union(field.key for field in (*declaration.fields, *declaration.options))


def _warning(key: str, known: Collection[str], more: int) -> str:
    near = [ELSEWHERE[key]] if key in ELSEWHERE else near_names(key, sorted(known))
    hint = f"did you mean {near[0]!r}?" if near else "it is only kept in the run folder's task.json"
    also = f" (and of {counted(more, 'more task')})" if more else ""
    return f"warning: key {key!r}{also} is known to nobody; {hint}"
