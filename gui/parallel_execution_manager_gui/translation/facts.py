"""Facts about a task in the core's words, as templates that count only behind their own label. No Qt in here.

Such as ``{number} of {number_2}`` fit too much to be looked for anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager_gui.task_facts import ENDED_WITH
from parallel_execution_manager_gui.translation.ends import ENDS

_STOOD: Final = "the program's own timers did not"
WAITS: Final = tuple(kind.value.replace("_", " ") for kind in CheckKind)
"""What waiting time was spent on."""
_WRONG: Final = "declares other than it needs: {line} ({words})"
_RUNS: Final = ("{number} runs of the same work", "1 run of the same work", "{number} runs of its kind")

TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    ENDED_WITH: ENDS,
    "Attempts": (
        "{number} of {number_2}",
        "{number}, time limit {time}",
        "{number} of {number_2}, time limit {time}",
    ),
    "Files": ("{path} (read)", "{path} (write)", "and {number} more"),
    "Elapsed": (
        f"{{time}} (and suspended {{time_2}}: its time stood still, {_STOOD})",
        f"{{time}} (and suspended {{time_2}}: the time limit stood still, {_STOOD})",
    ),
    "Needs": (
        "{number} cores, {memory} ({words})",
        *(_WRONG.replace("{words}", runs) for runs in _RUNS),
    ),
    "Waited": tuple(f"{words} {{time}}" for words in WAITS),
}
"""By label, each of a line of the text or, of what was waited for, of a part between commas."""
