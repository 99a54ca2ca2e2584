"""The installed PySide6 does not lose references: 6.12.0 on Python 3.11 does, and ends the process."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QLabel

CALLS = 1_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal since Python 3.12 (PEP 683)")
def test_calls_that_return_nothing_keep_the_references_to_none(qtbot, qapp):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(CALLS):
        label.setText(str(number))
        label.resize(100 + number % 7, 20)
        label.setToolTip("tip")
        qapp.processEvents()
    assert sys.getrefcount(None) > before - CALLS / 10
