"""The verbs by which people and programs wish what would start a waiting task."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Verb(StrEnum):
    """What each is given says `snapshot.Action`; the value is its name at a manager's door."""

    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    RETRY = "retry"
    START = "start"
    MOVE = "move"
    PRIORITY = "priority"
    EDIT = "edit"
    CONFIGURE = "configure"
