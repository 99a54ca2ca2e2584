"""What the requests at the door may use of the manager behind it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import partial
from itertools import islice
from pathlib import Path

from parallel_execution_manager.runtime.door import MOST_CLIENTS, PersonalRequest
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.doorbell import Doorbell
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.intake import Intake
from parallel_execution_manager.runtime.notifications import Subscribers
from parallel_execution_manager.runtime.settings_desk import SettingsDesk
from parallel_execution_manager.runtime.wishes import Wishes
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery
from parallel_execution_manager.scheduling.model.sample import ResourceSample, WallClock
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView

AT_ONCE = 500
"""Tasks that are looked at in one turn with the machine; that takes a few milliseconds."""

FolderOf = Callable[[str, int | None], Path | None]


@dataclass(kw_only=True)
class House:
    """The parts of a running manager; ``started_at`` is seconds since the epoch.

    ``personal`` are the requests whose answer depends on who asks, such as for leases of other programs.
    """

    engine: Engine
    intake: Intake
    subscribers: Subscribers
    doorbell: Doorbell
    sample: Callable[[], ResourceSample | None]
    wall: Callable[[], WallClock]
    folder_of: FolderOf
    why_not_started: Callable[[str], str]
    journal: Callable[[JournalQuery], list[JournalEntry]]
    data_dir: Path
    base_dir: Path
    settings: SettingsDesk
    personal: Mapping[str, PersonalRequest] = field(default_factory=dict)
    most_clients: int = MOST_CLIENTS
    started_at: float = field(default_factory=time.time)


class DoorWishes(Wishes):
    """The wishes of programs in this process, for those in others."""

    def __init__(self, house: House) -> None:
        self._core = house


def roles_of(house: House) -> dict[str, RoleView]:
    """Every role by name."""
    return {role.name: role for role in house.engine.ask(lambda machine: machine.role_views())}


def views_of(house: House, ids: Sequence[str]) -> dict[str, TaskView]:
    """The tasks of these ids that are known. Many are asked for bit by bit: others have their turn."""
    found: dict[str, TaskView] = {}
    rest = iter(ids)
    while part := tuple(islice(rest, AT_ONCE)):
        for view in house.engine.ask(partial(_look, part)):
            found[view.id] = view
    return found


def _look(ids: Sequence[str], machine: SchedulerMachine) -> list[TaskView]:
    views = (machine.task_view(task_id) for task_id in ids)
    return [view for view in views if view is not None]


def known_role(name: object, roles: dict[str, RoleView]) -> str:
    """The name of a role.

    Raises:
        DoorError: there is no such role.
    """
    if not isinstance(name, str) or name not in roles:
        raise DoorError("unknown_role", f"role {name!r} is unknown; known roles: {', '.join(roles)}")
    return name
