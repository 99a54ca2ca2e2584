"""What the requests at the door may use of the manager behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.doorbell import Doorbell
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.intake import Intake
from parallel_execution_manager.runtime.notifications import Subscribers
from parallel_execution_manager.runtime.wishes import Wishes
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.snapshot import RoleView, Snapshot, TaskView

FolderOf = Callable[[str, int | None], Path | None]


@dataclass(kw_only=True)
class House:
    """The parts of a running manager; ``started_at`` is seconds since the epoch."""

    engine: Engine
    intake: Intake
    subscribers: Subscribers
    doorbell: Doorbell
    snapshot: Callable[[], Snapshot]
    folder_of: FolderOf
    data_dir: Path
    base_dir: Path
    started_at: float = field(default_factory=time.time)


class DoorWishes(Wishes):
    """The wishes of programs in this process, for those in others."""

    def __init__(self, house: House) -> None:
        self._core = house


def all_tasks(house: House) -> tuple[tuple[TaskView, ...], dict[str, RoleView]]:
    """Every task in the order of queueing, and every role by name, as of one moment."""

    def look(machine: SchedulerMachine) -> tuple[tuple[TaskView, ...], tuple[RoleView, ...]]:
        return machine.task_views(), machine.role_views()

    tasks, roles = house.engine.ask(look)
    return tasks, {role.name: role for role in roles}


def wall_offset() -> float:
    """What makes seconds since the epoch of monotonic ones, as the clocks stand now."""
    return time.time() - time.monotonic()


def known_role(name: object, roles: dict[str, RoleView]) -> str:
    """The name of a role.

    Raises:
        DoorError: there is no such role.
    """
    if not isinstance(name, str) or name not in roles:
        raise DoorError("unknown_role", f"role {name!r} is unknown; known roles: {', '.join(roles)}")
    return name
