"""A role in words: its tasks, what it waits for or until when it is held, and the last decision about it."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from parallel_execution_manager.scheduling.model import checks
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.model.wording import describe
from parallel_execution_manager.scheduling.snapshot import RoleView
from parallel_execution_manager_gui.formatting import clock_time, date_time, short_time
from parallel_execution_manager_gui.looks import Look, look_of_role
from parallel_execution_manager_gui.translation.told import count, shown, told

_HAND = {
    Hand.PAUSED: QT_TRANSLATE_NOOP("RoleTexts", "{role}: paused by you {at}{until}; what ran stands still."),
    Hand.HELD: QT_TRANSLATE_NOOP(
        "RoleTexts", "{role}: held by you {at}{until}; what runs goes on, nothing new starts."
    ),
    Hand.GOING: QT_TRANSLATE_NOOP(
        "RoleTexts", "{role}: kept going by you since {at}{until}, whatever is measured."
    ),
}
_UNTIL_ASKED = {
    Hand.PAUSED: QT_TRANSLATE_NOOP("RoleTexts", " until you resume it"),
    Hand.HELD: QT_TRANSLATE_NOOP("RoleTexts", " until you resume it"),
    Hand.GOING: QT_TRANSLATE_NOOP("RoleTexts", " until you hand it back"),
}
_WAITS_FOR = {
    CheckKind.CPU: QT_TRANSLATE_NOOP("RoleTexts", "for processor"),
    CheckKind.MEMORY: QT_TRANSLATE_NOOP("RoleTexts", "for memory"),
    CheckKind.DISK: QT_TRANSLATE_NOOP("RoleTexts", "for disk room"),
    CheckKind.SLOTS: QT_TRANSLATE_NOOP("RoleTexts", "for a free slot"),
    CheckKind.ROLE_TASKS: QT_TRANSLATE_NOOP("RoleTexts", "for one of its tasks to end"),
    CheckKind.DISK_SPACE: QT_TRANSLATE_NOOP("RoleTexts", "for free disk space"),
    CheckKind.MEASURING: QT_TRANSLATE_NOOP("RoleTexts", "for a measurement"),
}


translate = QCoreApplication.translate


def tasks_of(view: RoleView) -> str:
    """``2 running · 4 queued``; what is none is left out."""
    parts = (
        (view.running - view.suspended, translate("RoleTexts", "{} running")),
        (view.suspended, translate("RoleTexts", "{} suspended")),
        (view.queued, translate("RoleTexts", "{} queued")),
    )
    words = [text.format(count(number)) for number, text in parts if number > 0]
    return " · ".join(words) or translate("RoleTexts", "no tasks")


def note(view: RoleView, wall: WallClock, now: float) -> str:
    """Below the state: who has set it and until when, or what the role waits for; empty if neither."""
    if view.hand is not Hand.NONE:
        until = (
            ""
            if view.until is None
            else translate("RoleTexts", " until {}").format(_short_moment(view.until, wall, now))
        )
        return translate("RoleTexts", "by you{}").format(until)
    if view.rung is not Rung.FREE and view.until is not None:
        return translate("RoleTexts", "ends by {}").format(_short_moment(view.until, wall, now))
    waits = view.waits_for if look_of_role(view) is Look.WAITING else None
    if view.state is RoleState.ACTIVE and view.suspended and view.running == view.suspended and not waits:
        return translate("RoleTexts", "all stands still")
    return (
        translate("RoleTexts", str(_WAITS_FOR[waits.kind]))
        if waits is not None and waits.kind in _WAITS_FOR
        else ""
    )


def longest_note() -> str:
    """The longest of what often stands below a state."""
    until = translate("RoleTexts", " until {}").format("00:00")
    return translate("RoleTexts", "by you{}").format(until)


def decision(view: RoleView, role: str, wall: WallClock, now: float, resume_after_s: float) -> str:
    """The last decision about a role called ``role``, with its numbers and when it ends."""
    at = clock_time(view.since, wall)
    if view.hand is not Hand.NONE:
        ends = translate("RoleTexts", str(_UNTIL_ASKED[view.hand]))
        if view.until is not None:
            ends = translate("RoleTexts", " until {}").format(_moment(view.until, wall, now))
        return translate("RoleTexts", str(_HAND[view.hand])).format(role=role, at=at, until=ends)
    # Whether tasks of an active role run or wait changes without a decision, and at other times.
    look = Look.ACTIVE if view.state is RoleState.ACTIVE else look_of_role(view)
    state = shown(look.value).lower()
    if view.reason is not None and not view.reason.resumed:
        begins = translate("RoleTexts", "{role}: {state} {at}: {cause}.")
        sentence = begins.format(role=role, state=state, at=at, cause=told(view.reason.cause))
        return f"{sentence} {_ending(view, wall, now, resume_after_s)}"
    sentence = translate("RoleTexts", "{role}: {state} since {at}").format(role=role, state=state, at=at)
    if view.by_operator and view.state is RoleState.STOPPED:
        return translate("RoleTexts", "{}, by you.").format(sentence)
    if view.waits_for is not None and not view.waits_for.ok and view.waits_for.kind in _WAITS_FOR:
        return translate("RoleTexts", "{sentence}. What comes next waits: {why}.").format(
            sentence=sentence, why=told(describe(view.waits_for))
        )
    return f"{sentence}." if view.reason is None else f"{sentence}: {told(view.reason.cause)}."


def _ending(view: RoleView, wall: WallClock, now: float, resume_after_s: float) -> str:
    reason = view.reason
    limit = checks.plain(reason.resume_limit) if reason is not None else ""
    ends = translate("RoleTexts", "Resumes at {limit} % or below for {lasting}").format(
        limit=limit, lasting=checks.duration(resume_after_s)
    )
    if view.until is not None:
        latest = translate("RoleTexts", "{ends}, at the latest {time}.")
        ends = latest.format(ends=ends, time=_moment(view.until, wall, now))
    else:
        ends = f"{ends}."
    if reason is not None and reason.never_below:
        hint = translate(
            "RoleTexts", "It has never been lower since the start: raise the limit if that is usual."
        )
        return f"{ends} {hint}"
    return ends


def _moment(at: float, wall: WallClock, now: float) -> str:
    """``14:32``, with the day if that is another one."""
    there, here = date_time(at, wall), date_time(now, wall)
    return short_time(at, wall) if there[:10] == here[:10] else there[:16]


def _short_moment(at: float, wall: WallClock, now: float) -> str:
    """``14:32``, or month and day if that is another one: for a narrow place whose tooltip has all of it."""
    moment = _moment(at, wall, now)
    return moment if ":" in moment[:3] else moment[5:10]
