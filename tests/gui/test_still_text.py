"""Numbers that change have nothing laid out anew; other words get the room that they need."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from parallel_execution_manager_gui.still_text import show_still


class Layouts(QObject):
    """Counts how often a widget is asked to lay out what is in it."""

    def __init__(self, watched):
        super().__init__(watched)
        self.number = 0
        watched.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.number += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def around(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture(params=[QLabel, QToolButton])
def text(request, around, qtbot):
    made = request.param(around)
    QHBoxLayout(around).addWidget(made)
    show_still(made, "3 running")
    around.show()
    qtbot.waitExposed(around)
    return made


@pytest.fixture
def layouts(text, around, qapp):
    qapp.processEvents()
    return Layouts(around)


def test_another_number_has_nothing_laid_out(text, layouts, qapp):
    size = text.size()
    for number in (4, 1, 8):
        show_still(text, f"{number} running")
        qapp.processEvents()
        assert text.text() == f"{number} running"
    assert text.size() == size
    assert layouts.number == 0


@pytest.mark.parametrize("longer", ["31 running", "3 running · 2 failed"])
def test_a_longer_text_gets_its_room_and_a_shorter_one_gives_it_back(text, layouts, qapp, longer):
    width = text.width()
    show_still(text, longer)
    qapp.processEvents()
    assert text.width() >= text.sizeHint().width() > width
    assert layouts.number > 0
    show_still(text, "3 running")
    qapp.processEvents()
    assert text.width() == width


def test_a_larger_font_gets_its_room_with_the_next_number(text, layouts, qapp):
    font = text.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    text.setFont(font)
    show_still(text, "4 running")
    qapp.processEvents()
    assert text.width() >= text.sizeHint().width()
