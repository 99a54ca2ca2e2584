"""The order to start a root, as a manager gives it and as a supervisor takes it.

Nearly all variables are the same for all tasks, so that only those are told that differ from the start
before over the same connection.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from parallel_execution_manager.supervisor.messages import as_line
from parallel_execution_manager.system.executor import AttemptKey, Launch
from parallel_execution_manager.system.process_table import marked


class StartOrder:
    """What is to be started, for whatever connection it goes over in the end."""

    def __init__(
        self, launch: Launch, output: Path, mark: str, key: AttemptKey, booked: Sequence[AttemptKey]
    ) -> None:
        self.launch = launch
        self.output = output
        self.mark = mark
        self.booked = booked
        self.environment = marked(launch.env, mark)
        self._fixed = {
            "do": "start",
            "key": key,
            "mark": mark,
            "output": _absolute(output),
            "argv": launch.argv,
            "cwd": launch.cwd,
            "booked": booked,
        }

    def line(self, known: Mapping[str, str]) -> bytes:
        """The message for a supervisor to which the variables ``known`` were told last."""
        env = self.environment
        changed = {name: value for name, value in env.items() if name not in known or known[name] != value}
        gone = [name for name in known if name not in env]
        told = {**self._fixed, "env": changed}
        return as_line({**told, "without": gone} if gone else told)


def _absolute(output: Path) -> str:
    """The path for the supervisor, which works in another folder; links are the business of the kernel."""
    path = str(output)
    return path if os.path.isabs(path) else os.path.abspath(path)  # noqa: PTH100, PTH117 - done for each start
