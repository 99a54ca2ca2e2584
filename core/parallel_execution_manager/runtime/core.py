"""Everything behind one data folder: configuration, machine, engine, pool and monitor."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from parallel_execution_manager.runtime.attempts import Attempts
from parallel_execution_manager.runtime.batches import Batch, batch_of, begin_batch
from parallel_execution_manager.runtime.configuration_keeper import ConfigurationKeeper
from parallel_execution_manager.runtime.door_house import House
from parallel_execution_manager.runtime.door_requests import open_door
from parallel_execution_manager.runtime.doorbell import Doorbell
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import ManagerClosed, WishNotKept, WishRefused
from parallel_execution_manager.runtime.file_watch.composition import WatchedFiles
from parallel_execution_manager.runtime.file_watch.records import Record
from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.runtime.footprint_keeper import FootprintKeeper
from parallel_execution_manager.runtime.history_keeper import HistoryKeeper, wall_now
from parallel_execution_manager.runtime.housekeeping import Housekeeper
from parallel_execution_manager.runtime.inheriting import by_list
from parallel_execution_manager.runtime.intake import Intake
from parallel_execution_manager.runtime.keeping import STORE_FOLDER, QueueKeeper, open_kept_queue, recover
from parallel_execution_manager.runtime.lease_keeper import LeaseKeeper, LeasesUnknownError
from parallel_execution_manager.runtime.lease_requests import lease_requests
from parallel_execution_manager.runtime.limits import Limits
from parallel_execution_manager.runtime.manager_state import manager_state
from parallel_execution_manager.runtime.monitor import Monitor
from parallel_execution_manager.runtime.notifications import Subscribers
from parallel_execution_manager.runtime.retention import Retention
from parallel_execution_manager.runtime.rules import Rules, fitting_policy
from parallel_execution_manager.runtime.settings_desk import SettingsDesk
from parallel_execution_manager.runtime.shell import EffectShell
from parallel_execution_manager.runtime.strangers import leases_of, problems_of
from parallel_execution_manager.runtime.task_files import FileKeeper
from parallel_execution_manager.runtime.work import Workshop
from parallel_execution_manager.scheduling.configuration import Configuration
from parallel_execution_manager.scheduling.events import (
    PolicyChanged,
    PulseTaken,
    QueueRestored,
    RoleStopped,
    SampleTaken,
    TaskPaused,
    TasksForgotten,
)
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model import TaskSpec
from parallel_execution_manager.scheduling.past import JournalEntry, JournalQuery, PastSample
from parallel_execution_manager.scheduling.policy import Policy
from parallel_execution_manager.scheduling.sample import ResourceSample
from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager.supervisor.support import is_supported
from parallel_execution_manager.system.control_groups import ControlGroups, find_control_groups
from parallel_execution_manager.system.executor import Executor, ExecutorError
from parallel_execution_manager.system.file_identity import FileIdentifier
from parallel_execution_manager.system.file_limit import (
    most_clients,
    most_held_files,
    most_tasks,
    raise_file_limit,
)
from parallel_execution_manager.system.folders import DataDirError, RunFolders
from parallel_execution_manager.system.held_files import OpenFilesShare
from parallel_execution_manager.system.mounts import MountTable
from parallel_execution_manager.system.pressure_alarm import best_alarm
from parallel_execution_manager.system.process_executor import ProcessExecutor
from parallel_execution_manager.system.process_table import ProcessTable
from parallel_execution_manager.system.process_tables import best_process_table
from parallel_execution_manager.system.psutil_module import load_psutil
from parallel_execution_manager.system.samplers import best_sampler
from parallel_execution_manager.system.store.collecting import uncollected
from parallel_execution_manager.system.store.errors import NotKeptError
from parallel_execution_manager.system.store.reading import journal, samples

logger = logging.getLogger("ParallelExecutionManager")


class Core:
    """The composition of one running manager. Made and closed once; the engine runs from the start.

    The data folder is there, and nobody else's: see ``sharing.CoreRegistry``.
    """

    def __init__(self, config_path: Path, base_dir: Path, data_dir: Path) -> None:
        self.base_dir = base_dir
        self.data_dir = data_dir
        self.subscribers = Subscribers()
        self.doorbell = Doorbell()
        self.keeper = ConfigurationKeeper(config_path, data_dir)
        self._closing = threading.Lock()
        self._closed = False
        table = best_process_table(load_psutil())
        sampler = best_sampler((data_dir, base_dir), table)
        self.size = sampler.size()
        self._mounts = MountTable()
        file_limit = raise_file_limit()
        fitting = partial(fitting_policy, self.keeper, self.size, most_tasks(file_limit))
        policy, problems = fitting()
        self.footprints = FootprintKeeper(data_dir)
        problems += (self.footprints.problem,) if self.footprints.problem else ()
        self.keeper.start_problems += problems
        for problem in problems:
            logger.warning("%s", problem)
        self._groups = find_control_groups(data_dir / "control-group")
        self._folders = RunFolders(data_dir)
        self._executor = _best_executor(data_dir, table, self._groups)
        self._store = open_kept_queue(data_dir, self._executor)
        self._tell_at_start(*self._store.problems)
        self.earlier_batch = batch_of(self._store)
        # Not before all that may refuse to open: from here on nobody else decides on leases.
        self.leases = LeaseKeeper(data_dir, lambda problem: self._report("", problem))
        first_fence = self._decide_on_leases()
        machine = SchedulerMachine(policy, time.monotonic(), self.footprints.book, first_fence)
        self.engine = Engine(machine, keeper=QueueKeeper(self._store, machine.recorder()))
        self.intake = Intake(self.engine, self.keeper, base_dir, self.size, self._identifier)
        workshop = Workshop(
            roles=self.keeper.roles,
            options=self.keeper.options,
            base_dir=base_dir,
            folders=self._folders,
            executor=self._executor,
            files=FileKeeper(OpenFilesShare(most_held_files(file_limit)), self._identifier, (str(data_dir),)),
            manager_state=lambda: manager_state(self.snapshot()),
            submit=lambda task, result: self.intake.submit_results(task, result, self._report),
            environment=by_list(self.keeper.inherited_by),
        )
        self.attempts = Attempts(
            workshop,
            self.engine,
            self._report,
            policy.max_parallel_tasks,
            begun=self._watch,
            started=self._watch_files,
            look_back=self._look_back,
            unwanted=self._is_unwanted,
        )
        self.history = self._open_history()
        self.shell = EffectShell(
            machine, self.attempts, self.subscribers, leases=self.leases, history=self.history
        )
        self.monitor = Monitor(
            sampler,
            self.attempts.roots,
            self._take_sample,
            self.keeper.configuration.monitoring_interval_s,
            take_pulse=lambda pulse: self.engine.post(PulseTaken, pulse=pulse),
            busy=lambda: _has_work(machine),
            make_alarm=best_alarm,
        )
        self.housekeeper = Housekeeper(
            self.attempts.running_folders,
            Retention(data_dir, lambda task_id: self.engine.ask(lambda machine: machine.is_open(task_id))),
            self.keeper.configuration.output,
            lambda problem: self._report("", problem),
        )
        self._files = WatchedFiles(
            self.attempts.live,
            table,
            lambda: self.keeper.configuration,
            report=self._report,
            pause=lambda task_id, why: self.engine.post(TaskPaused, task_id=task_id, why=why),
            base_dir=base_dir,
            data_dir=data_dir,
            others=lambda: self.engine.look(lambda machine: machine.outside_holders()),
        )
        self.subscribers.add(self._files.note_news)
        self.rules = Rules(
            self.keeper, fitting, self._obey, lambda: self.engine.ask(lambda _: None), self._report
        )
        self.settings = SettingsDesk(self.keeper, self.rules)
        self.engine.start(self.shell)
        self._store.tell_problems_to(self._report_unless_closed)
        self._executor.tell_problems_to(self._report_unless_closed)
        # What others hold comes first: with the queue tasks may start.
        self.leases.begin(self.engine)
        try:
            self._restore()
        except BaseException:
            self._undo()
            raise
        self.housekeeper.start()
        self._door = open_door(
            House(
                engine=self.engine,
                intake=self.intake,
                subscribers=self.subscribers,
                doorbell=self.doorbell,
                sample=lambda: self.shell.sample,
                wall=lambda: self.engine.look(lambda _: self.shell.wall()),
                journal=self.journal,
                folder_of=self.run_folder,
                data_dir=data_dir,
                base_dir=base_dir,
                save_settings=self.settings.save,
                requests=lease_requests(self.leases, self.engine),
                most_clients=most_clients(file_limit),
            )
        )

    @property
    def limits(self) -> Limits:
        """What sets limit pairs, in force and in the configuration's file."""
        return Limits(self.engine, self.settings)

    def snapshot(self) -> Snapshot:
        """Everything as it stands."""
        return self.engine.ask(self.shell.full_snapshot)

    def past_samples(self, since: float, until: float, points: int) -> list[PastSample]:
        """See `ParallelExecutionManager.samples`."""
        return self._store.read(lambda connection: samples(connection, since, until, points))

    def journal(self, query: JournalQuery) -> list[JournalEntry]:
        """See `ParallelExecutionManager.journal`."""
        return self._store.read(lambda connection: journal(connection, query))

    def observed_files(self, role: str, name: str) -> list[dict[str, str]]:
        """The files that the last tasks of a role and name were seen to work with."""
        return self._files.observed(role, name)

    def undeclared_accesses(self) -> tuple[SeenAccess, ...]:
        """What was seen lately of undeclared access to files that are held, the newest last."""
        return self._files.undeclared()

    def run_folder(self, task_id: str, attempt: int | None) -> Path | None:
        """The run folder of an attempt, by default of the newest, whichever manager has run it."""
        folder = self.attempts.folder(task_id, attempt)
        view = None if folder is not None else self.engine.look(lambda machine: machine.task_view(task_id))
        newest = 0 if view is None else view.attempt
        wanted = newest if attempt is None else attempt
        # An attempt that is asked for by its number may be of a task that was taken off the list.
        return self._folders.of_attempt(task_id, wanted) if wanted and folder is None else folder

    def begin_batch(self, batch: Batch) -> None:
        """Keep that a batch begins, and forget what has ended before it.

        Raises:
            WishRefused: the disk does not take it.
        """
        ended = tuple(view.id for view in self.snapshot().tasks if view.state.is_final)
        # First: to be gone on with, a batch must never be found with the tasks of the one before.
        with contextlib.suppress(WishNotKept):
            self.engine.wish(TasksForgotten, task_ids=ended[::-1])
        try:
            begin_batch(self._store, batch)
        except NotKeptError as error:
            raise WishRefused([str(error)]) from error

    def stop_monitoring(self) -> bool:
        """Sample no more; ``False`` if nothing was sampled."""
        return self.monitor.stop(wait=not self.engine.is_current)

    def close(self, *, keep: bool = False) -> None:
        """End every process tree in order, then all threads. A second caller waits for the first.

        With ``keep`` what runs goes on without this manager, if the executor can let it, and the next one
        takes it over.

        Raises:
            RuntimeError: called in a subscriber, where it would wait for itself.
        """
        self.engine.refuse_in_engine("close")
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self.leases.stop_answering()
            if self._door is not None:
                self._door.close()
            self.monitor.stop()
            self.housekeeper.close()
            keep = keep and self._executor.remembers
            if not keep:
                for role in self.engine.ask(lambda machine: machine.role_views()):
                    # Not wished: they are stopped also if the disk does not take that.
                    self.engine.post(RoleStopped, role=role.name, at_end=True)
                self.engine.ask(lambda _: None)
            else:
                self._executor.close(keep=True)
            with ExitStack() as steps:
                # Each is taken whatever becomes of those before; the last one named here comes first.
                if self._groups is not None:
                    steps.callback(self._groups.close)
                steps.callback(self._mounts.close)
                if not keep:
                    # It forgets what has ended only once that is on disk.
                    steps.callback(self._executor.close, keep=False)
                self._end_with(steps, tasks_go_on=keep)

    def _undo(self) -> None:
        """Let go of everything after a start that failed; what goes on is left to the next manager."""
        with ExitStack() as steps:
            if self._groups is not None:
                steps.callback(self._groups.close)
            steps.callback(self._mounts.close)
            steps.callback(self._executor.close, keep=True)
            self._end_with(steps, tasks_go_on=self._executor.remembers)

    def _end_with(self, steps: ExitStack, *, tasks_go_on: bool) -> None:
        """Add what ends the attempts, the watch, the leases, the engine and the store."""
        steps.callback(self._close_store)
        steps.callback(self.history.close)
        steps.callback(self.engine.close)
        steps.callback(self.leases.hand_back, tasks_go_on=tasks_go_on)
        steps.callback(self._save_footprints)
        steps.callback(self._files.close)
        steps.callback(self.attempts.wait_until_done)

    def _decide_on_leases(self) -> int:
        """Nobody else does from now on; the number of the first lease.

        Raises:
            LeasesUnknownError: what others hold is not known; nothing has begun.
        """
        try:
            return self.leases.take_over()
        except LeasesUnknownError:
            self.leases.hand_back()
            self._close_store()
            self._mounts.close()
            if self._groups is not None:
                self._groups.close()
            raise

    def _open_history(self) -> HistoryKeeper:
        history = HistoryKeeper(self.data_dir / STORE_FOLDER, self._report_unless_closed)
        if history.problem:
            self._tell_at_start(history.problem)
        return history

    def _restore(self) -> None:
        """Go on with what an earlier manager kept; what went on without one is taken over.

        Raises:
            DataDirError: what earlier managers started cannot be found out.
        """
        try:
            recovery = recover(self._store, self._executor, self.attempts, self._folders)
        except ExecutorError as error:
            raise DataDirError(str(error)) from error
        strangers = (recovery.strangers, self._folders, self._identifier())
        # Before the queue: with that tasks may start.
        for record in leases_of(*strangers):
            self.leases.hold(record)
        try:
            with uncollected():
                self.engine.wish(QueueRestored, queue=recovery.queue)
        except WishNotKept as error:
            self._tell_at_start(str(error))
        self.intake.count_as_old(row.spec.id for row in recovery.queue.tasks if row.state.is_final)
        self.history.note_earlier(recovery.queue.tasks, wall_now())
        for begin in recovery.begin:
            begin()
        self._tell_at_start(*recovery.problems, *problems_of(*strangers))

    def _tell_at_start(self, *problems: str) -> None:
        """For the window, which is yet to come, and for the log of whoever has none."""
        self.keeper.start_problems += problems
        for problem in problems:
            logger.warning("%s", problem)

    def _close_store(self) -> None:
        try:
            self._store.close()
        except NotKeptError as error:
            logger.warning("What has changed last is lost: %s", error)

    def _report_unless_closed(self, problem: str) -> None:
        try:
            self._report("", problem)
        except ManagerClosed:
            logger.warning("%s", problem)

    def _is_unwanted(self, task_id: str) -> bool:
        view = self.engine.look(lambda machine: machine.task_view(task_id))
        return view is None or bool(view.stopping)

    def _obey(self, configuration: Configuration, policy: Policy) -> None:
        self.attempts.set_most(policy.max_parallel_tasks)
        self.monitor.set_interval(configuration.monitoring_interval_s)
        self.housekeeper.set_rules(configuration.output)
        self.engine.post(PolicyChanged, policy=policy)

    def _identifier(self) -> FileIdentifier:
        return FileIdentifier((str(self.data_dir),), self._mounts.now)

    def _watch(self) -> None:
        """With the first process there is something to watch at once."""
        self.monitor.wake()
        self.housekeeper.wake()

    def _watch_files(self) -> None:
        """With each process there are files to watch."""
        self._files.wake()

    def _look_back(self, task: TaskSpec, attempt: int) -> Record | None:
        return self._files.look_back(task, attempt)

    def _save_footprints(self) -> None:
        self.footprints.save(self.engine.ask(lambda machine: machine.footprints()))

    def _report(self, subject: str, problem: str) -> None:
        """Tell a problem, in the engine's thread like all news."""
        self.engine.ask(lambda _: self.shell.report(problem, subject))

    def _take_sample(self, sample: ResourceSample) -> None:
        self.engine.post(SampleTaken, sample=sample)
        if self.footprints.is_due:
            self._save_footprints()
        self.rules.follow_file()


def _best_executor(data_dir: Path, table: ProcessTable, groups: ControlGroups | None) -> Executor:
    """A supervisor that outlives this program, where there can be one; else this program itself."""
    if is_supported():
        # Not before: it needs modules that Windows has not got.
        from parallel_execution_manager.supervisor.supervised_executor import SupervisedExecutor

        return SupervisedExecutor(data_dir, table, groups)
    return ProcessExecutor(table, groups)


def _has_work(machine: SchedulerMachine) -> bool:
    """Whether anything runs or waits, asked in the monitor's thread without troubling the engine's."""
    try:
        return machine.open_tasks() > 0
    except RuntimeError:  # roles come or go at this very moment
        return True
