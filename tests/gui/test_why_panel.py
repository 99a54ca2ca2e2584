"""Why a task waits, in the window: checks with links, remedies as buttons, an engine that takes its time."""

from __future__ import annotations

import contextlib
import shlex
import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QTabWidget

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.door_requests import requests_of, streams_of
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import Action, Explanation, Remedy, Verb
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.commands.remedy_commands import RemedyCommands
from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog
from parallel_execution_manager_gui.explainer import Explainer
from parallel_execution_manager_gui.formatting import in_about
from parallel_execution_manager_gui.models.data_roles import LINK_ROLE, LINKED_ROLE
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.wishes import Wishes

WAITING = "status-report"


def remedy(verb: str, **arguments: object) -> Remedy:
    return Remedy(f"{verb} it", (), (Action(Verb(verb), arguments),))


@pytest.fixture
def panel(window, qtbot):
    """The panel with the reasons of a task that waits for a file."""
    window.actions_[ActionId.TAB_DETAILS].trigger()
    window.queue_panel.show_task(WAITING)
    found = window.selection.details.why
    qtbot.waitUntil(lambda: button(found, 0) is not None)
    return found


def button(panel, place):
    return panel.findChild(QPushButton, f"remedy_{place}")


def told(panel):
    return panel.findChild(QLabel, "why_start").text()


def test_each_remedy_has_a_button_and_the_start_is_estimated(panel, manager):
    assert told(panel) == "Estimated start: in about 40 s. What would start it now:"
    assert [button(panel, place).accessibleName() for place in range(2)] == [
        "Cancel “update milestones”",
        "Take plan.toml out of its files: others may then use it at the same time",
    ]
    where = shlex.quote(str(manager.data_dir))
    assert f"pem cancel --data-dir {where} update-milestones" in button(panel, 0).toolTip()


def test_a_running_task_is_cancelled_by_its_button_only_after_a_question(panel, manager, qtbot, monkeypatch):
    answers = iter((False, True))
    asked = []

    def execute(box):
        asked.append(box.informativeText())
        name = "answer_yes" if next(answers) else "answer_no"
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: box.findChild(QPushButton, name))
        return 0

    monkeypatch.setattr(QMessageBox, "exec", execute)
    qtbot.mouseClick(button(panel, 0), Qt.MouseButton.LeftButton)
    assert manager.wished == []
    qtbot.mouseClick(button(panel, 0), Qt.MouseButton.LeftButton)
    assert asked == ["update milestones · running for 01:02 · holds plan.toml"] * 2
    assert manager.wished == [("cancel_task", "update-milestones")]


def test_a_change_of_the_task_itself_is_shown_in_its_form_before_it_is_saved(panel, window, manager, qtbot):
    button(panel, 1).setFocus()
    qtbot.keyClick(button(panel, 1), Qt.Key.Key_Space)
    dialog = window.findChild(TaskDialog)
    assert dialog.windowTitle().startswith("Edit status report: take plan.toml out of its files: others")
    assert dialog.findChild(QTabWidget, "task_tabs").currentIndex() == 1
    assert manager.wished == []
    dialog.accept()
    (wished,) = manager.wished
    assert wished[:2] == ("edit_task", WAITING)
    assert not wished[2].get("files")


@pytest.mark.parametrize(
    ("chosen", "wished"),
    [
        (remedy("pause", tasks=["a", "b"]), [("pause_task", "a"), ("pause_task", "b")]),
        (remedy("pause", role="r"), [("pause_role", "r")]),
        (remedy("resume", tasks=["a"]), [("resume_task", "a")]),
        (remedy("resume", role="r"), [("resume_role", "r")]),
        (remedy("retry", tasks=["a"]), [("retry_task", "a")]),
        (remedy("start", roles=["r"]), [("start_role", "r")]),
        (remedy("move", task="a", position=0), [("move_task", "a", 0)]),
        (remedy("priority", task="a", priority="high"), [("set_task_priority", "a", "high")]),
        (remedy("priority", role="r", priority=7), [("set_role_priority", "r", 7)]),
        (
            remedy("configure", settings={"scheduling": {"max_parallel_tasks": 3}}),
            [("save_settings", {("scheduling", "max_parallel_tasks"): 3})],
        ),
        (
            Remedy(
                "both",
                (),
                (Action(Verb.PAUSE, {"tasks": ["a"]}), Action(Verb.EDIT, {"task": "b", "cpu_cores": 0.5})),
            ),
            [("pause_task", "a"), ("change_task", "b", {"cpu_cores": 0.5})],
        ),
    ],
    ids=lambda value: value.words if isinstance(value, Remedy) else "",
)
def test_every_verb_is_carried_out(panel, manager, chosen, wished):
    panel.remedy_chosen.emit(chosen)
    assert [tuple(arguments) for arguments in manager.wished] == wished


def test_the_window_and_the_door_know_every_verb(window, manager, home):
    remedies = RemedyCommands(Wishes(manager, lambda: None), window.queue, window.queue_panel, None)
    assert set(remedies.verbs) == set(Verb)
    with contextlib.closing(ParallelExecutionManager(base_dir=home, data_dir=home / "data")) as real:
        house = real._core._house()
        assert set(Verb) <= requests_of(house).keys() | streams_of(house).keys()


@pytest.mark.parametrize(
    ("key", "tab"),
    [
        ("role", 0),
        ("priority", 0),
        ("writes", 1),
        ("reads", 1),
        ("after", 1),
        ("cpu_cores", 2),
        ("memory_mb", 2),
    ],
)
def test_a_field_of_the_form_is_gone_to_by_its_key(window, key, tab):
    window.actions_[ActionId.ADD_TASK].trigger()
    dialog = window.findChild(TaskDialog)
    tabs = dialog.findChild(QTabWidget, "task_tabs")
    tabs.setCurrentIndex(2 - tab)
    dialog.show_field(key)
    assert tabs.currentIndex() == tab


def test_the_blocker_of_a_check_is_a_link_by_mouse_and_by_key(panel, window, qtbot):
    view = panel.view
    index = view.model().index(0, 0)
    start, length = index.data(LINK_ROLE)
    assert index.data()[start : start + length] == "update milestones"
    view.setFocus()
    view.setCurrentIndex(index)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert window.queue_panel.view.current_id() == "update-milestones"


def link_place(view, index):
    """Somewhere on the link of a cell."""
    delegate = view.itemDelegateForIndex(index)
    links = getattr(delegate, "drawer", delegate)
    rect = view.visualRect(index)
    found = [
        QPoint(x, rect.center().y())
        for x in range(rect.left(), rect.right())
        if links.is_on_link(index, QPoint(x, rect.center().y()))
    ]
    return found[len(found) // 2]


def test_the_blocker_in_the_queue_is_one_click_away_and_the_pointer_says_so(window, qtbot):
    view = window.queue_panel.view
    index = window.queue.index(window.queue.row_of("compare-seeds"), Column.WHY)
    assert index.data(LINKED_ROLE) == "wing-v3-seed-12"
    window.resize(1400, 800)
    view.scrollTo(index)
    place = link_place(view, index)
    qtbot.mouseMove(view.viewport(), place)
    assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.selected_ids() == ["wing-v3-seed-12"]
    beside = QPoint(view.visualRect(index).right() - 3, place.y())
    qtbot.mouseMove(view.viewport(), beside)
    assert view.viewport().cursor().shape() is not Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert view.selected_ids() == ["compare-seeds"]


def test_what_runs_has_no_checks_and_no_buttons(panel, window, qtbot):
    window.queue_panel.show_task("wing-v3-seed-11")
    assert panel.checks.rowCount() == 0
    assert not panel.findChild(QLabel, "why_start").isVisible()
    qtbot.waitUntil(lambda: button(panel, 0) is None)


def test_a_busy_engine_stalls_nothing_and_what_takes_its_time_is_told(window, manager, qtbot, monkeypatch):
    gate = threading.Event()
    threads = set()

    def explain(task_id, *, what_if=False):
        threads.add(threading.current_thread())
        assert gate.wait(30)
        check = Check(CheckKind.TASK_PAUSED, ok=False, by_operator=True)
        return Explanation(task_id, TaskState.QUEUED, (check,), (remedy("resume", tasks=[task_id]),))

    monkeypatch.setattr(type(manager), "explain", staticmethod(explain))
    window.actions_[ActionId.TAB_DETAILS].trigger()
    panel = window.selection.details.why
    try:
        for task_id in (WAITING, "close-sprint-14", "calibrate-gust-model"):
            window.queue_panel.show_task(task_id)
        qtbot.waitUntil(lambda: told(panel) == "Asking what would start it…")
        assert window.queue_panel.view.selected_ids() == ["calibrate-gust-model"]
    finally:
        gate.set()
    qtbot.waitUntil(lambda: button(panel, 0) is not None)
    assert told(panel) == "Estimated start: unknown. What would start it now:"
    assert panel.checks.rowCount() == 1
    assert threading.current_thread() not in threads


def test_the_same_buttons_stay_when_the_answer_stays(panel, window):
    before = button(panel, 0)
    before.setFocus()
    panel.show_remedies(panel._remedies, 10.0)
    assert button(panel, 0) is before
    assert QApplication.focusWidget() is before
    assert told(panel).startswith("Estimated start: in about 10 s.")
    panel.show_remedies((), None)
    assert told(panel) == "Estimated start: unknown. Nothing that was tried starts it now."


def test_of_many_questions_the_newest_is_asked(qtbot):
    gate, asked = threading.Event(), []

    def ask(task_id, what_if):
        asked.append((task_id, what_if))
        gate.wait(30)
        raise RuntimeError("the manager is closed")

    explainer = Explainer(ask)
    heard = []
    explainer.answered.connect(lambda *answer: heard.append(answer))
    explainer.ask("a", what_if=False)
    explainer.ask("b", what_if=True)
    explainer.ask("c", what_if=True)
    explainer.ask("c", what_if=False)
    gate.set()
    qtbot.waitUntil(lambda: heard == [("c", None, True)])
    assert asked == [("a", False), ("c", True)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (4.4, "4 s"),
        (42.0, "40 s"),
        (61, "1 min"),
        (3599, "1 h 0 min"),
        (7800, "2 h 10 min"),
        (-3, "1 s"),
    ],
)
def test_a_start_is_told_no_more_exactly_than_it_is_known(seconds, words):
    assert in_about(seconds) == words


def test_a_tooltip_takes_no_markup_from_a_task():
    assert plain_tip("<b>&\n") == "<span style='white-space: pre-wrap'>&lt;b&gt;&amp;\n</span>"
    assert plain_tip("") == ""


def test_the_whole_sentence_is_in_the_tooltip_of_the_queue(window):
    index = window.queue.index(window.queue.row_of("compare-seeds"), Column.WHY)
    assert index.data() in index.data(Qt.ItemDataRole.ToolTipRole)


def test_remedies_that_begin_alike_are_told_apart(panel, qtbot):
    words = [f"pause {'a task with a long name ' * 3}and {name}" for name in ("this", "that")]
    (action,) = remedy("pause", tasks=["x"]).actions
    panel.show_remedies([Remedy(each, (), (action,)) for each in words], None)
    qtbot.waitUntil(lambda: "\n" in button(panel, 0).text())
    shown = [button(panel, place).text() for place in range(2)]
    assert [text.split()[-1] for text in shown] == ["this", "that"]
    assert button(panel, 0).height() >= 2 * button(panel, 0).fontMetrics().height()
