"""Everything behind one data folder: configuration, machine, engine, pool and monitor."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from parallel_execution_manager.runtime.attempts import Attempts
from parallel_execution_manager.runtime.batches import Batch, batch_of, begin_anew
from parallel_execution_manager.runtime.configuration_keeper import ConfigurationKeeper
from parallel_execution_manager.runtime.door_house import House
from parallel_execution_manager.runtime.door_requests import open_door
from parallel_execution_manager.runtime.doorbell import Doorbell
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.runtime.footprint_keeper import FootprintKeeper
from parallel_execution_manager.runtime.ground import lay_ground
from parallel_execution_manager.runtime.history_keeper import HistoryKeeper, wall_now
from parallel_execution_manager.runtime.inheriting import by_list
from parallel_execution_manager.runtime.intake import Intake
from parallel_execution_manager.runtime.keeping import QueueKeeper
from parallel_execution_manager.runtime.lease_keeper import LeaseKeeper
from parallel_execution_manager.runtime.lease_requests import lease_requests
from parallel_execution_manager.runtime.limits import Limits
from parallel_execution_manager.runtime.lookouts import Lookouts
from parallel_execution_manager.runtime.manager_state import manager_state
from parallel_execution_manager.runtime.notifications import NewsKind, Subscribers
from parallel_execution_manager.runtime.rules import Rules, fitting_policy
from parallel_execution_manager.runtime.settings_desk import SettingsDesk
from parallel_execution_manager.runtime.shell import EffectShell
from parallel_execution_manager.runtime.taking_up import take_up
from parallel_execution_manager.runtime.task_files import FileKeeper
from parallel_execution_manager.runtime.under_way import UnderWay
from parallel_execution_manager.runtime.workshop import Workshop
from parallel_execution_manager.scheduling.events import PolicyChanged, RoleStopped, SampleTaken
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery, PastSample, TaskRow
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.settings.configuration import Configuration
from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager.system.files.fingerprints import OpenFilesShare
from parallel_execution_manager.system.processes.limits import most_clients, most_held_files, most_tasks
from parallel_execution_manager.system.storage.opening import STORE_FOLDER
from parallel_execution_manager.system.storage.reading import journal, samples

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
        self._keeps_tasks = True  # also where the start fails: what runs is for the next manager then
        with ExitStack() as steps:
            self._open(steps)
            self._equip()
            self._begin(steps)
            self._steps_of_end = steps.pop_all()

    def _open(self, steps: ExitStack) -> None:
        """All that may refuse to open, and the engine, which does not run yet."""
        self._at_last = steps.enter_context(ExitStack())
        self._ground = ground = lay_ground(steps, self.base_dir, self.data_dir, lambda: self._keeps_tasks)
        self.size = ground.sampler.size()
        self._fitting = partial(fitting_policy, self.keeper, self.size, most_tasks(ground.file_limit))
        self._policy, problems = self._fitting()
        self.footprints = FootprintKeeper(self.data_dir)
        self._tell_at_start(*problems, *filter(None, [self.footprints.problem]), *ground.store.problems)
        self.earlier_batch = batch_of(ground.store)
        # Not before all that may refuse to open: from here on nobody else decides on leases.
        self.leases = LeaseKeeper(self.data_dir, lambda problem: self._report("", problem))
        steps.callback(lambda: self.leases.give_up(tasks_go_on=self._tasks_go_on))
        first, book = self.leases.take_over(), self.footprints.book
        self._machine = SchedulerMachine(self._policy, time.monotonic(), book, first)
        self.engine = Engine(self._machine, keeper=QueueKeeper(ground.store, self._machine.recorder()))
        self.history = HistoryKeeper(self.data_dir / STORE_FOLDER, self._report_unless_closed)
        steps.callback(self.history.close)
        self._tell_at_start(*filter(None, [self.history.problem]))

    def _equip(self) -> None:
        """What carries out what the engine decides, and what tells it of the world; nothing runs yet."""
        self.intake = Intake(self.engine, self.keeper, self.base_dir, self.size, self._ground.identifier)
        under_way = UnderWay()
        self.lookouts = Lookouts(
            self._ground,
            self.keeper,
            self.engine,
            self._machine,
            under_way,
            self._take_sample,
            self._report,
        )
        self.monitor = self.lookouts.monitor
        self.attempts = Attempts(
            self._workshop(),
            self.engine,
            self._report,
            self._policy.max_parallel_tasks,
            under_way,
            self.lookouts,
            unwanted=self._is_unwanted,
        )
        self.shell = EffectShell(
            self._machine, self.attempts, self.subscribers, leases=self.leases, history=self.history
        )
        self.subscribers.add(self.lookouts.files.note_news, NewsKind.FILE_LOCKS_CHANGED)
        self.rules = Rules(self.keeper, self._fitting, self._obey, self.engine.catch_up, self._report)
        self.settings = SettingsDesk(self.keeper, self.rules)
        self.limits = Limits(self.engine, self.settings)

    def _workshop(self) -> Workshop:
        share = OpenFilesShare(most_held_files(self._ground.file_limit))
        return Workshop(
            roles=self.keeper.roles,
            options=self.keeper.options,
            base_dir=self.base_dir,
            folders=self._ground.folders,
            executor=self._ground.executor,
            files=FileKeeper(share, self._ground.identifier, (str(self.data_dir),)),
            manager_state=lambda: manager_state(self.snapshot()),
            submit=lambda task, result: self.intake.submit_results(task, result, self._report),
            environment=by_list(self.keeper.inherited_by),
        )

    def _begin(self, steps: ExitStack) -> None:
        """Let everything run, and take the queue over. ``steps`` get what ends it, the last one first."""
        self.engine.start(self.shell)
        steps.callback(self.engine.close)
        steps.callback(lambda: self.leases.hand_back(tasks_go_on=self._tasks_go_on))
        steps.callback(self._save_footprints)
        steps.callback(self.lookouts.files.close)
        steps.callback(self.attempts.wait_until_done)
        steps.callback(self._let_go_of_tasks)
        self._ground.store.tell_problems_to(self._report_unless_closed)
        self._ground.executor.tell_problems_to(self._report_unless_closed)
        # What others hold comes first: with the queue tasks may start.
        self.leases.begin(self.engine)
        self._tell_at_start(
            *take_up(self._ground, self.engine, self.attempts, self.leases, self._note_earlier)
        )
        self.lookouts.begin_keeping_house(steps, self._at_last, self.attempts.use_room)
        if (door := open_door(self._house())) is not None:
            steps.callback(door.close)
        steps.callback(self.leases.stop_answering)

    def _house(self) -> House:
        return House(
            engine=self.engine,
            intake=self.intake,
            subscribers=self.subscribers,
            doorbell=self.doorbell,
            sample=lambda: self.shell.sample,
            wall=lambda: self.engine.look(lambda _: self.shell.wall()),
            journal=self.journal,
            folder_of=self.run_folder,
            why_not_started=self.attempts.under_way.why_not_started,
            data_dir=self.data_dir,
            base_dir=self.base_dir,
            settings=self.settings,
            personal=lease_requests(self.leases, self.engine),
            most_clients=most_clients(self._ground.file_limit),
        )

    def snapshot(self) -> Snapshot:
        """Everything as it stands."""
        return self.engine.ask(lambda _: self.shell.full_snapshot())

    def past_samples(self, since: float, until: float, points: int) -> list[PastSample]:
        """See `ParallelExecutionManager.samples`."""
        return self._ground.store.read(lambda connection: samples(connection, since, until, points))

    def journal(self, query: JournalQuery) -> list[JournalEntry]:
        """See `ParallelExecutionManager.journal`."""
        return self._ground.store.read(lambda connection: journal(connection, query))

    def observed_files(self, role: str, name: str) -> list[dict[str, str]]:
        """The files that the last tasks of a role and name were seen to work with."""
        return self.lookouts.files.observed(role, name)

    def undeclared_accesses(self) -> tuple[SeenAccess, ...]:
        """What was seen lately of undeclared access to files that are held, the newest last."""
        return self.lookouts.files.undeclared()

    def run_folder(self, task_id: str, attempt: int | None) -> Path | None:
        """The run folder of an attempt, by default of the newest, whichever manager has run it."""
        folder = self.attempts.under_way.folder(task_id, attempt)
        view = None if folder is not None else self.engine.look(lambda machine: machine.task_view(task_id))
        newest = 0 if view is None else view.attempt
        wanted = newest if attempt is None else attempt
        # An attempt that is asked for by its number may be of a task that was taken off the list.
        return self._ground.folders.of_attempt(task_id, wanted) if wanted and folder is None else folder

    def expect_tasks(self) -> None:
        """See `Executor.expect`."""
        self._ground.executor.expect()

    def begin_batch(self, batch: Batch) -> None:
        """See `begin_anew`."""
        ended = (view.id for view in self.snapshot().tasks if view.state.is_final)
        begin_anew(self.engine, self._ground.store, batch, tuple(ended))

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
            self._keeps_tasks = keep
            self._steps_of_end.close()

    def _let_go_of_tasks(self) -> None:
        """Leave what runs to the next manager, or have every role's tasks ended; nobody has given them up."""
        if self._tasks_go_on:
            self._ground.executor.close(keep=True)
            return
        for role in self.engine.ask(lambda machine: machine.role_views()):
            # Not wished: they are stopped also if the disk does not take that.
            self.engine.post(RoleStopped, role=role.name, at_end=True, keeps=True)
        self.engine.catch_up()

    @property
    def _tasks_go_on(self) -> bool:
        return self._keeps_tasks and self._ground.executor.remembers

    def _note_earlier(self, tasks: Sequence[TaskRow]) -> None:
        """What has ended under an earlier manager has its id taken, and a place in the history."""
        self.intake.count_as_old(row.spec.id for row in tasks if row.state.is_final)
        self.history.note_earlier(tasks, wall_now())

    def _tell_at_start(self, *problems: str) -> None:
        """For the window, which is yet to come, and for the log of whoever has none."""
        self.keeper.start_problems += problems
        for problem in problems:
            logger.warning("%s", problem)

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
        self.lookouts.obey(configuration)
        self.engine.post(PolicyChanged, policy=policy)

    def _save_footprints(self) -> None:
        self.footprints.save(self.engine.ask(lambda machine: machine.footprints()))

    def _report(self, subject: str, problem: str) -> None:
        """Tell a problem, in the engine's thread like all news."""
        self.engine.order(lambda: self.shell.report(problem, subject))

    def _take_sample(self, sample: ResourceSample) -> None:
        self.engine.settle(SampleTaken, sample=sample)
        if self.footprints.is_due:
            self._save_footprints()
        self.rules.follow_file()
