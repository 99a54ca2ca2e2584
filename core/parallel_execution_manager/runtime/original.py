"""The interface of the original suite, so that programs written for it run unchanged.

What each member promised and what ours does better is listed in docs/original-interface.md.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import threading
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.task_form import TaskFormError
from parallel_execution_manager.runtime import contexts
from parallel_execution_manager.runtime.core import Core
from parallel_execution_manager.runtime.errors import WishNotKept, WishRefused
from parallel_execution_manager.runtime.file_usage_tracker import DEFAULT_PATH, FileUsageTracker
from parallel_execution_manager.runtime.observed import ObservedDict
from parallel_execution_manager.runtime.original_queues import QueueTable, RoleQueueFacade, StopFlags
from parallel_execution_manager.runtime.subclass_roles import SubclassRoles
from parallel_execution_manager.runtime.wishes import Wishes
from parallel_execution_manager.scheduling.model.task import RoleState

PSUTIL_AVAILABLE = importlib.util.find_spec("psutil") is not None
FILE_TRACKER_AVAILABLE = True
AGENTS = 12

logger = logging.getLogger("ParallelExecutionManager")


class OriginalInterface(Wishes):
    """Names, attributes and methods of the original ``ParallelExecutionManager``."""

    ROLE_AGENT_SIMULATIONS = "agent_simulations"
    ROLE_PROJECT_MANAGEMENT = "project_management"
    ROLE_RESOURCE_MANAGEMENT = "resource_management"
    ROLE_SCRIPT_ASSESSMENT = "script_assessment"
    ROLE_GUI_TESTING = "gui_testing"
    ROLE_TASK_MANAGEMENT = "task_management"

    _core: Core

    def _set_up_original(self, config_path: str, base_dir: Path, *, build_contexts: bool) -> None:
        self.config_path = config_path
        self.base_dir = str(base_dir)
        self.build_contexts = build_contexts
        self.context_builder: Any = contexts.builder_for(base_dir) if build_contexts else None
        self.file_tracker = FileUsageTracker(str(base_dir / DEFAULT_PATH), data_dir=self._core.data_dir)
        self.logger = logger
        self.agent_folders = {f"AI_Agent_{n}": str(base_dir / f"AI_Agent_{n}") for n in range(1, AGENTS + 1)}
        self._added_entries: dict[str, dict[str, Any]] = {}
        self.execution_queues = QueueTable(
            {role: RoleQueueFacade(self._core, role, self.queue_task) for role in self._core.keeper.roles}
        )
        self.thread_stop_flags = StopFlags(self._core, self.stop_role)
        self._percentages = {"cpu_percent": 0.0, "memory_percent": 0.0, "disk_percent": 0.0}
        self._subclass_roles = SubclassRoles(self)

    def _close_original(self) -> None:
        self._subclass_roles.stop_all()

    @property
    def config(self) -> dict[str, Any]:
        """The configuration in force in the original's form, plain numbers only."""
        return self._core.keeper.configuration.original_form(self._core.size)

    @property
    def resource_thresholds(self) -> ObservedDict:
        """The limits in percent; setting one comes into force."""
        return self._section("resource_thresholds")

    @property
    def role_priorities(self) -> ObservedDict:
        """The roles' priorities; setting one comes into force."""
        return self._section("role_priorities")

    @property
    def role_resource_requirements(self) -> ObservedDict:
        """What a task of each role needs, in percent of the machine; setting one comes into force."""
        return self._section("role_resource_requirements")

    @property
    def current_resources(self) -> dict[str, float]:
        """Processor, memory and disk use in percent; 0 before the first sample, numbers ever after."""
        sample = self._core.shell.sample
        if sample is not None:
            for resource in ("cpu", "memory", "disk"):
                value = sample.percent(resource)
                if value is not None:
                    self._percentages[f"{resource}_percent"] = value
        return dict(self._percentages)

    @property
    def active_roles(self) -> set[str]:
        """The roles that have been started and not stopped; a copy that does not change."""
        states = self._core.engine.ask(lambda machine: machine.role_views())
        started = {role.name for role in states if role.state is not RoleState.STOPPED}
        return started | self._subclass_roles.active

    @property
    def monitoring(self) -> bool:
        """Whether the machine is being sampled."""
        return self._core.monitor.thread is not None

    @property
    def monitor_thread(self) -> threading.Thread | None:
        """The thread that samples, while it does."""
        return self._core.monitor.thread

    @property
    def role_threads(self) -> dict[str, threading.Thread]:
        """The thread that works on each active role: the engine's for all of ours."""
        engine = self._core.engine.thread
        ours = {role: engine for role in self._core.keeper.roles if role in self.active_roles and engine}
        return {**ours, **self._subclass_roles.threads}

    def start_monitoring(self) -> None:
        """Sample the machine at the configured interval. Starts no role."""
        if not self._core.monitor.start():
            self.logger.warning("Monitoring runs already")

    def stop_monitoring(self) -> None:
        """Sample no more."""
        if not self._core.stop_monitoring():
            self.logger.warning("Monitoring does not run")

    def queue_task(self, role: str, task: dict[str, Any]) -> bool:
        """Queue one task; ``False`` (and an error in the log) if it cannot be queued. Never raises.

        Adds ``workflow_id``, the task's id, to ``task``. A script that does not exist yet is no
        reason to refuse: the task fails with that reason if it is still missing when its turn comes.
        """
        if role in self._subclass_roles:
            return self._subclass_roles.queue(role, task)
        task.setdefault("workflow_id", _workflow_id(role, task))
        row = {**task, "role": role}
        if row.get("name") == "":
            # The original takes it; a task file with one is refused.
            del row["name"]
        if not task.get("id"):
            row["id"] = self._free_id(str(task["workflow_id"]))
            task["workflow_id"] = row["id"]
        try:
            self._core.intake.submit([row], check_input=False)
        except (TaskFormError, WishRefused) as error:
            self.logger.error("Task %r is not queued: %s", task.get("name", ""), error)  # noqa: TRY400 - the reason says it all
            return False
        except WishNotKept as error:
            self.logger.warning("Task %r is queued, but not on disk yet: %s", task.get("name", ""), error)
        return True

    def start_all_roles(self) -> None:
        """Start monitoring and every role, the highest priority first; returns at once."""
        self._prepare()
        for name in self._by_priority():
            # It is carried out; the store tells that the disk is at fault, and nothing runs meanwhile.
            with contextlib.suppress(WishNotKept):
                self.start_role(name)
        self._subclass_roles.start_all()

    def _prepare(self) -> None:
        if self.build_contexts and self.context_builder is not None:
            contexts.build(self.context_builder)
        if not self.monitoring:
            self.start_monitoring()

    def _by_priority(self) -> list[str]:
        """The roles, the highest priority first."""
        views = self._core.engine.ask(lambda machine: machine.role_views())
        return [view.name for view in sorted(views, key=lambda view: -view.priority)]

    def stop_all_roles(self) -> None:
        """End all running tasks, stop every role, then monitoring. Queues stay as they are."""
        for role in self._core.keeper.roles:
            with contextlib.suppress(WishNotKept):
                self.stop_role(role)
        self._subclass_roles.stop_all()
        if self.monitoring:
            self.stop_monitoring()

    def get_available_roles(self) -> list[str]:
        """The built-in roles in the original's order, then those that were added."""
        return [*self._core.keeper.roles, *self._subclass_roles.names]

    def get_role_context(self, role: str) -> str:
        """The text of a role's context file, or a sentence that says why there is none."""
        return contexts.context_of(role, Path(self.base_dir))

    def _start_role_thread(self, role: str) -> None:
        """Start one role; the name is the original's, and documented there for callers."""
        if role in self._subclass_roles:
            self._subclass_roles.start(role)
        elif role not in self._core.keeper.roles:
            self.logger.error(
                "Role %r is unknown; known roles: %s", role, ", ".join(self.get_available_roles())
            )
        elif role in self.active_roles:
            self.logger.warning("Role %r is active already", role)
        else:
            self.start_role(role)

    def _section(self, key: str) -> ObservedDict:
        entries = {**self.config[key], **self._added_entries.get(key, {})}
        return ObservedDict(entries, lambda name, value: self._set_entry(key, name, value))

    def _set_entry(self, key: str, name: str, value: Any) -> None:
        """Change one setting and nothing else; entries for roles of a subclass are only remembered."""
        if key != "resource_thresholds" and name not in self._core.keeper.roles:
            self._added_entries.setdefault(key, {})[name] = value
            return
        raw = deepcopy(dict(self._core.keeper.configuration.raw))
        raw[key][name] = value
        self._core.rules.change(raw)

    def _free_id(self, wanted: str) -> str:
        """``wanted``, or with a number behind it if a task of that id is known: ids are unique."""
        name, number = wanted, 1
        while self._core.intake.is_known(name):
            number += 1
            name = f"{wanted}_{number}"
        return name


def _workflow_id(role: str, task: dict[str, Any]) -> str:
    name = str(task.get("name") or "task").replace(" ", "_")
    return f"{role}_{int(time.time())}_{name}"
