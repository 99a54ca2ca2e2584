"""What looks at the computer, the logs and the files while tasks run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from parallel_execution_manager.runtime.configuration_keeper import ConfigurationKeeper
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.file_watch.composition import WatchedFiles
from parallel_execution_manager.runtime.file_watch.records import Record
from parallel_execution_manager.runtime.ground import Ground
from parallel_execution_manager.runtime.housekeeping import Housekeeper
from parallel_execution_manager.runtime.monitor import Monitor
from parallel_execution_manager.runtime.pulse_sieve import PulseSieve
from parallel_execution_manager.runtime.retention import Retention
from parallel_execution_manager.runtime.under_way import UnderWay
from parallel_execution_manager.scheduling.events import PulseTaken, TaskPaused
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.configuration import Configuration
from parallel_execution_manager.system.metrics.alarms import best_alarm


class Lookouts:
    """The monitor, the housekeeper and the watch over files. None of them decides anything.

    ``take_sample`` gets each sample; ``report`` tells a problem, of a task or of nobody.
    """

    def __init__(
        self,
        ground: Ground,
        keeper: ConfigurationKeeper,
        engine: Engine,
        machine: SchedulerMachine,
        under_way: UnderWay,
        take_sample: Callable[[ResourceSample], None],
        report: Callable[[str, str], None],
    ) -> None:
        configuration = keeper.configuration
        self.monitor = Monitor(
            ground.sampler,
            under_way.roots,
            take_sample,
            configuration.monitoring_interval_s,
            # Where it was measured: to hand it over takes longer than to decide by it.
            take_pulse=PulseSieve(lambda pulse: engine.settle(PulseTaken, pulse=pulse)).take,
            busy=lambda: _has_work(machine),
            make_alarm=best_alarm,
        )
        self._housekeeper = Housekeeper(
            under_way.logs,
            Retention(ground.data_dir, lambda task_id: engine.ask(lambda machine: machine.is_open(task_id))),
            configuration.output,
            lambda problem: report("", problem),
        )
        self.files = WatchedFiles(
            under_way.live,
            ground.table,
            lambda: keeper.configuration,
            report=report,
            pause=lambda task_id, why: engine.post(TaskPaused, task_id=task_id, why=why),
            base_dir=ground.base_dir,
            data_dir=ground.data_dir,
            others=lambda: engine.look(lambda machine: machine.outside_holders()),
        )

    def begin_keeping_house(self, steps: ExitStack, at_last: ExitStack, use_room: Callable[[], None]) -> None:
        """Look after logs and run folders from now on; ``steps`` gets what ends that, and the sampling.

        ``use_room`` is called every second while there are attempts.

        ``at_last`` gets what has to be waited for then, and keeps nobody else from ending.
        """
        self._housekeeper.start(use_room)
        steps.callback(self._housekeeper.close)
        steps.callback(lambda: at_last.callback(self.monitor.begin_to_stop()))

    def attempt_begins(self) -> None:
        """With the first process there is something to watch at once."""
        self.monitor.wake()
        self._housekeeper.wake()

    def process_runs(self) -> None:
        """With each process there are files to watch."""
        self.files.wake()

    def look_back(self, task: TaskSpec, attempt: int) -> Record | None:
        """What was seen of an attempt that is over, if anything."""
        return self.files.look_back(task, attempt)

    def obey(self, configuration: Configuration) -> None:
        """Keep to what another configuration says."""
        self.monitor.set_interval(configuration.monitoring_interval_s)
        self._housekeeper.set_rules(configuration.output)


def _has_work(machine: SchedulerMachine) -> bool:
    """Whether anything runs or waits, asked in the monitor's thread without troubling the engine's."""
    try:
        return machine.open_tasks() > 0
    except RuntimeError:  # roles come or go at this very moment
        return True
