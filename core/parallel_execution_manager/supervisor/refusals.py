"""What is told of a start that the supervisor has refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.system.disk_room import lacks_room
from parallel_execution_manager.system.executor import ExecutorError, Launch, LaunchError, NoRoomError
from parallel_execution_manager.system.launch_errors import explain_launch_failure, explain_output_failure


def explain_refusal(
    answer: Mapping[str, Any], launch: Launch, output: Path, records: Path
) -> LaunchError | ExecutorError:
    """The error for an ``answer`` that tells of no process; ``records`` is where starts are recorded."""
    if "refused" not in answer:
        return ExecutorError(f"the supervisor refuses: {answer.get('error')}")
    number, text = answer["errno"], answer["text"]
    error = ValueError(text) if number is None else OSError(number, text)
    if answer["refused"] == "program":
        return explain_launch_failure(launch, error)
    if answer["refused"] == "output" and isinstance(error, OSError):
        return explain_output_failure(launch, output, error)
    problem = f"its start cannot be recorded in {records} ({text}); make room on its disk"
    if lacks_room(error):
        return NoRoomError(f"cannot start {launch.argv[0]!r}: {problem}")
    return ExecutorError(problem)
