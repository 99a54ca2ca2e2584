"""Requests that are answered as things happen: the news, and waiting for the end of tasks."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Collection, Generator, Mapping, Sequence
from typing import Any

from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door_choice import chosen_tasks, number_in, texts_in
from parallel_execution_manager.runtime.door_house import House, views_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.manager_state import sample_state, task_state
from parallel_execution_manager.runtime.news_queue import NewsQueue
from parallel_execution_manager.runtime.notifications import NewsKind, Notification
from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.sample import ResourceSample, WallClock
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import LeaseView, TaskView
from parallel_execution_manager.system.config.masking import SecretValues

Facts = Mapping[str, Any]
Items = Generator[Sequence[Facts], None, Facts]

TOLD = frozenset(NewsKind) - {NewsKind.SNAPSHOT_CHANGED}
"""Snapshots are for views of the same process; what is in them is told bit by bit as well."""

MOST_FILES = 500
"""So many files in use are told of at a time, that the line is not too long; ``count`` is all of them."""

MOST_NAMES = 20


def events(house: House, message: Facts, caller: Caller) -> Items:
    """News from now on, until the client goes or asks something else."""
    secrets = SecretValues.of(os.environ)
    with NewsQueue(house.subscribers, _kinds(message)) as queue:
        yield ({"event": "listening", "at": time.time()},)
        while caller.wait(queue.waker):
            news, lost = queue.take()
            wall = house.wall()
            items = [_told(one, wall, _secrets_about(house, one, secrets)) for one in news]
            if lost:
                items.append({"event": "lost", "at": time.time(), "count": lost})
            yield items
    return {}


def wait(house: House, message: Facts, caller: Caller) -> Items:
    """An item for each chosen task when it has ended, and at last whether all did in time and succeeded.

    Without a choice these are all tasks that are open now.
    """
    timeout_s = number_in(message, "timeout_s")
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    secrets = SecretValues.of(os.environ)
    with NewsQueue(house.subscribers, {NewsKind.TASK_CHANGED}) as queue:
        chosen, _ = chosen_tasks(house, message)
        if message.get("tasks") is None:
            chosen = [view for view in chosen if not view.state.is_final]
        open_ids = {view.id for view in chosen}
        ends: Counter[str] = Counter()
        ended = [view for view in chosen if view.state.is_final]
        while True:
            open_ids -= {view.id for view in ended}
            ends.update(str(view.state) for view in ended)
            yield [_task(view, house.wall(), secrets) for view in ended]
            left = None if deadline is None else deadline - time.monotonic()
            if not open_ids or (left is not None and left <= 0) or not caller.wait(queue.waker, left):
                return _in_the_end(open_ids, ends)
            ended = _ended(house, queue, open_ids)


def _in_the_end(open_ids: Collection[str], ends: Counter[str]) -> Facts:
    return {
        "all_ended": not open_ids,
        "all_succeeded": not open_ids and set(ends) <= {str(TaskState.SUCCEEDED)},
        "open": len(open_ids),
        "tasks": dict(ends),
    }


def _ended(house: House, queue: NewsQueue, open_ids: set[str]) -> list[TaskView]:
    """Those of the open ones that have ended by the news; if some were lost, by a look at them."""
    news, lost = queue.take()
    views = {one.subject: one.data for one in news if isinstance(one.data, TaskView)}
    if lost:
        views = views_of(house, sorted(open_ids))
        # What ended and was forgotten in the time of the lost news is no longer there to be waited for.
        open_ids &= views.keys()
    return [view for task_id, view in views.items() if task_id in open_ids and view.state.is_final]


def _kinds(message: Facts) -> frozenset[NewsKind]:
    names = texts_in(message, "kinds")
    known = {str(kind): kind for kind in sorted(TOLD)}
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise DoorError("unknown_kind", f"kind {unknown[0]!r} is unknown; known: {', '.join(known)}")
    return TOLD if names is None else frozenset(known[name] for name in names)


def _task(view: TaskView, wall: WallClock, secrets: SecretValues) -> Facts:
    row = task_state(view, None, wall)
    return {**row, "detail": secrets.hidden(row["detail"])}


def _secrets_about(house: House, news: Notification, secrets: SecretValues) -> SecretValues:
    """What is hidden in a text about a task: it may have the task's name in it."""
    if not news.subject or not isinstance(news.data, str):
        return secrets
    view = house.engine.look(lambda machine: machine.task_view(news.subject))
    return SecretValues.of(os.environ, view.spec.env) if view is not None and view.spec.env else secrets


def _told(news: Notification, wall: WallClock, secrets: SecretValues) -> Facts:
    """A piece of news as plain data; times are seconds since the epoch."""
    told: dict[str, Any] = {"event": str(news.kind), "at": time.time(), "subject": news.subject}
    match news.data:
        case TaskView() as view:
            told["task"] = _task(view, wall, secrets)
        case Reason() as reason:
            told["reason"] = str(reason)
        case ResourceSample() as sample:
            told["sample"] = sample_state(sample, wall)
        case float() as slept_s:
            told["slept_s"] = slept_s
        case str() as text:
            told["text"] = secrets.hidden(text)
        case tuple() as leases:
            told["count"] = len(leases)
            told["files"] = [_lease(lease, wall) for lease in leases[:MOST_FILES]]
    return told


def _lease(lease: LeaseView, wall: WallClock) -> Facts:
    return {
        "path": lease.path,
        "scope": str(lease.scope),
        "pattern": lease.pattern,
        "mode": str(lease.mode),
        "holders": list(lease.holders[:MOST_NAMES]),
        "waiters": list(lease.waiters[:MOST_NAMES]),
        "since": wall.of(lease.since),
    }
