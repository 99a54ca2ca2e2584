"""What can be set for a GUI test, and what is wrong with what a task sets."""

from __future__ import annotations

from pathlib import Path

from parallel_execution_manager.roles.task_input import input_path, path_problem, setting_problems
from parallel_execution_manager.scheduling.declarations import Field, FieldType
from parallel_execution_manager.scheduling.model import TaskSpec

SELF = "self"
_SCRIPT_KEYS = ("script_path", "script")

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

FIELDS = (
    Field(
        key="script_path",
        type=FieldType.FILE,
        title="Script",
        prose="The PySide6 script to be tested ('script' is another name for it). Relative paths start at the "
        "task's cwd, else at the project's folder. Without a script this very application is tested.",
    ),
    Field(
        key="target",
        type=FieldType.CHOICE,
        title="Target",
        prose="'self' says outright that this application is to be tested; leave it out for a script.",
        choices=(SELF,),
    ),
    Field(
        key="args",
        type=FieldType.TEXT_LIST,
        title="Arguments",
        prose="What the script finds in sys.argv after its own name.",
        default=(),
    ),
    *OPTIONS,
)


def target_of(task: TaskSpec, base_dir: Path) -> Path | None:
    """The script to be tested, or ``None`` for this application itself."""
    for key in _SCRIPT_KEYS:
        if key in task.options:
            return input_path(task, key, base_dir)
    return None


def input_problems(task: TaskSpec, base_dir: Path) -> list[str]:
    """Sentences about what the task says that cannot be used."""
    given = [key for key in _SCRIPT_KEYS if key in task.options]
    problems = setting_problems(task, FIELDS)
    if given and "target" in task.options:
        problems.append(f"both {given[0]} and target are given; leave one out")
    if len(given) > 1:
        problems.append("both script_path and script are given; they mean the same: leave one out")
    for key in given:
        problem = path_problem(task, key, base_dir, folder_allowed=False)
        problems += [problem] if problem else []
    return problems
