"""Who is told what: of all news or of some kinds, as long as it wants and its object lives."""

from __future__ import annotations

import gc

from parallel_execution_manager.runtime.notifications import NewsKind, Notification, Subscribers

PROBLEM = Notification(NewsKind.PROBLEM, "", "the disk is full")
CHANGED = Notification(NewsKind.TASK_CHANGED, "a", None)


class Listener:
    """Keeps in a list that outlives it what it was told."""

    def __init__(self, heard: list[Notification]) -> None:
        self._heard = heard

    def note(self, news: Notification) -> None:
        self._heard.append(news)


def test_a_subscriber_is_told_of_the_kinds_it_names_and_of_all_without_any() -> None:
    subscribers = Subscribers()
    everything: list[Notification] = []
    problems: list[Notification] = []
    leave = subscribers.add(everything.append)
    leave_problems = subscribers.add(problems.append, NewsKind.PROBLEM, NewsKind.COMPUTER_SLEPT)
    subscribers.tell(CHANGED)
    subscribers.tell(PROBLEM)
    assert everything == [CHANGED, PROBLEM]
    assert problems == [PROBLEM]
    leave()
    subscribers.tell(PROBLEM)
    leave_problems()
    subscribers.tell(PROBLEM)
    assert everything == [CHANGED, PROBLEM]
    assert problems == [PROBLEM, PROBLEM]


def test_who_was_there_first_is_told_first_whatever_kinds_it_named() -> None:
    subscribers = Subscribers()
    told: list[str] = []
    subscribers.add(lambda _: told.append("first"), NewsKind.PROBLEM)
    subscribers.add(lambda _: told.append("second"))
    subscribers.add(lambda _: told.append("third"), NewsKind.PROBLEM)
    subscribers.tell(PROBLEM)
    assert told == ["first", "second", "third"]


def test_a_method_is_told_as_long_as_its_object_lives() -> None:
    subscribers = Subscribers()
    heard: list[Notification] = []
    listener = Listener(heard)
    subscribers.add_weakly(listener.note, NewsKind.PROBLEM)
    subscribers.tell(CHANGED)
    subscribers.tell(PROBLEM)
    del listener
    gc.collect()
    subscribers.tell(PROBLEM)
    assert heard == [PROBLEM]
