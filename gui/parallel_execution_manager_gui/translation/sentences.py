"""The core's sentences as templates, so that the window can say them in another language. No Qt in here.

``{name}``, ``{number}`` and the like stand for what is kept as it is, ``{words}`` for another sentence of
this table. The wording is that of ``scheduling/model/wording.py``, ``stillness.py``, ``ladder.py`` and their
neighbours; a test makes these sentences and finds each of them here.
"""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.model.checks import TITLES

ENDINGS: Final = (
    "{words}, for good",
    "{words}; until more were measured, at least the memory of its role is kept for it",
    "{words}; it has never been lower since the start: raise the limit if that is usual",
    "{words}; resumes at {limit} % or below, after {time} at the latest",
    "{words}; resumes at {limit} % or below",
    "{words}; nothing else runs, so one task may",
    "{words} (room is kept for {name})",
    "{words}, and {words_2}",
    "{words}, since {time}",
    "{words} since {time}",
)
"""What may stand behind a sentence; looked for first, in this order."""
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
    "CPU: none needed",
    "memory: none needed",
    "disk {number} % full, limit {limit} %: free some space",
    "disk {number} % full, limit {limit} %",
    "disk not measured",
    "{number} tasks run, at most {limit} may",
    "1 task runs, at most {limit} may",
    "{number} of at most {limit} tasks run",
    "{number} tasks of role {name} run, at most {limit} may",
    "1 task of role {name} runs, at most {limit} may",
    "{number} of at most {limit} tasks of role {name} run",
    "disk space: {used} kept for running tasks + {need} needed, {limit} free",
    "disk space not measured, {need} needed",
    "nothing is known of its kind yet; {name} is being measured first",
    "no other of its kind is being measured",
    "{number} before it in the queue",
    "its turn comes next",
    "first in its role's queue",
)
_STILL: Final = (
    "being ended: {words}",
    "goes on: {words}",
    "gets processor and disk after everybody else",
    "paused: {words}",
    "paused with its role by you",
    "suspended with its role: {words}",
    "about to go on",
    (
        "uses {used} and grew faster than expected ({expected}) while memory runs short; "
        "goes on when there is room"
    ),
    "resumed by you",
    "nothing else would run",
)
_RESOURCES: Final = tuple(TITLES.values())
_TAKEN: Final = (
    "nothing new starts while a task runs",
    "nothing new starts",
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
    *(
        f"{resource} {{number}} % was over the former limit of {{limit}} % for {{time}}: {{words}}"
        for resource in _RESOURCES
    ),
    *(f"{resource} {{number}} % at or below {{limit}} % for {{time}}: {{words}}" for resource in _RESOURCES),
    *(f"{resource} has no limit any more: {{words}}" for resource in _RESOURCES),
    *(f"{resource} {{number}} % keeps the new limit of {{limit}} %: {{words}}" for resource in _RESOURCES),
    *(
        f"held for {{time}}, which is the longest allowed ({resource} {{number}} %): {{words}}"
        for resource in _RESOURCES
    ),
)

_REMEDIES: Final = (
    "{words} and {words_2}",
    "move it to the front of its queue",
    "raise its priority to {words}",
    "raise the priority of role {name} to {number}",
    "resume it",
    "cancel it and retry it",
    "start role {name}",
    "resume role {name}",
    "pause role {name}",
    "pause {names}",
    "cancel {names}",
    "no longer run it after {names}",
    "let it only read {file}",
    "take {file} out of its files: others may then use it at the same time",
    "move it to role {name}",
    "lower cpu_cores to {number}",
    "lower memory_mb to {number}",
    "raise the limit disk_percent to {limit} (resume at {resume})",
    "raise the limit {limit} to {number}",
    "raise max_parallel_tasks to {number}",
    "raise max_concurrent_tasks of role {name} to {number}",
    "lower disk_mb of role {name} to {number}",
    "declare what it needs, such as cpu_cores {cores} and memory_mb {memory}",
    *(f"raise the {resource} limit to {{number}} %" for resource in _RESOURCES),
    "raise the disk limit to {limit} % (roles go on at {resume} %)",
    "let {number} tasks run at a time",
    "let {number} tasks of role {name} run at a time",
    "ask for only {number} MiB of free disk space for tasks of role {name}",
    "lower its processor cores to {number}",
    "lower its memory to {number} MiB",
    "declare what it needs, such as {cores} cores and {memory} MiB",
)
"""Of what a remedy does the scheduler speaks by keys, the window by the words of ``remedy_texts.py``."""
_FACTS: Final = (
    "measured in {number} runs of the same work",
    "measured in 1 run of the same work",
    "measured in {number} runs of its kind",
    "measured in 1 run of its kind",
    "a guess from {number} runs of its program with arguments of another size",
    "a guess from 1 run of its program with arguments of another size",
    "by its role: nothing like it was measured",
    "by its role",
    "measured in another of its kind that still runs",
    "declared",
    "cores declared, memory {words}",
    "memory declared, cores {words}",
    "none before the first start",
    "{role}'s own work",
    "not measured",
    "not measured yet",
    "{number} cores, {memory}, {processes} processes",
    "{number} cores, {memory}, 1 process",
    "{number} cores, {memory} ({words})",
    "exit code {number}",
    "{name} (holds it)",
    "{name} (waits)",
    "undeclared: {words}",
    "read",
    "write",
    "{number} s ago",
    "{time} ago",
)
_REFUSALS: Final = (
    "task {name} is not known; it may have been forgotten after its end",
    *(
        f"task {{name}} {stands}; only a queued task can be {wished}"
        for stands in ("runs", "has ended")
        for wished in ("edited", "moved", "given another priority")
    ),
    "task {name} has ended already; there is nothing to cancel",
    "task {name} runs already; it cannot be taken out of the queue",
    "task {name} is kept because {name_2} comes after it; take that one off the list as well",
    "task {name} has not ended; cancel it first or wait for its end",
    "task {name} waits for {name_2}, which did not succeed; retry that one first",
    "task {name} has ended; there is nothing to pause",
    "task {name} has ended; there is nothing to resume (run it again with retry)",
    "task {name} stands still with its role {role}; resume that",
    "task {name} is not paused; there is nothing to resume",
    "role {name} is stopped; start it before pausing it",
    "role {name} is stopped; start it before holding it",
)
_SETTINGS: Final = (
    "{words} Takes effect at once.",
    "{words} Takes effect for tasks that start from now on.",
    "{words} Takes effect at the next start.",
    "{words} It changes nothing here.",
    "{words}: resume at",
    "Role: {words}",
    "Roles go on at or below this; left empty it is {number} below the limit. {words}",
    "Takes effect at once.",
    "from {low} to {high}",
    "of at least {number}",
    "of at most {number}",
)
QUOTED: Final = "“{name}”"
"""A name in the quotes of the language."""

SENTENCES: Final = (
    *ENDINGS,
    *_CHECKS,
    *_STILL,
    *_TAKEN,
    *_LADDER,
    *_REMEDIES,
    *_FACTS,
    *_REFUSALS,
    *_SETTINGS,
)
