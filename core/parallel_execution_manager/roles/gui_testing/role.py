"""The role ``gui_testing``: runs a Qt script in a home of its own, looks at its windows, closes them."""

from __future__ import annotations

import json
import os
import site
from pathlib import Path
from typing import ClassVar

from parallel_execution_manager.roles.base import (
    Role,
    RunContext,
    TaskInputError,
    task_environment,
    worker_command,
)
from parallel_execution_manager.roles.inputs import (
    ARGUMENTS_FIELD,
    collect_problems,
    find_script,
    script_arguments,
    script_folders,
    setting_problems,
    task_settings,
)
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.system.processes.executor import Launch

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


def sandbox_environment(home: Path, user_base: str) -> dict[str, str]:
    """Make ``home`` with its folders and name them as the systems expect it.

    ``user_base`` is where the user's own Python packages are: they are looked up below the home
    folder unless that place is named.
    """
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "AppData" / "Roaming",
        "LOCALAPPDATA": home / "AppData" / "Local",
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_STATE_HOME": home / ".local" / "state",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_RUNTIME_DIR": home / "run",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    # Qt refuses a runtime folder that others may enter.
    folders["XDG_RUNTIME_DIR"].chmod(0o700)
    return {"PYTHONUSERBASE": user_base, **{name: str(folder) for name, folder in folders.items()}}


class GuiTesting(Role):
    """Whether a PySide6 script, or this application, shows its windows, answers and closes cleanly."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration(
        name="gui_testing",
        title="GUI testing",
        summary="Starts a PySide6 script apart, takes pictures of its windows and closes them.",
        priority=5,
        cpu_percent=15,
        memory_percent=25,
        options=OPTIONS,
        fields=FIELDS,
    )

    def check(self, task: TaskSpec, base_dir: Path) -> list[str]:
        """Problems of the script and of the task's own settings."""
        return input_problems(task, base_dir)

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """A worker that starts the script in a further process and watches it from outside."""
        script = tested_script(task, context.base_dir)
        settings = task_settings(task, OPTIONS, context.options)
        argv = worker_command(
            "gui_testing.worker",
            json.dumps({**settings, "script": str(script) if script else None}),
            *script_arguments(task),
        )
        sandbox = sandbox_environment(context.folder / "home", site.getuserbase())
        environment = task_environment(task, context, QT_QPA_PLATFORM=settings["platform"], **sandbox)
        cwd = task.cwd or str(script.parent if script else context.folder)
        return Launch(argv, cwd, environment)
