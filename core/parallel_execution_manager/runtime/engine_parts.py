"""What the engine needs of others: who carries out effects, and who keeps on disk what events change.

And what attempts need of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from parallel_execution_manager.scheduling.effects import Effect
from parallel_execution_manager.scheduling.events import Event


class Shell(Protocol):
    """What the engine needs of its surroundings.

    All but ``tell`` is called by the thread that has its turn with the machine: it must neither wait nor
    call foreign code, and keeps its news. ``tell`` is called in the engine's thread, out of turn.
    """

    @property
    def has_news(self) -> bool:
        """Whether there is something to tell."""

    def perform(self, effects: list[Effect], kept: Ticket | None) -> None:
        """Do what the machine wants done; what is started has to wait until ``kept`` is on disk."""

    def publish_due(self) -> float | None:
        """When (monotonic) collected changes are to be published; ``None`` if there are none."""

    def publish(self) -> None:
        """Make the collected changes news."""

    def report(self, problem: str) -> None:
        """Make what a person must read news."""

    def tell(self) -> None:
        """Tell all news, in order."""


class Keeper(Protocol):
    """Who keeps on disk what events change."""

    @property
    def problem(self) -> str:
        """Why nothing can be kept at present; empty if all is well."""

    def keep(self, event: Event, effects: Sequence[Effect]) -> Ticket | None:
        """Have kept soon what an event has changed; ``None`` if that is nothing. Returns at once."""


class Ticket(Protocol):
    """Something that is on its way to the disk."""

    def wait(self) -> None:
        """Return when it is there.

        Raises:
            NotKeptError: the disk does not take it.
        """

    def wait_long(self, given_up: Callable[[], bool]) -> bool:
        """Wait also while the disk takes nothing; ``False`` once ``given_up`` is true."""


class Scheduler(Protocol):
    """Who is told what becomes of attempts."""

    def post(self, kind: Callable[..., Event], **fields: Any) -> None:
        """Let an event be handled soon, in another thread."""

    def settle(self, kind: Callable[..., Event], **fields: Any) -> None:
        """Handle an event before this returns; what is to be started is started meanwhile."""
