"""The core's sentences as templates, so that the window can say them in another language. No Qt in here.

``{name}``, ``{number}`` and the like stand for what is kept as it is, ``{words}`` for another sentence of
this table. The wording is that of ``scheduling/prose.py``, ``stillness.py``, ``ladder.py`` and their
neighbours; a test makes these sentences and finds each of them here.
"""

from __future__ import annotations

from typing import Final

_CHECKS: Final = (
    "role {name} is stopped",
    "role {name} is paused by you",
    "role {name} is held by you",
    "role {name} is throttled",
    "role {name} is throttled: {words}",
    "role {name} is started",
    "role {name} is not paused",
    "role {name} is not held back",
    "paused by you",
    "not paused",
    "after {name}",
    "after {name} and {number} more",
    "{name} has succeeded",
    "next attempt in {number} s",
    "the wait before this attempt is over",
    "{file}: next in line",
    "{file} kept for {name}",
    "{file} read by {name}",
    "{file} held by {name}",
    "{file} kept for {name} as part of {folder}",
    "{file} read by {name} as part of {folder}",
    "{file} held by {name} as part of {folder}",
    "{file} is free",
    "CPU: {used} cores charged + {need} needed, limit {limit}",
    "CPU: {used} cores charged ({others} by other programs) + {need} needed, limit {limit}",
    "memory: {used} charged + {need} needed, limit {limit}",
    "memory: {used} charged ({others} by other programs lately) + {need} needed, limit {limit}",
    "{words} (room is kept for {name})",
    "{words}; nothing else runs, so one task may",
    "CPU: none needed",
    "memory: none needed",
    "disk {number} % full, limit {limit} %: free some space",
    "disk {number} % full, limit {limit} %",
    "disk not measured",
    "{number} tasks run, at most {limit} may",
    "1 task runs, at most {limit} may",
    "{number} of at most {limit} tasks run",
    "nothing is known of its kind yet; {name} is being measured first",
    "no other of its kind is being measured",
    "{number} before it in the queue",
    "its turn comes next",
    "first in its role's queue",
    "{words}, since {time}",
)
_STILL: Final = (
    "being ended: {words}",
    "{words} since {time}",
    "goes on: {words}",
    "gets processor and disk after everybody else: {words}",
    "paused: {words}",
    "paused with its role by you",
    "suspended with its role: {words}",
    "about to go on",
    "uses {used} and grew faster than expected ({expected}) while memory runs short; goes on when there is room",
    "resumed by you",
    "nothing else would run",
)
_RESOURCES: Final = ("CPU", "memory", "disk", "CPU pressure", "memory pressure", "I/O pressure")
_TAKEN: Final = (
    "nothing new starts while a task runs",
    "what runs has processor and disk after everybody else",
    "what runs is suspended",
    "a task is stopped and queued again",
    "tasks may start again",
    "what runs goes on, nothing new starts beside it",
    "what runs goes on after everybody else",
    "no more tasks are stopped",
)
_LADDER: Final = (
    *(f"{resource} {{number}} % over {{limit}} % for {{time}}: {{words}}" for resource in _RESOURCES),
    *(f"{resource} {{number}} % at or below {{limit}} % for {{time}}: {{words}}" for resource in _RESOURCES),
    *(f"{resource} has no limit any more: {{words}}" for resource in _RESOURCES),
    "held for {time}, which is the longest allowed ({last}): {words}",
    "{words}; resumes at {limit} % or below",
    "{words}; resumes at {limit} % or below, after {time} at the latest",
    "{words}; it has never been lower since the start: raise the limit if that is usual",
)

SENTENCES: Final = (*_CHECKS, *_STILL, *_TAKEN, *_LADDER)
