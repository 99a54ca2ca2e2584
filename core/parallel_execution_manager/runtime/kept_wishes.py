"""Wishes and the disk: which are refused while it takes nothing, and when one has been kept."""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.runtime.engine_parts import Ticket
from parallel_execution_manager.runtime.errors import WishNotKept, WishRefused
from parallel_execution_manager.runtime.inbox import Wish
from parallel_execution_manager.scheduling.events import (
    TaskEdited,
    TaskMoved,
    TaskPrioritySet,
    TaskRetried,
    TasksForgotten,
    TasksPutBack,
    TasksSubmitted,
)
from parallel_execution_manager.system.storage.errors import NotKeptError

_CHANGES_OF_THE_QUEUE: Final = (
    TasksSubmitted,
    TaskEdited,
    TaskMoved,
    TaskPrioritySet,
    TaskRetried,
    TasksForgotten,
    TasksPutBack,
)


def refuse_what_cannot_be_kept(wish: Wish, problem: str) -> None:
    """See that a wish can be kept; what only holds, ends or releases is carried out whatever the disk does.

    ``problem`` is why nothing can be kept at present; empty if all is well.

    Raises:
        WishRefused: the wish changes the queue, and that cannot be kept.
    """
    if problem and wish.answer is not None and isinstance(wish.event, _CHANGES_OF_THE_QUEUE):
        raise WishRefused([problem])


def wait_until_kept(kept: Ticket | None) -> None:
    """Return when what was wished is on disk; at once if nothing of it is to be kept.

    Raises:
        WishNotKept: it was carried out, and the disk does not take it.
    """
    if kept is None:
        return
    try:
        kept.wait()
    except NotKeptError as error:
        raise WishNotKept(
            [f"this was carried out, but {error}. Until then it is lost if the program ends"]
        ) from error
