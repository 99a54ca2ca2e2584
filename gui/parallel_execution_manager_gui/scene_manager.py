"""A manager that answers about the invented scene, for screenshots and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.roles.task_form import TaskProblem, to_mapping
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.scheduling.admission.estimates import Estimate, Source
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery, PastSample, TaskRow
from parallel_execution_manager.scheduling.model.task import Requirement
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.snapshot import Explanation, TaskView
from parallel_execution_manager.system.config.edit import SettingsFile
from parallel_execution_manager.system.storage import history as history_reading
from parallel_execution_manager.system.storage.history import HistoryPage, HistoryQuery, RunStatistics
from parallel_execution_manager_gui import scene, scene_history, scene_past, scene_remedies


@cache
def _declarations() -> Mapping[str, RoleDeclaration]:
    """Of the roles that come with the program; hundreds of windows over the scene ask for them."""
    return {name: role.declaration for name, role in load_roles({}).roles.items()}


class SceneManager:
    """Answers the window as a manager would, about the scene or other ``tasks``; every wish is refused."""

    base_dir = "/home/ada/wing-study"

    def __init__(self, folder: Path, tasks: Sequence[TaskView] = ()) -> None:
        self._folder = self.data_dir = folder
        self._tasks = {view.id: view for view in tasks or scene.tasks()}

    def check(self, tasks: Sequence[Mapping[str, Any]]) -> tuple[TaskProblem, ...]:
        """Nothing is wrong with any task."""
        return ()

    def role_declarations(self) -> Mapping[str, RoleDeclaration]:
        """The real roles' declarations."""
        return dict(_declarations())

    def run_folder(self, task_id: str, attempt: int | None = None) -> Path | None:
        """One folder for all tasks that ran."""
        return self._folder

    def explain(self, task_id: str, *, what_if: bool = False) -> Explanation:
        """The task's own failing check and some that hold; with two things that would start it."""
        view = self._tasks[task_id]
        failing = () if view.waits_for is None else (view.waits_for,)
        used = Check(
            CheckKind.MEMORY, ok=True, measured=15_100, limit=27_850, need=view.requirement.memory_mb
        )
        cores = Check(CheckKind.CPU, ok=True, measured=5.1, limit=6.4, need=view.requirement.cpu_cores)
        checks = (*failing, cores, used, Check(CheckKind.TURN, ok=True))
        if not (what_if and failing):
            return Explanation(task_id, view.state, checks)
        return Explanation(task_id, view.state, checks, scene_remedies.remedies(view), scene.NOW + 42)

    def undeclared_accesses(self) -> Sequence[SeenAccess]:
        """One task has written what another holds."""
        return scene_remedies.undeclared()

    def observed_files(self, role: str, name: str) -> Sequence[Mapping[str, str]]:
        """Nothing was seen in a picture."""
        return ()

    def sample_for_view(self, every_s: float | None) -> None:
        """Nothing is measured in a picture."""

    def hasten_snapshot(self) -> None:
        """Nothing changes in a picture."""

    def samples(self, since: float, until: float, points: int) -> Sequence[PastSample]:
        """The invented load, with a pause in it."""
        return scene_past.past(since, until, points)

    def journal(self, query: JournalQuery) -> Sequence[JournalEntry]:
        """What led to the scene."""
        found = [entry for entry in scene_past.journal() if scene_past.matches(entry, query)]
        return found[: query.limit]

    def history(self, query: HistoryQuery) -> HistoryPage:
        """An invented history, kept in the folder as a real one is."""
        return history_reading.page(scene_history.kept_in(self._folder), query)

    def history_statistics(self, *, by_kind: bool = False) -> Sequence[RunStatistics]:
        """Statistics of the invented history."""
        return history_reading.statistics(scene_history.kept_in(self._folder), by_kind=by_kind)

    def settings_file(self) -> SettingsFile:
        """A file in which two things are set."""
        given = {
            "role_priorities": {scene.AGENTS: 9, scene.GUI: 4},
            "role_resource_requirements": {scene.AGENTS: {"cpu_cores": 2}},
        }
        return SettingsFile(Path(self.base_dir) / "parallel_execution_config.json", "1", given)

    def suggested_requirement(self, task: Mapping[str, Any]) -> Estimate | None:
        """What was measured, for a picture."""
        return Estimate(Requirement(0.8, 640.0), Source.OWN, runs=12)

    def task_mapping(self, task_id: str) -> dict[str, Any]:
        """The task's line."""
        return to_mapping(self._tasks[task_id].spec)

    def task_rows(self, task_ids: Iterable[str], *, followers: bool = False) -> Mapping[str, TaskRow | None]:
        """Nothing can be changed, so nothing can be undone."""
        return {}

    def _refuse(self, *_: object, **__: object) -> Any:
        raise WishRefused(["this is a picture of work: nothing can be changed in it"])

    put_back = release_lease = change_task = _refuse
    submit = edit_task = cancel_task = retry_task = pause_task = resume_task = move_task = _refuse
    set_task_priority = forget_tasks = start_role = stop_role = pause_role = resume_role = _refuse
    save_settings = set_limit = set_role_priority = start_all_roles = stop_all_roles = hold_role = (
        hand_back_role
    ) = _refuse


def write_output(folder: Path) -> None:
    """An invented ``output.log``."""
    lines = [_line(step) for step in range(60_000, 84_001, 500)]
    (folder / "output.log").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _line(step: int) -> str:
    lift, drag, residual = 412 + step / 9000, 19.4 + step / 90000, 1 / (1 + step / 900)
    return f"step {step:>7,}  lift {lift:8.2f} N  drag {drag:6.3f} N  residual {residual:.2e}"
