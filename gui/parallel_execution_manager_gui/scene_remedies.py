"""What would start a waiting task of the scene."""

from __future__ import annotations

from parallel_execution_manager.scheduling.checks import CheckKind
from parallel_execution_manager.scheduling.snapshot import Action, Remedy, TaskView


def remedies(view: TaskView) -> tuple[Remedy, ...]:
    """As the scheduler would tell them."""
    check = view.waits_for
    if check is None or check.kind is not CheckKind.FILE:
        return (Remedy("raise its priority to high", (), (_of("priority", task=view.id, priority="high"),)),)
    cancel, drop = _of("cancel", tasks=[check.blocker]), _of("edit", task=view.id, drop_files=[check.path])
    return (
        Remedy(f"cancel {check.blocker}", (), (cancel,)),
        Remedy(f"take {check.path.rsplit('/', 1)[-1]} out of its files", (), (drop,)),
    )


def _of(verb: str, **arguments: object) -> Action:
    return Action(verb, arguments)
