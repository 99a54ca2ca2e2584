"""What the runtime expects of whoever measures the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.sample import Pulse, ResourceSample


class Sampler(Protocol):
    """Measures the machine and the process trees of running tasks. Used from one thread."""

    def size(self) -> MachineSize:
        """Cores and memory of this computer."""

    def sample(self, at: float, roots: Mapping[str, int]) -> ResourceSample:
        """Measure now; ``roots`` maps task ids to the process ids of their trees' roots.

        What cannot be measured is ``None``, never zero. A task whose processes are gone is left out.
        """

    def pulse(self, at: float, roots: Mapping[str, int]) -> Pulse:
        """Measure the most important quickly, between two samples; tasks are left out now and then.

        What cannot be measured quickly is ``None``, never zero.
        """
