"""Which page shows which role's results; a role without one has what every result has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from parallel_execution_manager_gui.results import (
    assessment,
    generic,
    gui_test,
    milestones,
    resources,
    schedule,
    sweep,
)
from parallel_execution_manager_gui.results.document import Document, Section, text
from parallel_execution_manager_gui.results.reading import ResultProblem, read_result

Page = Callable[[Path, Mapping[str, Any], Path | None], tuple[Section, ...]]
PAGES: Final[Mapping[str, tuple[str, Page]]] = {
    "script_assessment": (assessment.FILE, assessment.sections),
    "gui_testing": (gui_test.FILE, gui_test.sections),
    "resource_management": (resources.FILE, resources.sections),
    "project_management": (milestones.FILE, milestones.sections),
    "task_management": (schedule.FILE, schedule.sections),
}
SIMULATIONS: Final = "agent_simulations"


def document(
    role: str, folder: Path, before: Path | None = None, siblings: Sequence[tuple[str, Path]] = ()
) -> Document:
    """What is shown of the result in a run folder.

    ``before`` is the folder of the run before, ``siblings`` are those of runs of the same program, with
    their names.

    Raises:
        ResultProblem: there is no result that can be shown.
    """
    result = read_result(folder)
    shown = Document(result.get("ok") is True, text(result, "summary"), generic.sections(folder, result))
    if role == SIMULATIONS:
        found = sweep.points(siblings)
        own = (sweep.section(found),) if found else ()
        return replace(shown, sections=(*own, *shown.sections), points=found)
    file, page = PAGES.get(role, ("", None))
    if page is None or not (folder / file).exists():
        return shown
    try:
        shown_bars = milestones.bars(folder) if file == milestones.FILE else ()
        return replace(shown, sections=(*page(folder, result, before), *shown.sections), bars=shown_bars)
    except ResultProblem as problem:
        return replace(shown, summary=f"{shown.summary}\n{problem}")
