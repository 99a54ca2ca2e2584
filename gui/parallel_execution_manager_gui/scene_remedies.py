"""What the scene's manager knows beside snapshots: what would start a task, and who touched whose file."""

from __future__ import annotations

from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.snapshot import Action, Remedy, TaskView, Verb
from parallel_execution_manager_gui.scene import NOW

FOLDER = "/home/ada/wing-study"


def remedies(view: TaskView) -> tuple[Remedy, ...]:
    """As the scheduler would tell them."""
    check = view.waits_for
    if check is None or check.kind is not CheckKind.FILE:
        return (
            Remedy("raise its priority to high", (), (_of(Verb.PRIORITY, task=view.id, priority="high"),)),
        )
    cancel, drop = (
        _of(Verb.CANCEL, tasks=[check.blocker]),
        _of(Verb.EDIT, task=view.id, drop_files=[check.path]),
    )
    name = check.path.rsplit("/", 1)[-1]
    return (
        Remedy(f"cancel {check.blocker}", (), (cancel,)),
        Remedy(f"take {name} out of its files: others may then use it at the same time", (), (drop,)),
    )


def undeclared() -> tuple[SeenAccess, ...]:
    """What was seen of the file for which others wait."""
    plan = f"{FOLDER}/plan.toml"
    words = "was written by compare-seeds ('compare seeds'), seen open in process 4730 (python3)"
    return (SeenAccess(plan, plan, "update-milestones", words, NOW - 9, "compare-seeds", 4730),)


def _of(verb: Verb, **arguments: object) -> Action:
    return Action(verb, arguments)
