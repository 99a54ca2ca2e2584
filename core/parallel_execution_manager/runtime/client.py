"""Asking managers that run in other processes. Needs neither Qt nor a manager of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from parallel_execution_manager.runtime.connection import ManagerConnection
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.system.ipc.local_socket import LONGEST_LINE, connections

__all__ = ["DoorError", "ManagerClient", "WishResults", "managers_of"]

Facts = Mapping[str, Any]
"""Plain data as of JSON; docs/command-line.md lists what is in it. Times are seconds since the epoch."""

_PART = LONGEST_LINE // 2
"""Bytes of tasks in one line: beside them is little, so this leaves room enough."""


class WishResults(NamedTuple):
    """What became of a wish for several tasks or roles.

    ``done`` are the ids or names for which it was carried out, ``refused`` the others with every reason.
    ``not_kept`` are those of ``done`` that the manager's disk does not take yet, with the reason: they are
    lost if the manager ends before it does.
    """

    done: tuple[str, ...]
    refused: Mapping[str, tuple[str, ...]]
    not_kept: Mapping[str, tuple[str, ...]]


class ManagerClient(ManagerConnection):
    """What can be asked of a manager in another process, as ``pem`` asks it. Use it in one thread.

    Every method raises ``DoorError`` if there is no answer: its ``kind`` is a word for programs
    (``unknown_task``, ``unknown_role``, ``bad_request``, ``refused``, ``not_kept``, ``gone``, ``busy``, …),
    its text is for people, and ``facts`` has what else is known.
    """

    def status(self) -> Facts:
        """The manager, its machine and roles, and how many tasks are in which state."""
        return self.ask("status")

    def tasks(
        self,
        ids: Sequence[str] | None = None,
        *,
        role: str | None = None,
        states: Sequence[str] | None = None,
    ) -> list[Facts]:
        """The tasks that all conditions leave, in the order of queueing; without any of them all."""
        return self.collect("list", **_given(tasks=ids, role=role, states=states))[0]

    def task(self, task_id: str) -> Facts:
        """One task, with its run folder and why it stands still if it does."""
        return self.ask("task", task=task_id)

    def why(self, task_id: str) -> Facts:
        """Every check of a waiting task, its estimated start, and what would start it now."""
        return self.ask("why", task=task_id)

    def log(self, task_id: str, attempt: int | None = None) -> Facts:
        """Where the output of an attempt is (the newest if none is named), and whether more may come."""
        return self.ask("log", **_given(task=task_id, attempt=attempt))

    def add(self, tasks: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """Queue tasks, all or none, in the form of a task file's lines; their ids.

        Relative paths start at the manager's base folder: give each task a ``cwd``.
        """
        *parts, last = _parts(tasks)
        for part in parts:
            self.ask("add", tasks=part, more=True)
        return tuple(item["id"] for item in self.collect("add", patience_s=None, tasks=last)[0])

    def pause(
        self,
        tasks: Sequence[str] | None = None,
        *,
        role: str | None = None,
        for_s: float | None = None,
        hold: bool = False,
    ) -> WishResults:
        """Hold or suspend tasks, or a whole role, until they are resumed or for ``for_s`` seconds.

        With ``hold`` nothing of the role starts, and what runs of it goes on.
        """
        return self._wish("pause", tasks=tasks, role=role, for_s=for_s, hold=hold or None)

    def resume(
        self,
        tasks: Sequence[str] | None = None,
        *,
        role: str | None = None,
        for_s: float | None = None,
        hand_back: bool = False,
    ) -> WishResults:
        """Let tasks, or a whole role, go on.

        A role that the limits hold back goes on whatever is measured, for ``for_s`` seconds or until
        ``hand_back``: then the scheduler alone decides about it again.
        """
        return self._wish("resume", tasks=tasks, role=role, for_s=for_s, hand_back=hand_back or None)

    def cancel(self, tasks: Sequence[str] | None = None, *, role: str | None = None) -> WishResults:
        """Take queued tasks out and end running ones; of a role all that have not ended."""
        return self._wish("cancel", tasks=tasks, role=role)

    def retry(self, tasks: Sequence[str] | None = None, *, role: str | None = None) -> WishResults:
        """Queue ended tasks again; of a role all that did not succeed."""
        return self._wish("retry", tasks=tasks, role=role)

    def forget(
        self, tasks: Sequence[str] | None = None, *, role: str | None = None, ended: bool = False
    ) -> WishResults:
        """Drop ended tasks from the list; of a role, or with ``ended`` of all, those that have ended."""
        return self._wish("forget", tasks=tasks, role=role, ended=ended or None)

    def start(self, roles: Sequence[str] | None = None) -> WishResults:
        """Let roles work on their queues; without names all."""
        return self._wish("start", roles=roles)

    def stop(self, roles: Sequence[str] | None = None) -> WishResults:
        """End the running tasks of roles and start nothing of them; without names of all."""
        return self._wish("stop", roles=roles)

    def move(self, task_id: str, position: int) -> None:
        """Put a queued task at ``position`` (0 first) of its role's line."""
        self.ask("move", task=task_id, position=position)

    def edit(self, task_id: str, **changes: Any) -> None:
        """Change single things of a queued task: those that `task_changes.changed_row` names."""
        self.ask("edit", task=task_id, changes=changes)

    def set_task_priority(self, task_id: str, priority: str) -> None:
        """Make a queued task ``high``, ``normal`` or ``low``."""
        self.ask("priority", task=task_id, priority=priority)

    def set_role_priority(self, role: str, priority: int) -> None:
        """Give a role a priority from 1 to 10, higher first."""
        self.ask("priority", role=role, priority=priority)

    def configure(self, settings: Mapping[str, Mapping[str, Any]]) -> Facts:
        """Write settings, sections with their keys, into the configuration's file and put them in force.

        A value of ``None`` takes a key out of the file, so that its default counts. Answers which ``file``
        that is, and what stood in it ``before``.
        """
        return self.ask("configure", settings={section: dict(part) for section, part in settings.items()})

    def export(
        self,
        ids: Sequence[str] | None = None,
        *,
        role: str | None = None,
        states: Sequence[str] | None = None,
        env: bool = False,
    ) -> list[Facts]:
        """Tasks in the form of a task file's lines, to be given to ``add``; by default those not ended.

        With ``env`` the values of their ``env``, too; else they are hidden, and ``add`` refuses hidden ones.
        """
        return self.collect("export", **_given(tasks=ids, role=role, states=states), env=env)[0]

    def journal(self, limit: int = 1000) -> list[Facts]:
        """What has happened, the newest first: at, cause, kind, subject and detail of each entry."""
        return self.collect("journal", limit=limit)[0]

    def wait(
        self, ids: Sequence[str] | None = None, *, role: str | None = None, timeout_s: float | None = None
    ) -> tuple[list[Facts], Facts]:
        """Wait until tasks have ended: those as they ended, and whether all did and all succeeded.

        Without a choice these are all tasks that are open now. ``timeout_s`` ends the waiting, not the tasks.
        """
        return self.collect("wait", patience_s=None, **_given(tasks=ids, role=role, timeout_s=timeout_s))

    def events(self, kinds: Sequence[str] | None = None) -> Iterator[Facts]:
        """News as they come, without end; the first item says that from now on none is missed.

        Whoever reads so slowly that too many pile up is told with an item how many were lost.
        """
        for item in self.stream("events", patience_s=None, **_given(kinds=kinds)):
            if "event" in item:
                yield item

    def show_window(self, file: str = "") -> bool:
        """Bring the manager's window to the front; ``False`` if it has none.

        ``file`` is the full path of a task file that the window shall open.
        """
        return bool(self.ask("show", **_given(file=file or None))["window"])

    def _wish(self, kind: str, **fields: Any) -> WishResults:
        items, _ = self.collect(kind, patience_s=None, **_given(**fields))
        named = {str(item.get("task") or item.get("role")): item for item in items}
        return WishResults(
            done=tuple(name for name, item in named.items() if not item["problems"]),
            refused={name: tuple(item["problems"]) for name, item in named.items() if item["problems"]},
            not_kept={name: tuple(item["not_kept"]) for name, item in named.items() if "not_kept" in item},
        )


def managers_of(data_dir: str | os.PathLike[str]) -> tuple[ManagerClient, ...]:
    """A client for the manager that runs in the data folder; empty if none does."""
    return tuple(map(ManagerClient, connections(Path(data_dir))))


def _given(**fields: Any) -> dict[str, Any]:
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in fields.items()
        if value is not None
    }


def _parts(tasks: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The tasks in as few lists as fit into a line each; one at least."""
    parts: list[list[Mapping[str, Any]]] = [[]]
    length = 0
    for task in tasks:
        size = len(json.dumps(task, default=str)) + 2
        if length + size > _PART and parts[-1]:
            parts.append([])
            length = 0
        parts[-1].append(task)
        length += size
    return parts
