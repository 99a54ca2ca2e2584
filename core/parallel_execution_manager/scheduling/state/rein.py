"""What the ladder does to one running task, and what it has to remember to undo it well."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@dataclass(slots=True)
class Rein:
    """How a running attempt is held back by the scheduler.

    ``still`` and ``lowered`` are what is wanted of its processes; ``lower_sent`` is what was asked
    for. ``resuming`` is set between asking them to run on and hearing that they do. ``let_go`` means
    that it may run on although the rung of its role says "suspended", because there is room for it
    again; ``going`` that the operator has resumed it by hand. ``kept`` says in words why it runs on
    although its role is held back further. ``used_cores`` is what it used before it was held back.
    """

    still: bool = False
    lowered: bool = False
    lower_sent: bool = False
    resuming: bool = False
    let_go: bool = False
    going: bool = False
    kept: str = ""
    used_cores: float = 0.0
