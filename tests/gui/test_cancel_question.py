"""Before running tasks are ended: what is asked, and that only what was asked about is ended."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from parallel_execution_manager.scheduling.model.task import FileClaim
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.dialogs.cancel_question import described

TASK = next(view for view in scene.tasks() if view.id == "wing-v3-seed-11")


def with_files(*paths, name="a"):
    spec = replace(TASK.spec, name=name, claims=tuple(map(FileClaim, paths)))
    return replace(TASK, spec=spec, started_at=10.0, suspended_s=0.0, suspended_since=None)


def test_a_task_is_told_with_its_time_and_files():
    assert described(with_files(), 75.0) == "a · running for 01:05"
    assert described(with_files("/x/b.toml"), 75.0) == "a · running for 01:05 · holds b.toml"
    assert described(with_files(*["/1", "/2", "/3", "/4"]), 10.0).endswith("holds 1, 2, 2 more")


def test_a_name_cannot_reverse_what_is_asked():
    assert described(with_files(name="a\u202eb\nc"), 10.0).startswith("a\\u202eb\\nc · running")


def test_the_question_names_the_tasks_and_keeps_them_by_default(window, manager, qtbot):
    view = window.queue_panel.view
    view.setFocus()
    view.select(["wing-v3-seed-11", "assess-mesh.py"])
    seen = []

    def look():
        box = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "cancel_question")
        assert isinstance(box, QMessageBox)
        seen.extend([box.text(), box.informativeText(), box.defaultButton().text()])
        qtbot.mouseClick(
            next(b for b in box.buttons() if b.objectName() == "answer_yes"), Qt.MouseButton.LeftButton
        )

    QTimer.singleShot(0, look)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert seen[0] == "End 1 running task?"
    assert seen[1].startswith("wing v3 seed 11 · running for 02:11")
    assert seen[2] == "Keep running"
    assert manager.wished == [
        ("cancel_task", "wing-v3-seed-11"),
        ("cancel_task", "assess-mesh.py", "only_queued"),
    ]
