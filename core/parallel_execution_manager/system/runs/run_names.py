"""How the files are called that the manager keeps in the run folder of each attempt."""

from __future__ import annotations

from typing import Final

TASK_FILE: Final = "task.json"
"""What was started."""

OUTPUT_FILE: Final = "output.log"
"""What it prints."""

RESULT_FILE: Final = "result.json"
"""What came of it: written by the task itself, by its role, or else by the manager."""

STATE_FILE: Final = "manager_state.json"
"""What the manager was doing when it was started, for a role that asks for it."""

OBSERVED_FILE: Final = "observed_files.json"
"""What files it was seen to work with."""
