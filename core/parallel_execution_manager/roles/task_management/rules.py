"""What a schedule says about one task: when it is due, and what becomes of due times that were missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Any

from parallel_execution_manager.roles.task_management.recurrence import Recurrence
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

DEFAULT_LATE_AFTER = timedelta(hours=1)


@unique
class CatchUp(StrEnum):
    """What is queued if several due times, or one long ago, have passed since the schedule was read."""

    SKIP = "skip"
    ONCE = "once"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rule:
    """A due or recurring task.

    ``after`` is a moment before the first due time that counts; ``None`` counts from the first reading.
    ``task`` is the task to queue, in the form of a task file's line, without id. ``refusal`` says why it
    can never be queued.
    """

    name: str
    recurrence: Recurrence
    after: datetime | None
    task: Mapping[str, Any] = field(default_factory=dict)
    catch_up: CatchUp = CatchUp.ONCE
    late_after: timedelta = DEFAULT_LATE_AFTER
    enabled: bool = True
    zone: str = "UTC"
    refusal: str = ""
