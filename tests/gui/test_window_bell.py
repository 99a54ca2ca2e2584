"""A second start brings the window of the first to the front, whatever thread the wish comes in."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from parallel_execution_manager import ParallelExecutionManager, managers_of
from parallel_execution_manager.system.ipc.local_socket import is_supported
from parallel_execution_manager_gui.window_bell import WindowBell

pytestmark = pytest.mark.skipif(not is_supported(), reason="there are no local sockets for Python on Windows")


def test_another_process_has_the_window_shown(qtbot, tmp_path):
    manager = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    opened: list[str] = []
    bell = WindowBell(manager, window, opened.append)
    try:
        (client,) = managers_of(manager.data_dir)
        with client, qtbot.waitSignal(bell.rung):
            assert client.show_window() is True
        qtbot.waitUntil(lambda: window.isVisible() and not window.isMinimized())
        (client,) = managers_of(manager.data_dir)
        with client:
            assert client.show_window("/a/b.pemtasks") is True
        qtbot.waitUntil(lambda: opened == ["/a/b.pemtasks"])
        bell.remove()
        (client,) = managers_of(manager.data_dir)
        with client:
            assert client.show_window() is False
    finally:
        manager.close()
