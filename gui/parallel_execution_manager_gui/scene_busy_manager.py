"""A manager that answers about the busy scene: its tasks, and a machine at its limits for hours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from parallel_execution_manager.scheduling.model.rows import PastSample, quantities, use_by_role
from parallel_execution_manager_gui import scene_busy
from parallel_execution_manager_gui.scene import NOW, WALL_OFFSET
from parallel_execution_manager_gui.scene_manager import SceneManager


class BusySceneManager(SceneManager):
    """Nothing was ever missing in what was measured."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, scene_busy.tasks())
        self._roles = {view.id: view.spec.role for view in scene_busy.tasks()}

    def samples(self, since: float, until: float, points: int) -> Sequence[PastSample]:
        """The invented load between two times of the wall clock."""
        width = (until - since) / points
        times = (since + (number + 0.5) * width - WALL_OFFSET for number in range(points))
        return [self._past(at) for at in times if at <= NOW]

    def _past(self, at: float) -> PastSample:
        sample = scene_busy.sample(at)
        found = quantities(sample)
        return PastSample(at + WALL_OFFSET, found, found, use_by_role(sample.tasks, self._roles.get))
