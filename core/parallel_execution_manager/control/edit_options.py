"""What can be changed of a queued task, as options of ``pem edit``: the one table of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from parallel_execution_manager.control.numbers import number


class EditOption(NamedTuple):
    """An option; ``kind`` is what argparse is told beside its help. A repeatable one gathers a list."""

    name: str
    help: str
    kind: Mapping[str, Any]

    @property
    def is_list(self) -> bool:
        """Whether it may be given several times."""
        return self.kind.get("action") == "append"


def _repeatable(name: str, metavar: str, text: str) -> EditOption:
    return EditOption(name, f"{text}; repeatable", {"metavar": metavar, "action": "append"})


EDIT_OPTIONS: Final[Mapping[str, EditOption]] = {
    "role": EditOption("--role", "move it to another role", {"metavar": "R"}),
    "priority": EditOption("--priority", "how important it is", {"choices": ("high", "normal", "low")}),
    "cpu_cores": EditOption("--cpu", "processor cores that it needs", {"metavar": "CORES", "type": number}),
    "memory_mb": EditOption("--memory", "MiB of memory that it needs", {"metavar": "MB", "type": number}),
    "drop_files": _repeatable("--drop-file", "PATH", "a file that it no longer wants"),
    "read_files": _repeatable("--read-file", "PATH", "a file that it only reads from now on"),
    "drop_after": _repeatable("--drop-after", "ID", "a task that it no longer comes after"),
}
"""By the key of the change at a manager's door: see `task_changes.changed_row`."""
