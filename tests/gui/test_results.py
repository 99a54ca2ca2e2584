"""Results as documents: what each role leaves, and whatever else a task may have left."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLabel, QLineEdit

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.system.storage import history as history_reading
from parallel_execution_manager.system.storage.history import HistoryFile, PastRun
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.models.row_tree_model import RowTreeModel, shown
from parallel_execution_manager_gui.panels.results_panel import ResultsPanel
from parallel_execution_manager_gui.results import sweep
from parallel_execution_manager_gui.results.document import Column, Document, Point, Row, Section
from parallel_execution_manager_gui.results.neighbours import Neighbours
from parallel_execution_manager_gui.results.reading import LARGEST_BYTES, ResultProblem
from parallel_execution_manager_gui.results.registry import PAGES, document
from parallel_execution_manager_gui.scene_manager import SceneManager
from parallel_execution_manager_gui.widgets import EmptyText
from parallel_execution_manager_gui.wishes import Wishes

RESULT = {"schema_version": 1, "ok": True, "summary": "5 graded", "artefacts": [], "findings": [], "data": {}}


def leave(folder: Path, **files: object) -> Path:
    """A run folder with a result and other files; underscores stand for points."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.json").write_text(json.dumps(RESULT), encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(json.dumps(content), encoding="utf-8")
    return folder


def block(name: str, complexity: int) -> dict[str, object]:
    return {
        "kind": "function",
        "name": name,
        "line": 3,
        "end_line": 12,
        "complexity": complexity,
        "rank": "A",
    }


def assessed(*blocks: dict[str, object], **more: object) -> dict[str, object]:
    graded = {
        "path": "a.py",
        "state": "graded",
        "complexity": sum(int(str(b["complexity"])) for b in blocks),
        "maintainability": 58.6,
        "maintainability_rank": "A",
        "lines": {"total": 40},
        "blocks": list(blocks),
    }
    refused = {"path": "b.py", "state": "refused", "reason": "needs Python 3.12 or later", "line": 4}
    return {"source": "/src", "files": [graded, refused], **more}


def test_an_assessment_is_a_tree_with_what_has_changed_since(tmp_path):
    before = leave(tmp_path / "1", assessment_json=assessed(block("f", 3), block("g", 2)))
    now = leave(tmp_path / "2", assessment_json=assessed(block("f", 7), block("g", 2), block("h", 1)))
    section = document("script_assessment", now, Neighbours(before=lambda: before)).sections[0]
    good, bad = section.rows
    assert good.cells == ("a.py", 10, "A", 58.6, 40, "+5", "")
    assert [(*row.cells[:2], row.cells[5]) for row in good.children] == [
        ("f", 7, "+4"),
        ("g", 2, ""),
        ("h", 1, "new"),
    ]
    assert (good.children[0].path, good.children[0].line) == ("/src/a.py", 3)
    assert bad.cells == ("b.py", None, "", None, None, "", "not assessed: needs Python 3.12 or later")


def test_milestones_stand_in_the_order_of_their_dates(tmp_path):
    rows = [
        {"title": "last", "due": None, "percent": 0, "blockers": [{"name": "x", "reason": "failed"}]},
        {"title": "first", "due": "2026-12-01T23:59:59+00:00", "percent": 50, "next_steps": ["queue 1 more"]},
    ]
    folder = leave(tmp_path, status_json={"milestones": rows})
    first, last = document("project_management", folder).sections[0].rows
    assert first.cells[:3] == ("first", "2026-12-01", 50)
    assert first.children[0].cells == ("→ queue 1 more",)
    assert last.cells[-1] == "x: failed"


def test_a_gui_test_has_steps_with_verdicts_and_its_picture(tmp_path):
    probe = {
        "loop_entered": True,
        "first_shown_s": 0.5,
        "windows": [{"title": "Counter", "kind": "W", "widgets": 3, "shot": "shot.png", "is_blank": True}],
        "errors": ["ValueError: no"],
        "script_ended": True,
        "script_code": 3,
    }
    folder = leave(tmp_path, probe_json=probe)
    steps, windows, *_ = document("gui_testing", folder).sections
    verdicts = {row.cells[0]: row.cells[1:] for row in steps.rows}
    assert verdicts["A window was shown"] == ("✓ good", "after 0.50 s")
    assert verdicts["No exception was left uncaught"] == ("✗ bad", "ValueError: no")
    assert verdicts["The script ended"] == ("✗ bad", "exit code 3")
    assert windows.rows[0].cells == ("Counter", "W", 3, "yes")
    assert windows.pictures == (folder / "shot.png",)


def test_a_picture_outside_of_the_run_folder_is_none(tmp_path):
    folder = leave(tmp_path, probe_json={"windows": [{"title": "x", "shot": "../../secret.png"}]})
    assert document("gui_testing", folder).sections[0].pictures == ()


def test_resources_have_consumers_volumes_and_advice(tmp_path):
    report = {
        "machine": {"volumes": [{"path": "/", "percent": 11.0, "free_mb": 5}]},
        "top_cpu": [
            {"pid": 5, "name": "python walk.py", "cpu_cores": 0.68, "memory_mb": 14.7, "task": "demo"}
        ],
        "top_memory": [],
        "kinds": [
            {
                "role": "r",
                "name": "walk",
                "recommendations": [
                    {"resource": "memory_mb", "required": 2048.0, "peak": 310.0, "advice": "lower"}
                ],
            }
        ],
    }
    found = document("resource_management", leave(tmp_path, report_json=report)).sections
    assert [section.title for section in found] == ["Processor", "Advice on requirements", "Volumes"]
    assert found[0].rows[0].cells == ("python walk.py", 0.68, 14.7, "demo", 5)
    assert found[1].rows[0].cells[2:5] == ("memory_mb", 2048.0, 310.0)


def test_decisions_are_listed_and_broken_lines_left_out(tmp_path):
    folder = leave(tmp_path)
    line = {"rule": "Nightly", "decision": "not_due", "count": 0, "next_due": "2026-11-26T02:30:00+00:00"}
    (folder / "decisions.jsonl").write_text(f"{json.dumps(line)}\nbroken\n[]\n", encoding="utf-8")
    (row,) = document("task_management", folder).sections[0].rows
    assert row.cells == ("Nightly", "not due", "", "", 0, "2026-11-26 02:30", "")


def test_runs_of_a_simulation_are_points_over_what_they_were_given(tmp_path):
    folders = []
    for steps in (100, 400):
        folder = leave(
            tmp_path / str(steps), run_json={"argv": ["python3", "w.py", "--steps", str(steps), "--x=y"]}
        )
        result = {**RESULT, "data": {"metrics": {"distance": steps / 10, "note": "text", "bad": True}}}
        (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
        folders.append((f"walk {steps}", folder))
    folders.append(("gone", tmp_path / "gone"))
    found = document("agent_simulations", folders[0][1], Neighbours(siblings=lambda: folders))
    assert found.points == (
        Point("walk 100", {"steps": 100.0}, {"distance": 10.0}),
        Point("walk 400", {"steps": 400.0}, {"distance": 40.0}),
    )
    assert found.sections[0].rows[1].cells == ("walk 400", 400.0, 40.0)


@pytest.mark.parametrize(
    ("argv", "given"),
    [
        (["--a", "1", "--b"], {"a": 1.0}),
        (["--a=nan", "--=3", "x", "-c", "2"], {}),
        (["--n=1e3"], {"n": 1000.0}),
    ],
)
def test_parameters_are_numbers_with_names(argv, given):
    assert sweep.parameters(argv) == given


@pytest.mark.parametrize("role", ["anything", *PAGES])
def test_what_is_no_result_says_why(tmp_path, role):
    with pytest.raises(ResultProblem, match="result.json is not in"):
        document(role, tmp_path)
    path = tmp_path / "result.json"
    for content, told in (
        (b"{", "is no JSON"),
        (b"[]", "no JSON object"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 99999, "no JSON"),
    ):
        path.write_bytes(content)
        with pytest.raises(ResultProblem, match=told):
            document(role, tmp_path)
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with pytest.raises(ResultProblem, match="has more than"):
        document(role, tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "files",
                    "blocks",
                    "milestones",
                    "windows",
                    "findings",
                    "artefacts",
                    "data",
                    "metrics",
                    "machine",
                    "top_cpu",
                    "kinds",
                    "recommendations",
                    "path",
                    "percent",
                    "title",
                    "state",
                    "lines",
                    "argv",
                    "shot",
                    "blockers",
                    "tasks",
                    "start",
                    "end",
                    "next_steps",
                    "errors",
                    "line",
                    "complexity",
                    "source",
                    "due",
                    "volumes",
                    "summary",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON, st.sampled_from([*PAGES, "none"]))
def test_wrong_types_anywhere_break_nothing(tmp_path_factory, result, data, role):
    folder = tmp_path_factory.mktemp("run")
    for name, content in (
        ("result.json", result),
        *tuple((file, data) for file, _ in PAGES.values()),
    ):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    try:
        found = document(role, folder, Neighbours(lambda: folder, lambda: [("x", folder)]))
    except ResultProblem:
        return
    model = RowTreeModel()
    for section in found.sections:
        model.show(section)
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole)


def test_numbers_are_shown_short_and_unknown_ones_not_at_all():
    column = Column("x", digits=2)
    assert [shown(cell, column) for cell in (None, 1.5, 1234.0, 0.004, "a")] == ["", "1.5", "1,234", "0", "a"]


@pytest.fixture
def panel(qtbot):
    made = ResultsPanel()
    qtbot.addWidget(made)
    made.resize(900, 240)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_tree_is_filtered_sorted_and_opened(panel, qtbot):
    rows = (
        Row(("b.py", 2), (Row(("deep", 9), path="/b.py", line=7),)),
        Row(("a.py", 10)),
        Row(("c.py", None)),
    )
    section = Section("Files", (Column("Name"), Column("Number", digits=0)), rows)
    panel.show_document(Document(True, "fine", (section,)))
    assert panel.findChild(QLabel, "results_summary").text() == "✓ fine"
    model = panel.view.model()
    panel.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [model.index(row, 0).data() for row in range(3)] == ["a.py", "b.py", "c.py"]
    qtbot.keyClicks(panel.findChild(QLineEdit, "results_search"), "DEEP")
    assert model.rowCount() == 1
    opened = []
    panel.opened.connect(lambda *where: opened.append(where))
    panel.view.doubleClicked.emit(model.index(0, 0, model.index(0, 0)))
    assert opened == [("/b.py", 7)]


def test_a_sweep_is_drawn_over_the_parameter_that_differs(panel):
    points = tuple(Point(f"r{n}", {"seed": 1.0, "steps": float(n)}, {"lift": n * 2.0}) for n in (1, 2, 3))
    panel.show_document(Document(True, "s", (sweep.section(points),), points))
    assert panel.findChild(QComboBox, "sweep_across").currentText() == "steps"
    assert panel._plot._plot.accessibleDescription() == "3 runs: lift over steps"
    panel.findChild(QComboBox, "sweep_across").setCurrentText("seed")
    assert panel._plot._plot.accessibleDescription() == "3 runs: lift over seed"
    panel.show_nothing("nothing")
    assert not panel._plot.isVisible()
    assert panel.view.findChild(EmptyText).text() == "nothing"


def test_a_picture_is_shown_beside_the_steps_and_a_broken_one_is_not(panel, tmp_path):
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    assert image.save(str(good))
    bad.write_bytes(b"no picture")
    section = Section("Steps", (Column("Step"),), (Row(("x",)),), pictures=(good,))
    panel.show_document(Document(False, "bad", (section,)))
    assert panel._picture.isVisible()
    panel.show_document(Document(False, "bad", (Section("Steps", (Column("Step"),), (), pictures=(bad,)),)))
    assert not panel._picture.isVisible()


def test_the_results_of_the_selected_task_are_read_when_they_are_in_sight(
    window, qtbot, tmp_path, monkeypatch
):
    leave(tmp_path, assessment_json=assessed(block("f", 3)))
    window.actions_[ActionId.TAB_RESULTS].trigger()
    panel = window.results.panel
    window.queue_panel.show_task("wing-v3-seed-11")
    assert "has not ended yet" in panel.view.findChild(EmptyText).text()
    window.queue_panel.show_task("assess-controller.py")
    qtbot.waitUntil(lambda: panel.view.model().rowCount() == 2)
    notices = window.queue_panel.notices
    panel.opened.emit(str(tmp_path / "nowhere"), None)
    assert "is not there any more" in notices.text
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    panel.opened.emit(str(tmp_path / "result.json"), 14)
    assert "look at line 14" in notices.text
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    panel.opened.emit(str(tmp_path / "result.json"), None)
    assert "No program opened" in notices.text
    window.queue_panel.show_task("old-gust-sweep")
    qtbot.waitUntil(lambda: bool(panel.findChild(QLabel, "results_summary").text()))
    (tmp_path / "result.json").write_text("{", encoding="utf-8")
    window.queue_panel.show_task("index-agents")
    qtbot.waitUntil(lambda: "is no JSON" in panel.findChild(QLabel, "results_summary").text())
    assert scene.TASKS in PAGES


class KeepingManager(SceneManager):
    """Has a folder for each run, and a history of its own."""

    def run_folder(self, task_id: str, attempt: int | None = None) -> Path:
        return self._folder / task_id / str(attempt or self._tasks[task_id].attempt)

    def history(self, query):
        return history_reading.page(self._folder, query)


RUNS = [("first", 1, 3), ("second", 1, 5), ("other", 1, 50), ("third", 1, 9), ("third", 2, 8)]
"""Task, attempt and complexity, in the order of their ends."""


@pytest.mark.parametrize(
    ("task", "attempt", "change"),
    [("first", 1, ""), ("second", 1, "+2"), ("third", 1, "+4"), ("third", 2, "-1")],
)
def test_an_assessment_is_compared_with_the_run_before_it(
    qtbot, theme, settings, tmp_path, task, attempt, change
):
    """Not with a later one, nor one of another name; what was tried again also with its first attempt."""
    history = HistoryFile(tmp_path)
    for at, (id_, tried, complexity) in enumerate(RUNS):
        leave(tmp_path / id_ / str(tried), assessment_json=assessed(block("f", complexity)))
        name = "other" if id_ == "other" else "assess"
        # What has ended just now is not written yet.
        if (id_, tried) != ("third", 2):
            history.add([ended_run(id_, name, tried, 1e9 + at * 1_000)])
    history.close()
    view = scene.task("assess", scene.SCRIPTS, TaskState.SUCCEEDED, id=task, attempt=attempt)
    made = MainWindow(
        Wishes(KeepingManager(tmp_path, [view]), lambda: None), theme, settings, lambda: scene.NOW
    )
    made.show()
    made.show_snapshot(replace(scene.snapshot(), tasks=(view,)))
    made.later.complete()
    made.actions_[ActionId.TAB_RESULTS].trigger()
    made.queue_panel.show_task(task)
    model = made.results.panel.view.model()
    qtbot.waitUntil(lambda: model.rowCount() == 2)
    (file,) = (model.index(row, 0) for row in range(2) if model.index(row, 0).data() == "a.py")
    assert model.index(0, 5, file).data() == change
    made.show_snapshot(scene.empty_snapshot())
    made.close()
    made.deleteLater()


def ended_run(task_id: str, name: str, attempt: int, ended_at: float) -> PastRun:
    state, times, goes_on = "succeeded", (ended_at - 9, ended_at - 8, ended_at, 8.0, 0.0, 0.0), False
    return PastRun(
        0, task_id, name, scene.SCRIPTS, "kind", state, attempt, goes_on, *times, 0, "", None, None, "{}"
    )


def titled(*titles):
    return Document(True, "", tuple(Section(title, (Column("x"),), (Row(("y",)),)) for title in titles))


def test_the_roles_own_part_comes_first_unless_another_was_chosen_for_such_results(panel):
    box = panel.findChild(QComboBox, "results_section")
    panel.show_document(titled("Artefacts"))
    panel.show_document(titled("Assessment", "Artefacts"))
    assert box.currentText() == "Assessment"
    box.setCurrentText("Artefacts")
    panel.show_document(titled("Steps", "Artefacts"))
    assert box.currentText() == "Steps"
    panel.show_document(titled("Assessment", "Findings", "Artefacts"))
    assert box.currentText() == "Artefacts"


def test_an_axis_has_no_room_for_what_cannot_be(panel):
    points = tuple(Point(f"r{n}", {"walkers": float(n)}, {"lift": n * 2.0}) for n in (0, 90_000))
    panel.show_document(Document(True, "s", (sweep.section(points),), points))
    (left, right), (bottom, top) = panel._plot._plot.getPlotItem().getViewBox().viewRange()
    assert -5_000 < left <= 0
    assert right >= 90_000
    assert -10_000 < bottom <= 0
    assert top >= 180_000


def test_a_finding_is_ignored_with_a_reason_from_now_on(window, manager, monkeypatch, qtbot):
    asked = []
    answer = " generated ", True
    monkeypatch.setattr(QInputDialog, "getText", lambda *words: asked.append(words[-1]) or answer)
    window.results.panel.ignore_wished.emit("solver/mesh.py: refine")
    assert asked == ["Why may “solver/mesh.py: refine” pass?"]
    ((wish, changes, _version),) = manager.wished
    assert wish == "save_settings"
    key = ("role_options", "script_assessment", "ignore")
    assert changes == {key: ["solver/mesh.py: refine = generated"]}
    assert "is ignored from the next assessment on" in window.queue_panel.notices.text


def test_only_functions_of_an_assessment_offer_to_be_ignored(window, tmp_path):
    window.actions_[ActionId.TAB_RESULTS].trigger()
    panel = window.results.panel
    folder = leave(tmp_path, assessment_json=assessed(block("f", 3)))
    panel.show_document(document("script_assessment", folder))
    file = panel.view.model().index(0, 0)
    panel.view.customContextMenuRequested.emit(panel.view.visualRect(file).center())
    assert QApplication.activePopupWidget() is None
    function = panel.view.model().index(0, 0, file)
    panel.view.scrollTo(function)
    panel.view.customContextMenuRequested.emit(panel.view.visualRect(function).center())
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["&Ignore with a reason…"]
    menu.close()
