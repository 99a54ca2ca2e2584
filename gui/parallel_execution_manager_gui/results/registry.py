"""Which page shows which role's results; a role without one has what every result has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from parallel_execution_manager_gui.results.document import Document, Page, text
from parallel_execution_manager_gui.results.neighbours import ALONE, Neighbours
from parallel_execution_manager_gui.results.reading import ResultProblem, read_result

PAGES: Final[Mapping[str, tuple[str, Callable[[Path, Mapping[str, Any], Neighbours], Page]]]] = {
    "agent_simulations": (sweep.FILE, sweep.page),
    "script_assessment": (assessment.FILE, assessment.page),
    "gui_testing": (gui_test.FILE, gui_test.page),
    "resource_management": (resources.FILE, resources.page),
    "project_management": (milestones.FILE, milestones.page),
    "task_management": (schedule.FILE, schedule.page),
}
"""The file that a role leaves, and what makes a page of the run folder, its result and other runs."""


def document(role: str, folder: Path, others: Neighbours = ALONE) -> Document:
    """What is shown of the result in a run folder.

    Raises:
        ResultProblem: there is no result that can be shown.
    """
    result = read_result(folder)
    is_ok, summary, general = (
        result.get("ok") is True,
        text(result, "summary"),
        generic.sections(folder, result),
    )
    file, make = PAGES.get(role, ("", None))
    if make is None or not (folder / file).exists():
        return Document(is_ok, summary, general)
    try:
        page = make(folder, result, others)
    except ResultProblem as problem:
        return Document(is_ok, f"{summary}\n{problem}", general)
    return Document(is_ok, summary, (*page.sections, *general), page.points, page.bars)
