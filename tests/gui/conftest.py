"""A window over the invented scene, with settings of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.scene_manager import SceneManager, write_output
from parallel_execution_manager_gui.theme import Theme
from parallel_execution_manager_gui.translation.language import Language, Translations
from parallel_execution_manager_gui.wishes import Wishes

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of least sizes, menus, dialogs and icons that it cannot show them so."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(
                pytest.mark.qt_log_ignore("This plugin does not support", "systemTrayWindowChanged")
            )


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings in a file of their own."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def english(request: pytest.FixtureRequest) -> Iterator[None]:
    """The catalogue of English plurals, wherever there is an application to say something."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    translations = Translations(request.getfixturevalue("qapp"))
    translations.use(Language.ENGLISH)
    yield
    translations.remove()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """German, until the test has ended."""
    translations = Translations(qapp)
    translations.use(Language.GERMAN)
    yield
    translations.remove()


@pytest.fixture
def theme(qapp: QApplication, settings: QSettings) -> Iterator[Theme]:
    """A theme that gives the application's palette back."""
    before = qapp.palette()
    made = Theme(qapp, settings)
    yield made
    qapp.styleHints().colorSchemeChanged.disconnect(made._apply)
    qapp.setPalette(before)


class RecordingManager(SceneManager):
    """Takes every wish and notes it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.wished: list[tuple[object, ...]] = []

    def _note(self, name: str):
        answer = {} if name == "forget_tasks" else ("new",)
        return lambda *values, **named: self.wished.append((name, *values, *named)) or answer

    def __getattribute__(self, name: str):
        if name.startswith("_") or name in {
            "wished",
            "base_dir",
            "data_dir",
            "check",
            "role_declarations",
            "run_folder",
            "explain",
            "undeclared_accesses",
            "task_mapping",
            "samples",
            "journal",
            "history",
            "history_statistics",
            "task_rows",
            "suggested_requirement",
            "sample_for_view",
            "hasten_snapshot",
            "settings_file",
        }:
            return super().__getattribute__(name)
        return self._note(name)


@pytest.fixture
def manager(tmp_path: Path) -> RecordingManager:
    """Notes wishes; answers about the scene."""
    write_output(tmp_path)
    return RecordingManager(tmp_path)


@pytest.fixture
def window(
    qtbot: QtBot, manager: RecordingManager, theme: Theme, settings: QSettings
) -> Iterator[MainWindow]:
    """The window with the whole scene in it."""
    made = MainWindow(Wishes(manager, lambda: None), theme, settings, lambda: scene.NOW + 0.4)
    made.later.complete()
    made.show()
    qtbot.waitExposed(made)
    made.show_snapshot(scene.snapshot())
    yield made
    made.show_snapshot(scene.empty_snapshot())
    made.close()
    made.deleteLater()
