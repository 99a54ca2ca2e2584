"""What follows from undeclared access to a file: by the policy of a role, said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import StrEnum, unique
from typing import Final, NamedTuple

from parallel_execution_manager.runtime.file_watch.accesses import Access
from parallel_execution_manager.runtime.file_watch.holdings import Holder

MOST_TOLD: Final = 10
"""Of how many files of one holder is told what one other does to them."""


@unique
class UndeclaredAccess(StrEnum):
    """What is done about access that a task did not declare."""

    NOTE = "note"
    WARN = "warn"
    PAUSE = "pause"


class Reaction(NamedTuple):
    """What is to be done: a sentence for whoever the access concerns, and whom to pause, if anybody.

    ``is_told`` is whether people hear of it; else it is only recorded.
    """

    access: Access
    sentence: str
    is_told: bool
    paused: Holder | None


class Reactions:
    """Chooses what follows. The policy is that of the role that did it or, if unknown, of the holder's.

    ``noted`` hears of each access once, whatever follows.
    """

    def __init__(
        self,
        policy_of: Callable[[str], UndeclaredAccess],
        noted: Callable[[Access], None] = lambda _: None,
    ) -> None:
        self._policy_of = policy_of
        self._noted = noted
        self._said: dict[Holder, set[object]] = {}
        self._told: dict[Holder, Counter[object]] = {}

    def to(self, access: Access) -> Reaction | None:
        """What follows; ``None`` if that was said before."""
        said = self._said.setdefault(access.hold.holder, set())
        if access.key in said:
            return None
        said.add(access.key)
        self._noted(access)
        policy = self._policy_of((access.writer or access.hold.holder).role)
        if policy is UndeclaredAccess.NOTE:
            return Reaction(access, str(access), is_told=False, paused=None)
        told = self._told.setdefault(access.hold.holder, Counter())
        told[access.by] += 1
        paused = None
        if policy is UndeclaredAccess.PAUSE and access.is_certain and not access.is_own:
            paused = access.writer
        sentence = str(access)
        if told[access.by] == MOST_TOLD:
            sentence += f"; what it does to further files of {access.hold.holder.label} is only recorded"
        if paused is not None:
            sentence += f"; {paused.label} is paused until you resume it"
        return Reaction(access, sentence, told[access.by] <= MOST_TOLD or paused is not None, paused)

    def forget(self, holder: Holder) -> None:
        """A holder has given its files back: what concerned it can be said anew."""
        self._said.pop(holder, None)
        self._told.pop(holder, None)
