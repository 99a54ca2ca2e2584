"""How the files are called that the manager keeps in the run folder of each attempt."""

from __future__ import annotations

from typing import Final

TASK_FILE: Final = "task.json"
"""What was started."""

OUTPUT_FILE: Final = "output.log"
"""What it prints."""

RESULT_FILE: Final = "result.json"
"""What came of it: written by the task itself, by its role, or else by the manager."""
