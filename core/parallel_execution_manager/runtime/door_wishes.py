"""Requests that change something. Each item of an answer says what became of one task or role."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.task_form import TaskFormError
from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door_choice import chosen_tasks, named_task, number_in, texts_in
from parallel_execution_manager.runtime.door_house import DoorWishes, House, known_role, roles_of
from parallel_execution_manager.runtime.door_looks import in_batches
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.errors import WishNotKept, WishRefused
from parallel_execution_manager.scheduling.snapshot import TaskView

Facts = Mapping[str, Any]
Items = Generator[Sequence[Facts], None, Facts]
Wish = Callable[[str], None]


def add(house: House, message: Facts, caller: Caller) -> Items:
    """Queue tasks, all or none; an item with the id of each. ``more`` says that further parts follow.

    Raises:
        DoorError: some of them cannot be queued; ``problems`` has every reason with the task's position.
    """
    tasks = message.get("tasks")
    if not isinstance(tasks, list):
        raise DoorError("bad_request", 'give the tasks as a list of objects: "tasks": [{…}]')
    if message.get("more") is True:
        return {"parts": caller.keep(message)}
    rows = [row for part in caller.kept() for row in part["tasks"]] + tasks
    try:
        ids = house.intake.submit(rows)
    except TaskFormError as error:
        problems = [{"index": problem.index, "message": problem.message} for problem in error.problems]
        raise _refused(problems) from error
    except WishNotKept as error:
        raise DoorError("not_kept", f"the tasks are queued, but that is not on disk yet: {error}") from error
    except WishRefused as error:
        raise _refused([{"index": None, "message": problem} for problem in error.problems]) from error
    yield from in_batches({"id": task_id} for task_id in ids)
    return {"count": len(ids)}


def pause(house: House, message: Facts, _caller: Caller) -> Items:
    """Hold or suspend tasks, or a role, until they are resumed or for ``for_s`` seconds.

    With ``hold`` what runs of the role goes on.
    """
    wishes, for_s = DoorWishes(house), number_in(message, "for_s")
    role_wish = wishes.hold_role if message.get("hold") is True else wishes.pause_role
    return (
        yield from _of_role_or_tasks(
            house, message, partial(role_wish, for_s=for_s), partial(wishes.pause_task, for_s=for_s)
        )
    )


def resume(house: House, message: Facts, _caller: Caller) -> Items:
    """Let tasks, or a role, go on; with ``hand_back`` the scheduler alone decides about the role again."""
    wishes, for_s = DoorWishes(house), number_in(message, "for_s")
    role_wish = partial(wishes.resume_role, for_s=for_s)
    if message.get("hand_back") is True:
        role_wish = partial(wishes.hand_back_role)
    return (yield from _of_role_or_tasks(house, message, role_wish, partial(wishes.resume_task, for_s=for_s)))


def cancel(house: House, message: Facts, _caller: Caller) -> Items:
    """Take tasks out, or end them; of a role all that have not ended."""
    return (yield from _of_tasks(house, message, DoorWishes(house).cancel_task, _is_open))


def retry(house: House, message: Facts, _caller: Caller) -> Items:
    """Queue ended tasks again; of a role all that did not succeed."""
    return (yield from _of_tasks(house, message, DoorWishes(house).retry_task, _did_not_succeed))


def move(house: House, message: Facts) -> Facts:
    """Put a queued task at ``position`` (0 first) of its role's line."""
    task_id, position = named_task(message), message.get("position")
    if isinstance(position, bool) or not isinstance(position, int):
        raise DoorError("bad_request", 'give the position as a whole number, 0 first: "position": 0')
    # Only for its error: of a task that is not known those are named that are called alike.
    chosen_tasks(house, {"tasks": [task_id]})
    became = carried_out(lambda: DoorWishes(house).move_task(task_id, position))
    for kind, key in (("refused", "problems"), ("not_kept", "not_kept")):
        if problems := became.get(key):
            raise DoorError(kind, "; ".join(problems), problems=problems)
    return {"task": task_id}


def start(house: House, message: Facts, _caller: Caller) -> Items:
    """Let roles work on their queues: those that are named, else all."""
    return (yield from _of_roles(house, message, DoorWishes(house).start_role))


def stop(house: House, message: Facts, _caller: Caller) -> Items:
    """End the running tasks of roles and let nothing of them start: those that are named, else all."""
    return (yield from _of_roles(house, message, DoorWishes(house).stop_role))


def show(house: House, message: Facts) -> Facts:
    """Bring the manager's window to the front, if it has one, and have it open the task file ``file``."""
    file = message.get("file", "")
    if not isinstance(file, str) or (file and not Path(file).is_absolute()):
        raise DoorError("bad_request", f"file is {file!r}; give the full path of a task file as a text")
    return {"window": house.doorbell.ring(file)}


def _of_role_or_tasks(house: House, message: Facts, role_wish: Wish, task_wish: Wish) -> Items:
    if message.get("tasks") is not None:
        return (yield from _of_tasks(house, message, task_wish, _is_open))
    role = known_role(message.get("role"), roles_of(house))
    return (yield from _each("role", [role], role_wish))


def _of_tasks(house: House, message: Facts, wish: Wish, is_meant: Callable[[TaskView], bool]) -> Items:
    """Wish for the tasks that are named, else for those of the role that can be meant."""
    if message.get("tasks") is None and message.get("role") is None:
        raise DoorError("bad_request", 'name tasks or a role: "tasks": ["…"], or "role": "…"')
    views, _ = chosen_tasks(house, message)
    if message.get("tasks") is None:
        views = [view for view in views if is_meant(view)]
        wish = partial(_while_meant, house, is_meant, wish)
    return (yield from _each("task", [view.id for view in views], wish))


def _while_meant(house: House, is_meant: Callable[[TaskView], bool], wish: Wish, task_id: str) -> None:
    """A task of a role may be changed by what was done to another: then nothing is left to be done to it."""
    try:
        wish(task_id)
    except WishRefused:
        view = house.engine.look(lambda machine: machine.task_view(task_id))
        if view is not None and is_meant(view):
            raise


def _of_roles(house: House, message: Facts, wish: Wish) -> Items:
    roles = roles_of(house)
    names = texts_in(message, "roles")
    chosen = list(roles) if names is None else [known_role(name, roles) for name in names]
    chosen.sort(key=lambda name: -roles[name].priority)
    return (yield from _each("role", chosen, wish))


def _each(what: str, names: Iterable[str], wish: Wish) -> Items:
    refused = done = not_kept = 0
    for name in names:
        became = carried_out(partial(wish, name))
        refused, done = refused + bool(became["problems"]), done + (not became["problems"])
        not_kept += "not_kept" in became
        yield ({what: name, **became},)
    return {"done": done, "refused": refused, "not_kept": not_kept}


def carried_out(wish: Callable[[], object]) -> dict[str, list[str]]:
    """What became of a wish: the ``problems`` that it is refused for, or why it is ``not_kept`` on disk."""
    try:
        wish()
    except WishRefused as error:
        return {"problems": list(error.problems)}
    except WishNotKept as error:
        return {"problems": [], "not_kept": list(error.problems)}
    return {"problems": []}


def _refused(problems: list[dict[str, Any]]) -> DoorError:
    first = problems[0]["message"] if problems else ""
    return DoorError("refused", f"nothing was queued: {first}", problems=problems[:MOST_PROBLEMS])


def _is_open(view: TaskView) -> bool:
    return not view.state.is_final


def _did_not_succeed(view: TaskView) -> bool:
    return view.state.is_final and view.state != "succeeded"


MOST_PROBLEMS = 1000
"""As many fit into one line; whoever has more than these has enough to do."""
