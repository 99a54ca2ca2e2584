"""What can be set for a GUI test, and what is wrong with what a task sets."""

from __future__ import annotations

import os
from pathlib import Path

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.inputs import collect_problems
from parallel_execution_manager.roles.scripts import (
    ARGUMENTS_FIELD,
    find_script,
    script_arguments,
    script_folders,
)
from parallel_execution_manager.roles.task_settings import setting_problems
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType

SELF = "self"

OPTIONS = (
    Field(
        key="platform",
        type=FieldType.TEXT,
        title="Qt platform",
        prose="The Qt platform plugin: 'offscreen' needs no display; 'xcb' or 'wayland' show real windows.",
        default="offscreen",
    ),
    Field(
        key="show_timeout_s",
        type=FieldType.NUMBER,
        title="Time to show a window",
        prose="A script that has no visible window after this time has failed.",
        default=15.0,
        unit="s",
        minimum=0.1,
        maximum=3600,
    ),
    Field(
        key="close_timeout_s",
        type=FieldType.NUMBER,
        title="Time to close",
        prose="A script that does not end within this time after its windows were closed has failed.",
        default=10.0,
        unit="s",
        minimum=0.1,
        maximum=3600,
    ),
    Field(
        key="settle_s",
        type=FieldType.NUMBER,
        title="Time to settle",
        prose="How long the windows are left alone before pictures are taken and they are closed.",
        default=0.5,
        unit="s",
        minimum=0,
        maximum=600,
    ),
    Field(
        key="stall_ms",
        type=FieldType.INTEGER,
        title="Stall",
        prose="An event loop that does not turn for this long is reported, with the line that held it up.",
        default=100,
        unit="ms",
        minimum=20,
        maximum=60000,
    ),
)

TARGET = Field(
    key="target",
    type=FieldType.CHOICE,
    title="Target",
    prose="'self' says outright that this application is to be tested; leave it out for a script.",
    choices=(SELF,),
)

FIELDS = (
    Field(
        key="script_path",
        type=FieldType.FILE,
        title="Script",
        prose="The PySide6 script to be tested ('script' is another word for it). Relative paths start at "
        "the task's cwd, else at the project's folder. Without a script this very application is tested.",
    ),
    ARGUMENTS_FIELD,
    TARGET,
    *OPTIONS,
)


def tested_script(task: TaskSpec, base_dir: Path) -> Path | None:
    """The existing, readable script to be tested; ``None`` for this application itself.

    Raises:
        TaskInputError: no such file, it may not be read, or a script and a target are given.
    """
    script = find_script(task, script_folders(task, base_dir))
    if script is None:
        return None
    if "target" in task.options:
        raise TaskInputError("both a script and a 'target' are given; leave one out")
    if not os.access(script, os.R_OK):
        raise TaskInputError(f"script {script} may not be read; change its permissions")
    return script.absolute()


def input_problems(task: TaskSpec, base_dir: Path) -> list[str]:
    """Sentences about what the task says that cannot be used."""
    found = collect_problems(lambda: tested_script(task, base_dir), lambda: script_arguments(task))
    return [*found, *setting_problems(task, (TARGET, *OPTIONS))]
