"""Files are dropped on the window, the form and its fields; too much text is refused without a freeze."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTabWidget

from parallel_execution_manager.scheduling.admission.estimates import Estimate, Source
from parallel_execution_manager.scheduling.model.task import Requirement
from parallel_execution_manager_gui.dialogs.bounded_edits import MOST_IN_A_LINE
from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog
from parallel_execution_manager_gui.dropped_files import entries_of, is_task_file
from tests.gui.drops import drop

CTRL = Qt.KeyboardModifier.ControlModifier


def files(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


@pytest.fixture
def dialog(window, qtbot):
    made = TaskDialog("Add task", "Add task", window.roles._declarations, lambda _: (), window)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def text_of(dialog, key):
    return dialog.findChild(QPlainTextEdit, f"field_{key}").toPlainText()


def test_a_folder_is_one_entry_whatever_is_in_it(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / str(number)).touch()
    assert entries_of([str(folder), str(folder), str(tmp_path / "new")]) == [f"{folder}/", f"{tmp_path}/new"]


def test_only_one_file_of_tasks_is_a_task_file():
    assert is_task_file(["/a/b.jsonl"])
    assert is_task_file(["/a/b.pemtasks"])
    assert not is_task_file(["/a/b.jsonl", "/a/c.jsonl"])
    assert not is_task_file(["/a/b.json"])


def test_files_dropped_on_the_window_open_the_form_with_them(window, tmp_path):
    assert drop(window, files(tmp_path, tmp_path / "x.csv"))
    form = window.findChild(TaskDialog)
    assert form.row()["files"] == [f"{tmp_path}/", f"{tmp_path}/x.csv"]
    assert form.findChild(QTabWidget, "task_tabs").currentIndex() == 1
    form.reject()


def test_a_task_file_dropped_on_the_window_is_opened_once_that_is_agreed(window, manager, qtbot, tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text('{"role": "task_management", "command": ["true"]}\n')
    assert drop(window, files(path))
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "answer_yes") is not None)
    assert manager.wished == []
    qtbot.mouseClick(window.findChild(QPushButton, "answer_yes"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: manager.wished == [("submit", [{"role": "task_management", "command": ["true"]}])]
    )


def test_what_is_no_file_of_this_computer_is_not_taken(window, dialog):
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/x")])
    assert not drop(window, web)
    assert not drop(dialog, web)


def test_files_dropped_on_the_form_and_its_fields_go_there(dialog, tmp_path):
    assert drop(dialog, files(tmp_path / "a"))
    assert text_of(dialog, "writes") == f"{tmp_path}/a"
    reads = dialog.findChild(QPlainTextEdit, "field_reads")
    reads.setPlainText("own.txt")
    reads.insertFromMimeData(files(tmp_path, tmp_path / "b"))
    assert text_of(dialog, "reads") == f"own.txt\n{tmp_path}/\n{tmp_path}/b"
    folder = dialog.findChild(QLineEdit, "field_cwd_text")
    assert drop(folder, files(tmp_path))
    assert folder.text() == str(tmp_path)


def test_too_many_files_are_refused_with_a_way_out(dialog):
    many = [f"/x/{number}" for number in range(201)]
    dialog.add_files(many)
    assert "Drop their folder instead" in dialog.findChild(QLabel, "task_problems").text()
    dialog.findChild(QPlainTextEdit, "field_reads").insertFromMimeData(files(*many))
    assert "these are 201" in dialog.findChild(QLabel, "task_problems").text()
    assert "files" not in dialog.row()


def test_a_megabyte_pasted_into_a_line_is_refused_and_what_was_there_stays(dialog, qtbot):
    line = dialog.findChild(QLineEdit, "field_name")
    line.setText("wing")
    line.setFocus()
    QGuiApplication.clipboard().setText("x" * 1_000_000)
    qtbot.keyClick(line, Qt.Key.Key_V, CTRL)
    problems = dialog.findChild(QLabel, "task_problems")
    qtbot.waitUntil(problems.isVisible)
    assert line.text() == "wing"
    assert problems.text().startswith("Name: more than 32,000 characters do not fit here; nothing was taken.")
    qtbot.keyClicks(line, "s")
    assert line.text() == "wings"
    assert not problems.isVisible()


def test_a_megabyte_pasted_into_a_list_is_refused(dialog, qtbot):
    writes = dialog.findChild(QPlainTextEdit, "field_writes")
    QGuiApplication.clipboard().setText("x" * 1_000_000)
    writes.setFocus()
    writes.paste()
    assert writes.toPlainText() == ""
    assert "Changes files: more than 200,000" in dialog.findChild(QLabel, "task_problems").text()


def test_a_text_that_no_field_can_show_is_kept_as_it_is(dialog):
    row = {"role": "task_management", "name": "x" * (MOST_IN_A_LINE + 1), "command": ["true"]}
    dialog.fill(row, keep_id=False)
    assert dialog.row() == row


def test_what_was_measured_is_offered_and_taken_over(window, qtbot):
    found = Estimate(Requirement(0.8, 640.0), Source.OWN, runs=12)
    made = TaskDialog(
        "Add task",
        "Add task",
        window.roles._declarations,
        lambda _: (),
        window,
        suggested=lambda _: found,
    )
    made.show()
    made.findChild(QTabWidget, "task_tabs").setCurrentIndex(2)
    assert (
        made.findChild(QLabel, "suggestion_text").text()
        == "0.8 cores, 640 MiB (measured in 12 runs of the same work)"
    )
    qtbot.mouseClick(made.findChild(QPushButton, "suggestion_use"), Qt.MouseButton.LeftButton)
    assert made.row()["requirements"] == {"cpu_cores": 0.8, "memory_mb": 640.0}
    made.close()
    made.deleteLater()


def test_without_a_measurement_nothing_is_offered(dialog):
    dialog.findChild(QTabWidget, "task_tabs").setCurrentIndex(2)
    assert "No task like this was measured yet" in dialog.findChild(QLabel, "suggestion_text").text()
    assert not dialog.findChild(QPushButton, "suggestion_use").isVisible()
