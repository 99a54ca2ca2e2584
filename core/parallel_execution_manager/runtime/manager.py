"""``ParallelExecutionManager``: the one object that programs, command line and window talk to."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.runtime import before_qt  # noqa: F401 - the first; it says why

# isort: split
from PySide6.QtCore import QObject

# isort: split
from parallel_execution_manager.runtime import unread_sources  # noqa: F401 - right after it; it says why

# isort: split
from parallel_execution_manager.roles.task_form import TaskFormError, TaskProblem
from parallel_execution_manager.runtime.batches import Batch
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.idle import IdleWatch
from parallel_execution_manager.runtime.intake import ReadTasks
from parallel_execution_manager.runtime.lease_custody import LeasesClosedError
from parallel_execution_manager.runtime.notifications import Notification, Subscriber
from parallel_execution_manager.runtime.past import Past
from parallel_execution_manager.runtime.role_beginnings import RoleBeginnings
from parallel_execution_manager.runtime.sharing import CORES
from parallel_execution_manager.runtime.signals import ManagerSignals
from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.settings.configuration import Configuration
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.snapshot import Explanation, Snapshot
from parallel_execution_manager.system.config.edit import SettingsFile
from parallel_execution_manager.system.files.lock import FileLockError
from parallel_execution_manager.system.runs.folders import DataDirError, default_data_dir

__all__ = ["Notification", "ParallelExecutionManager"]

DEFAULT_CONFIG = "parallel_execution_config.json"


class ParallelExecutionManager(RoleBeginnings, Past, ManagerSignals):
    """Runs the tasks of several roles side by side as processes on this computer.

    Works in a plain script without an event loop: methods answer when the engine has carried them
    out, and ``subscribe`` calls back in the engine's thread. In a Qt program the signals arrive in
    the thread that made the manager; connect bound methods of QObjects.

    Args:
        config_path: the configuration's file, relative to ``base_dir``. Missing means the defaults.
        build_contexts: build role contexts at start, where the original suite's builder is installed.
        base_dir: the project's folder, by default the current one; relative paths start there.
        data_dir: where run folders are made; by default ``PEM_DATA_DIR`` or the user's data folder.
            Managers of one data folder share one engine.

    Raises:
        ManagerRunsError: another process has a manager on the data folder; ask that with a ``ManagerClient``.
        DataDirError: the data folder cannot be used.
    """

    def __init__(
        self,
        config_path: str = DEFAULT_CONFIG,
        build_contexts: bool = True,  # noqa: FBT001, FBT002 - the original passes it by position
        *,
        base_dir: str | Path | None = None,
        data_dir: str | Path | None = None,
    ) -> None:
        QObject.__init__(self)
        folder = Path(base_dir or Path.cwd()).absolute()
        data = Path(data_dir).absolute() if data_dir is not None else default_data_dir(os.environ)
        self._core = CORES.open(folder / config_path, folder, data)
        self._closed = False
        self._unsubscribe = self._core.subscribers.add_weakly(self.emit_news)
        self._idle = IdleWatch(self._core)
        self._set_up_original(config_path, folder, build_contexts=build_contexts)

    @property
    def data_dir(self) -> Path:
        """The folder below which run folders are made."""
        return self._core.data_dir

    @property
    def configuration(self) -> Configuration:
        """The configuration in force."""
        return self._core.keeper.configuration

    @property
    def start_problems(self) -> tuple[str, ...]:
        """What was wrong with the configuration or a role when the manager was made."""
        return self._core.keeper.start_problems

    def role_declarations(self) -> Mapping[str, RoleDeclaration]:
        """Every role's declaration by name."""
        return self._core.keeper.declarations

    def expect_tasks(self) -> None:
        """Tasks will be queued soon: what a first start needs is made ready beside what the caller does."""
        self._core.expect_tasks()

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call ``callback`` with each ``Notification``, in the engine's thread; keep it short.

        Returns a function that ends the subscription.
        """
        return self._core.subscribers.add(callback)

    def offer_window(
        self, show: Callable[[], None], open_file: Callable[[str], None] | None = None
    ) -> Callable[[], None]:
        """Have ``show`` called, in a thread of its own, when another process wants to see the window.

        ``open_file`` is called before it, with the path of a task file that the process wants opened.
        Returns a function that ends that.
        """
        return self._core.doorbell.answer_with(show, open_file)

    def snapshot(self) -> Snapshot:
        """Everything as it stands."""
        return self._core.snapshot()

    def hasten_snapshot(self) -> None:
        """Have what has changed so far told in a snapshot at once, for a person who waits for an effect."""
        self._core.engine.order(self._core.shell.hasten)

    def explain(self, task_id: str, *, what_if: bool = False) -> Explanation:
        """Why a task does not run: every check with its numbers.

        With ``what_if`` also when it is likely to start, and what would start it now: each remedy was
        tried on a copy of the machine. That takes the engine some hundredths of a second.

        Raises:
            KeyError: the task is not known.
        """
        return self._core.engine.ask(lambda machine: machine.explain(task_id, what_if=what_if))

    def set_limit(self, resource: str, throttle: float, resume: float) -> None:
        """Hold roles back above ``throttle`` percent and let them go at ``resume``, from now on and for good.

        ``resource`` is ``cpu``, ``memory``, ``disk`` or one of the pressures: ``cpu_pressure``,
        ``memory_pressure``, ``io_pressure``.
        The configuration's file is changed too; all else in it stays as it is.

        Raises:
            WishRefused: the limits make no sense, or the file cannot be written; nothing has changed then.
        """
        for value in (throttle, resume):
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise WishRefused([f"a limit is a number of percent, not {value!r}"])
        self._core.limits.set(resource, LimitPair(float(throttle), float(resume)))

    def sample_for_view(self, every_s: float | None) -> None:
        """Measure the computer at least every ``every_s`` seconds while somebody looks on.

        ``None`` ends that. The configuration's interval counts where it is shorter. Of several who look on
        the last counts.
        """
        self._core.monitor.look_on(every_s)

    def check(self, tasks: Sequence[Mapping[str, Any]]) -> tuple[TaskProblem, ...]:
        """Every reason for which ``submit`` would refuse ``tasks``; empty if it would not."""
        return tuple(self._core.intake.check(tasks))

    def read_tasks(self, tasks: Sequence[Mapping[str, Any]]) -> ReadTasks:
        """Tasks for ``submit_read``; its ``problems`` are what ``check`` would tell."""
        return self._core.intake.read(tasks)

    def begin_batch(self, task_file: str) -> Batch:
        """Keep on disk that the tasks of a file are about to be queued; tasks that have ended are forgotten.

        Raises:
            WishRefused: the disk does not take it.
        """
        batch = Batch(task_file, time.time())
        self._core.begin_batch(batch)
        return batch

    @property
    def earlier_batch(self) -> Batch | None:
        """The batch that an earlier manager of this data folder has begun, if any."""
        return self._core.earlier_batch

    def suggested_requirement(self, task: Mapping[str, Any]) -> Estimate | None:
        """What a task in the form of a task file's line would be taken to need if it did not say so.

        By what was learned of it and of those like it; ``None`` if the line cannot be read yet.
        """
        plain = {key: value for key, value in task.items() if key not in ("files", "requirements", "after")}
        try:
            spec = self._core.intake.read_one(plain)
        except TaskFormError:
            return None
        return self._core.engine.ask(lambda machine: machine.suggested(spec))

    def release_lease(self, lease_id: str) -> None:
        """End the lease of a program that is no task, if all of its processes have ended.

        Raises:
            WishRefused: one of them lives, or there is no such lease (any more).
        """
        try:
            self._core.leases.release(lease_id)
        except (LeasesClosedError, FileLockError, DataDirError) as error:
            raise WishRefused([str(error)]) from error

    def kill_running_tasks(self) -> None:
        """End every running process tree by force; blocks until all are gone.

        For those who cannot wait until tasks that are being stopped have used up their grace. Stop the
        roles first, or their queues go on.
        """
        self._core.attempts.kill_all()

    def wait_until_idle(self, timeout_s: float | None = None) -> bool:
        """Block until every task has ended; ``False`` if that takes longer than ``timeout_s``."""
        return self._idle.wait(timeout_s)

    def change_configuration(self, raw: Mapping[str, Any]) -> None:
        """Put another configuration in force until the program ends or its file changes.

        Raises:
            ConfigurationError: it cannot be used; names every problem.
        """
        self._core.rules.change(raw)

    def reload_configuration(self) -> tuple[str, ...]:
        """Read the configuration's file again; if it has problems they are returned and nothing changes."""
        return self._core.rules.reload()

    def settings_file(self) -> SettingsFile:
        """The configuration's file as it stands on the disk: what is in it, and what is wrong with it."""
        return self._core.settings.read()

    def save_settings(
        self, changes: Mapping[tuple[str, ...], Any], version: str | None = None
    ) -> SettingsFile:
        """Write single settings into the configuration's file, and put it in force.

        ``changes`` are values by key path, such as ``("role_priorities", "gui_testing")``; ``None`` takes a
        key out, so that its default counts. Everything else in the file stays as it is written. With the
        ``version`` of the file that was read, one that has changed since is not touched.

        Raises:
            SettingsChanged: the file has changed since; nothing was written.
            WishRefused: a value cannot be used, or the file is bad or cannot be written; nothing was written.
        """
        return self._core.settings.save(changes, version)

    def close(self, *, keep_running: bool = False) -> None:
        """Give up the engine. The last manager of a data folder ends all running tasks in order.

        With ``keep_running`` they go on without one, where the system allows that, and the next manager of
        the folder takes them over. The queue is kept either way, also what comes after a task that is ended
        here; one that is ``rerunnable`` is queued again.

        Raises:
            RuntimeError: called in a subscriber, where it would wait for itself.
        """
        self._core.engine.refuse_in_engine("close")
        if self._closed:
            return
        self._closed = True
        self._unsubscribe()
        self._idle.close()
        self._close_original()
        CORES.release(self._core, keep_running=keep_running)
