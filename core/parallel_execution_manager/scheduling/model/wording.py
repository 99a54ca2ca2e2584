"""Checks and states in words, the same in window, command line and reports."""

from __future__ import annotations

from collections.abc import Callable

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind

MIB_IN_GIB = 1024
MOST_DIGITS = 12
LEAST_CORES = 0.05
"""A load of other programs below this is not worth a word."""
_UNITS = {"MiB": 1, "GiB": MIB_IN_GIB}
_WILD = frozenset("*?[")
"""A name that happens to have one of these is shown with its folder too, which does no harm."""


def describe(check: Check) -> str:
    """One line on a check, with the numbers it was decided by: what it waits for, or why it holds."""
    return _HOLDING[check.kind](check) if check.ok else _FAILING[check.kind](check)


def describe_mb(amount: float | None, digits: int = 0) -> str:
    """MiB in a readable unit, with ``digits`` more than usual."""
    if amount is None:
        return "unknown"
    gib = amount >= MIB_IN_GIB
    return f"{amount / MIB_IN_GIB:.{digits + 1}f} GiB" if gib else f"{amount:.{digits}f} MiB"


def _true_words(check: Check, write: Callable[[float, int], str]) -> tuple[str, str, str]:
    """What is in use, the need and the limit, with as many digits as it takes for the comparison to be true.

    Rounded each for itself, a sum that is over the limit may look as if it was not.
    """
    used, need, limit = check.measured or 0.0, check.need or 0.0, check.limit or 0.0
    tries = ((write(used, n), write(need, n), write(limit, n)) for n in range(MOST_DIGITS))
    found = next((words for words in tries if _is_over(*words) is (used + need > limit)), None)
    return found or (write(used, MOST_DIGITS), write(need, MOST_DIGITS), write(limit, MOST_DIGITS))


def _is_over(*words: str) -> bool:
    """Whether the first two of three written amounts are more than the third."""
    from fractions import Fraction

    used, need, limit = (Fraction(w.split()[0]) * _UNITS.get(w.split()[-1], 1) for w in words)
    return used + need > limit


def _role_stopped(check: Check) -> str:
    return f"role {check.blocker} is stopped"


def _role_paused(check: Check) -> str:
    return f"role {check.blocker} is paused by you"


def _role_throttled(check: Check) -> str:
    why = f": {check.reason}" if check.reason is not None else ""
    return f"role {check.blocker} is {'held by you' if check.by_operator else f'throttled{why}'}"


def _task_paused(_check: Check) -> str:
    return "paused by you"


def _dependency(check: Check) -> str:
    more = f" and {check.measured - 1:.0f} more" if check.measured is not None and check.measured > 1 else ""
    return f"after {check.blocker}{more}"


def _backoff(check: Check) -> str:
    left = check.measured or 0.0
    return f"next attempt in {left:.0f} s" if left >= 1 or not left else f"next attempt in {left:.1g} s"


def file_name(path: str) -> str:
    """The last part of a path of any system; a folder has its slash, a pattern the folder it is in."""
    parts = path.replace("\\", "/").split("/")
    kept = 2 if parts[-1] == "" else 1
    wild = next((at for at, part in enumerate(parts) if not _WILD.isdisjoint(part)), None)
    if wild is not None:
        kept = len(parts) - wild + 1
    return "/".join(parts[-kept:]).lstrip("/") or path


def _file(check: Check) -> str:
    name, who = file_name(check.path), check.who or check.blocker
    if not who:
        return f"{name}: next in line"
    verb = "kept for" if check.kept else "read by" if check.reads else "held by"
    part = f" as part of {file_name(check.part_of)}" if check.part_of else ""
    return f"{name} {verb} {who}{part}"


def _cpu(check: Check) -> str:
    used, need, limit = _true_words(check, lambda cores, digits: f"{cores:.{digits + 2}f}")
    others = f" ({check.others:.2f} by other programs)" if (check.others or 0) >= LEAST_CORES else ""
    return f"CPU: {used} cores charged{others} + {need} needed, limit {limit}{_kept_for(check)}"


def _memory(check: Check) -> str:
    if None in (check.measured, check.need, check.limit):
        used, need, limit = map(describe_mb, (check.measured, check.need, check.limit))
    else:
        used, need, limit = _true_words(check, describe_mb)
    others = f" ({describe_mb(check.others)} by other programs lately)" if (check.others or 0) >= 1 else ""
    return f"memory: {used} charged{others} + {need} needed, limit {limit}{_kept_for(check)}"


def _kept_for(check: Check) -> str:
    return f" (room is kept for {check.blocker})" if check.blocker else ""


def _disk(check: Check) -> str:
    return f"disk {_filled(check)} % full, limit {check.limit or 0:g} %: free some space"


def _filled(check: Check) -> str:
    """The fill level, rounded, but never to the other side of the limit."""
    fill, limit = check.measured or 0.0, check.limit or 0.0
    rounded = f"{fill:.1f}"
    return rounded if (float(rounded) > limit) is (fill > limit) else repr(fill)


def _slots(check: Check) -> str:
    running = f"{check.measured or 0:.0f} task{'s run' if check.measured != 1 else ' runs'}"
    return f"{running}, at most {check.limit or 0:.0f} may"


def _measuring(check: Check) -> str:
    return f"nothing is known of its kind yet; {check.blocker} is being measured first"


def _role_tasks(check: Check) -> str:
    number = check.measured or 0
    running = f"{number:.0f} task{'s' if number != 1 else ''} of role {check.blocker}"
    return f"{running} run{'s' if number == 1 else ''}, at most {check.limit or 0:.0f} may"


def _disk_space(check: Check) -> str:
    if check.limit is None:
        return f"disk space not measured, {describe_mb(check.need)} needed"
    kept, need, free = _true_words(check, describe_mb)
    return f"disk space: {kept} kept for running tasks + {need} needed, {free} free"


def _turn(check: Check) -> str:
    if check.measured:
        return f"{check.measured:.0f} before it in the queue"
    return "its turn comes next"


_FAILING = {
    CheckKind.ROLE_STOPPED: _role_stopped,
    CheckKind.ROLE_PAUSED: _role_paused,
    CheckKind.ROLE_THROTTLED: _role_throttled,
    CheckKind.TASK_PAUSED: _task_paused,
    CheckKind.DEPENDENCY: _dependency,
    CheckKind.BACKOFF: _backoff,
    CheckKind.FILE: _file,
    CheckKind.CPU: _cpu,
    CheckKind.MEMORY: _memory,
    CheckKind.DISK: _disk,
    CheckKind.SLOTS: _slots,
    CheckKind.MEASURING: _measuring,
    CheckKind.ROLE_TASKS: _role_tasks,
    CheckKind.DISK_SPACE: _disk_space,
    CheckKind.TURN: _turn,
}


def _fits(check: Check) -> str:
    """Above the limit a task may start all the same where it is the only one."""
    if not check.need and (check.measured or 0) > (check.limit or 0):
        return f"{'CPU' if check.kind is CheckKind.CPU else 'memory'}: none needed"
    within = (check.measured or 0) + (check.need or 0) <= (check.limit or 0)
    failing = _FAILING[check.kind](check)
    return failing if within else f"{failing}; nothing else runs, so one task may"


Words = Callable[[Check], str]

_HOLDING: dict[CheckKind, Words] = {
    CheckKind.ROLE_STOPPED: lambda check: f"role {check.blocker} is started",
    CheckKind.ROLE_PAUSED: lambda check: f"role {check.blocker} is not paused",
    CheckKind.ROLE_THROTTLED: lambda check: f"role {check.blocker} is not held back",
    CheckKind.TASK_PAUSED: lambda _: "not paused",
    CheckKind.DEPENDENCY: lambda check: f"{check.blocker} has succeeded",
    CheckKind.BACKOFF: lambda _: "the wait before this attempt is over",
    CheckKind.FILE: lambda check: f"{file_name(check.path)} is free",
    CheckKind.CPU: _fits,
    CheckKind.MEMORY: _fits,
    CheckKind.DISK: lambda check: (
        "disk not measured"
        if check.measured is None
        else f"disk {_filled(check)} % full, limit {check.limit:g} %"
    ),
    CheckKind.SLOTS: lambda check: f"{check.measured or 0:.0f} of at most {check.limit or 0:.0f} tasks run",
    CheckKind.MEASURING: lambda _: "no other of its kind is being measured",
    CheckKind.ROLE_TASKS: lambda check: (
        f"{check.measured or 0:.0f} of at most {check.limit or 0:.0f} tasks of role {check.blocker} run"
    ),
    CheckKind.DISK_SPACE: _disk_space,
    CheckKind.TURN: lambda _: "first in its role's queue",
}
