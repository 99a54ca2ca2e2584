"""A simulated computer: cores shared by weight, memory, processes, and a foreign load.

Cores are shared as Linux' fair scheduler does in the long run: in proportion to weights, none more than
it can use, what is left over to the others (max-min fairness; Bertsekas and Gallager, Data Networks, 6.5.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.sample import Pressure, TaskUsage
from tests.simulation.loads import NOTHING, Steps
from tests.simulation.process import TINY, SimulatedProcess

STALL_FROM = 0.97
"""Share of memory from which reclaiming it begins to stall processes."""


def fair_rates(demands: Sequence[tuple[float, float]], cores: float) -> list[float]:
    """Cores for each demand (weight, most cores it can use)."""
    rates = [0.0] * len(demands)
    by_level = sorted(range(len(demands)), key=lambda i: demands[i][1] / demands[i][0])
    left, weight = cores, sum(demand[0] for demand in demands)
    for i in by_level:
        own, most = demands[i]
        rates[i] = min(most, left * own / weight)
        left, weight = max(0.0, left - rates[i]), max(TINY, weight - own)
    return rates


class Computer:
    """Cores, memory and what runs; time goes only forwards, by ``advance``.

    ``foreign_threads`` are threads outside of the scheduler that burn a core each; ``foreign_mb`` is the
    memory that others hold.
    """

    def __init__(
        self, size: MachineSize, foreign_threads: Steps = NOTHING, foreign_mb: Steps = NOTHING
    ) -> None:
        self.size = size
        self.at = 0.0
        self.processes: dict[str, SimulatedProcess] = {}
        self.busy_s = 0.0
        self.waiting_s = 0.0
        self.stalled_s = 0.0
        self._foreign_threads = foreign_threads
        self._foreign_mb = foreign_mb
        self._foreign_rate = 0.0

    def next_change(self) -> float:
        """When a phase ends or the foreign load changes, if nothing else happens before."""
        own = min((process.next_change(self.at) for process in self.processes.values()), default=float("inf"))
        return min(own, self._foreign_threads.next_change(self.at), self._foreign_mb.next_change(self.at))

    def advance(self, to: float) -> list[str]:
        """Let time pass until ``to``, not beyond ``next_change``; ids of the processes that have ended."""
        seconds = max(0.0, to - self.at)
        rates = self._foreign_rate
        for process in self.processes.values():
            process.run(seconds)
            rates += process.rate
        self.busy_s += rates * seconds
        self.waiting_s += seconds if self._somebody_waits() else 0.0
        self.stalled_s += seconds * self._stall()
        self.at = to
        for process in self.processes.values():
            while process.turn_over(to):
                pass
        self.share()
        return [name for name, process in self.processes.items() if process.ended and not process.suspended]

    def share(self) -> None:
        """Share the cores anew: to be called when something about the processes has changed."""
        burning = [process for process in self.processes.values() if process.share > 0]
        threads = self._foreign_threads.at(self.at)
        demands = [(process.share, process.wants_cores) for process in burning]
        if threads > 0:
            demands.append((max(1.0, threads), threads))
        rates = fair_rates(demands, self.size.cores)
        self._foreign_rate = rates.pop() if threads > 0 else 0.0
        for process in self.processes.values():
            process.rate = 0.0
        for process, rate in zip(burning, rates, strict=True):
            process.rate = rate

    @property
    def tasks_mb(self) -> float:
        """MiB that the processes of tasks hold."""
        return sum(process.memory_mb for process in self.processes.values())

    @property
    def used_mb(self) -> float:
        """MiB in use."""
        return self.tasks_mb + self._foreign_mb.at(self.at)

    @property
    def anything_runs(self) -> bool:
        """Whether a process is there that does not stand still."""
        return any(not process.suspended for process in self.processes.values())

    def _somebody_waits(self) -> bool:
        wanted = self._foreign_threads.at(self.at) + sum(p.wants_cores for p in self.processes.values())
        return wanted > self.size.cores + TINY

    def _stall(self) -> float:
        share = self.used_mb / self.size.memory_mb
        return min(1.0, max(0.0, (share - STALL_FROM) / (1 - STALL_FROM)))


class Meter:
    """What the computer did since the reading before."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer
        self._at = computer.at
        self._busy_s = computer.busy_s
        self._waiting_s = computer.waiting_s
        self._stalled_s = computer.stalled_s
        self._cpu_s: dict[str, float] = {}

    def read(self) -> tuple[float, Pressure, Mapping[str, TaskUsage]]:
        """CPU percent, pressure and the use of each task, over the time since the last reading."""
        computer = self._computer
        seconds = max(TINY, computer.at - self._at)
        cpu = 100 * (computer.busy_s - self._busy_s) / seconds / computer.size.cores
        waiting = 100 * (computer.waiting_s - self._waiting_s) / seconds
        stalled = 100 * (computer.stalled_s - self._stalled_s) / seconds
        now = {name: process.cpu_s for name, process in computer.processes.items()}
        usage = {
            name: TaskUsage(max(0.0, (now[name] - self._cpu_s.get(name, 0.0)) / seconds), process.memory_mb)
            for name, process in computer.processes.items()
        }
        self._at, self._busy_s, self._cpu_s = computer.at, computer.busy_s, now
        self._waiting_s, self._stalled_s = computer.waiting_s, computer.stalled_s
        return min(100.0, cpu), Pressure(min(100.0, waiting), min(100.0, stalled), 0.0), usage
