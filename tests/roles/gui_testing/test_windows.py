"""What must be true of what is seen of a window: picture, tree, controls that nobody can name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.roles.gui_testing.driver import (
    ask_to_close,
    look_at,
    visible_windows,
    was_seen,
)


@pytest.fixture
def window(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setWindowTitle("A title / with signs")
    widget.resize(300, 200)
    return widget


@pytest.fixture
def look(window: QWidget, qtbot, tmp_path: Path):
    def show_and_look():
        with qtbot.waitExposed(window):
            window.show()
        return look_at(window, 7, tmp_path, before_loop=False)

    return show_and_look


def test_the_picture_is_stored_under_a_name_that_any_system_takes(look, tmp_path: Path) -> None:
    seen, _ = look()
    assert seen.shot == "shots/07-A-title-with-signs.png"
    assert (tmp_path / seen.shot).stat().st_size > 0
    assert (seen.kind, seen.size, seen.is_modal) == ("QWidget", (300, 200), False)


def test_a_window_without_anything_is_blank_and_one_with_a_label_is_not(look, window: QWidget) -> None:
    assert look()[0].is_blank
    label = QLabel("text", window)
    label.show()
    assert not look()[0].is_blank


def test_a_picture_that_cannot_be_stored_is_not_named(look, tmp_path: Path) -> None:
    (tmp_path / "shots" / "07-A-title-with-signs.png").mkdir(parents=True)
    assert look()[0].shot == ""


def test_a_window_is_remembered_as_seen(look, window: QWidget) -> None:
    assert not was_seen(window)
    look()
    assert was_seen(window)


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_tool_tips_and_hidden_windows_are_no_windows_to_look_at(look, window: QWidget, qtbot) -> None:
    look()
    tip, hidden = QLabel("tip", window, Qt.WindowType.ToolTip), QDialog(window)
    tip.show()
    qtbot.waitUntil(tip.isVisible)
    assert visible_windows() == [window]
    assert not hidden.isVisible()


def test_only_controls_that_nobody_can_name_are_listed(look, window: QWidget) -> None:
    form = QFormLayout(window)
    named = QLineEdit()
    named.setAccessibleName("name")
    hinted = QLineEdit()
    hinted.setPlaceholderText("hint")
    tipped = QToolButton()
    tipped.setToolTip("tip")
    editable = QComboBox(editable=True)
    editable.setObjectName("colour")
    form.addRow("Labelled", QSpinBox())
    for control in (named, hinted, tipped, QPushButton("text"), editable, QTextEdit(), QPushButton()):
        form.addRow(control)
    invisible = QPushButton(window)
    invisible.hide()
    seen, _ = look()
    assert seen.unnamed == ("QComboBox 'colour'", "QTextEdit 1", "QPushButton 2")


def test_a_nameless_control_is_found_by_its_way_from_the_nearest_name(look, window: QWidget) -> None:
    outer = QVBoxLayout(window)
    group = QWidget()
    group.setObjectName("group")
    inner = QVBoxLayout(group)
    box = QWidget()
    QVBoxLayout(box).addWidget(QLineEdit())
    inner.addWidget(box)
    outer.addWidget(group)
    assert look()[0].unnamed == ("QWidget 'group' > QWidget 1 > QLineEdit 1",)


def test_the_tree_holds_every_widget_with_its_place(look, window: QWidget) -> None:
    button = QPushButton("Press", window)
    button.setGeometry(10, 20, 80, 30)
    button.setEnabled(False)
    seen, tree = look()
    assert seen.widgets == 2
    assert tree["class"] == "QWidget"
    assert tree["children"] == [
        {
            "class": "QPushButton",
            "object_name": "",
            "accessible_name": "Press",
            "geometry": [10, 20, 80, 30],
            "visible": True,
            "enabled": False,
            "children": [],
        }
    ]


def test_a_window_that_refuses_is_asked_twice_and_no_more(qtbot) -> None:
    class Stubborn(QWidget):
        asked = 0

        def closeEvent(self, event) -> None:
            self.asked += 1
            event.ignore()

    window = Stubborn()
    window.show()
    for _ in range(4):
        ask_to_close(window)
    assert window.asked == 2
    window.deleteLater()
