"""Why tasks ended, in the core's own words as templates; what a task says of itself is none of them. No Qt.

Apart from the other sentences: where an end is shown there may stand a task's own words as well, and those
are to stay as they are, also if they read like a sentence about something else.
"""

from __future__ import annotations

from typing import Final

_LEFT: Final = "; {number_2} processes it left behind were ended"
_EXITS: Final = ("exit code {number}", "ended by signal {number}")

ENDS: Final = (
    *_EXITS,
    *(f"{each}{_LEFT}" for each in _EXITS),
    "exit code {number}: {end}",
    f"exit code {{number}}{_LEFT}: {{end}}",
    "{end}; the disk of {path} is full, which may be why: make room",
    "exit code {number}, {end}",
    "{number} of {number_2} milestones reached, {number_3} late; {number_4} of {number_5} tasks done",
    "cancelled by you",
    "stopped with its role {name}",
    "not started: {name} failed",
    "not started: {name} cancelled",
    "not started: {name} timed out",
    "not started: {name} lost",
    "ran longer than its time limit of {number} s",
    "stopped to be run again: {words}",
    "the program ended while it ran, and nobody knows how it went on",
    "the supervisor was killed while it ran; its exit code is unknown",
    "no run folder can be made: {line}",
)
