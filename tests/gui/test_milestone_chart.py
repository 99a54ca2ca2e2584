"""Milestones as bars on an axis of dates."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from parallel_execution_manager_gui.graphs.date_axis import date_ticks
from parallel_execution_manager_gui.panels.milestone_chart import MilestoneChart
from parallel_execution_manager_gui.panels.results_panel import ResultsPanel
from parallel_execution_manager_gui.results import milestones
from parallel_execution_manager_gui.results.registry import document

DAY = 86_400
BEGIN = datetime(2026, 11, 2, tzinfo=UTC).timestamp()


def task(name, start, end, **given):
    times = (datetime.fromtimestamp(BEGIN + at * DAY, UTC).isoformat() for at in (start, end))
    first, last = times
    return {"name": name, "state": "succeeded", "start": first, "end": last, **given}


@pytest.fixture
def folder(tmp_path):
    project = {
        "title": "study",
        "due": datetime.fromtimestamp(BEGIN + 9 * DAY, UTC).isoformat(),
        "percent": 50,
        "tasks": [
            task("mesh", 0, 2, critical=True),
            task("fit", 2, 7, critical=True, expected=True, state="running"),
            task("wrong", 4, 3),
            {"name": "no times"},
        ],
    }
    (tmp_path / "result.json").write_text(json.dumps({"ok": True, "summary": "s"}))
    (tmp_path / milestones.FILE).write_text(json.dumps({"milestones": [{"title": "none"}, project]}))
    return tmp_path


def test_a_milestone_spans_its_tasks_which_stand_below_it(folder):
    study, mesh, fit = document("project_management", folder).bars
    assert (study.label, study.is_milestone, study.share) == ("study", True, 0.5)
    assert (study.start, study.end, study.due) == (mesh.start, fit.end, BEGIN + 9 * DAY)
    assert (mesh.share, mesh.is_expected, mesh.is_critical) == (1.0, False, True)
    assert (fit.share, fit.is_expected, fit.is_critical) == (0.0, True, True)


def test_the_chart_is_drawn_and_said(folder, qtbot):
    panel = ResultsPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    panel.show_document(document("project_management", folder))
    chart = panel.findChild(MilestoneChart)
    qtbot.waitUntil(lambda: chart.isVisible() and chart.width() > 200)
    assert not chart.grab().isNull()
    said = chart.accessibleDescription().split("; ")
    assert said[0].startswith("study, 2026-11-0")
    assert "50 % done, due " in said[0]
    assert said[2].endswith("the end is expected, on the critical path: the milestone waits for it")
    panel.show_nothing("x")
    assert not chart.isVisible()


@pytest.mark.parametrize(
    ("text", "is_time"), [("2026-11-02T00:00:00+00:00", True), ("", False), ("9", False)]
)
def test_only_times_of_projects_are_times(text, is_time):
    assert (milestones.moment(text) is not None) is is_time


@pytest.mark.parametrize("days", [0.01, 0.2, 1, 9, 40, 400, 10_000])
def test_ticks_are_few_whole_times_in_order(days):
    ticks = date_ticks(BEGIN, BEGIN + days * DAY, 6)
    times = [at for at, _ in ticks]
    assert 1 <= len(ticks) <= 8
    assert times == sorted(times)
    assert all(BEGIN <= at <= BEGIN + days * DAY for at in times)
    assert all(len(words) == 5 for _, words in ticks)
