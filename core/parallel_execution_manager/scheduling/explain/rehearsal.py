"""Playing wishes to their end on some state: the machine's handlers, and processes that answer at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.model import Outcome, OutcomeKind

ENDED = Outcome(OutcomeKind.FAILED, None, "ended")
"""What becomes of a process that is asked to end; the machine knows by itself why it was asked."""


def play(
    handle: Callable[[events.Event], list[effects.Effect]], wishes: Iterable[events.Event]
) -> list[effects.Effect]:
    """Everything that follows from ``wishes`` as soon as the processes have done what they are asked."""
    found: list[effects.Effect] = []
    waiting = deque(wishes)
    while waiting:
        done = handle(waiting.popleft())
        found.extend(done)
        waiting.extendleft(reversed(list(answers(done))))
    return found


def answers(done: Iterable[effects.Effect]) -> Iterator[events.Event]:
    """The news of processes that follow these effects."""
    for effect in done:
        match effect:
            case effects.SuspendAttempt(at=at, task_id=name, attempt=number):
                yield events.ProcessSuspended(at=at, task_id=name, attempt=number)
            case effects.ResumeAttempt(at=at, task_id=name, attempt=number):
                yield events.ProcessResumed(at=at, task_id=name, attempt=number)
            case effects.StopAttempt(at=at, task_id=name, attempt=number):
                yield events.AttemptEnded(at=at, task_id=name, attempt=number, outcome=ENDED)
