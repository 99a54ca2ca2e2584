"""Settings are changed in their file and in force at once, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.errors import SettingsChanged, WishRefused
from parallel_execution_manager.runtime.manager import ParallelExecutionManager

PRIORITY = ("role_priorities", "gui_testing")
NEEDS = ("role_resource_requirements", "gui_testing")
SETTLE = ("role_options", "gui_testing", "settle_s")


@pytest.fixture
def file(manager: ParallelExecutionManager) -> Iterator[Path]:
    """The manager's configuration file, which is not there yet."""
    path = Path(manager.base_dir) / "parallel_execution_config.json"
    assert not path.exists()
    return path


def test_what_is_saved_is_in_force_and_in_the_file(manager: ParallelExecutionManager, file: Path) -> None:
    saved = manager.save_settings({PRIORITY: 9, (*NEEDS, "cpu_cores"): 0.5, SETTLE: 2})
    assert json.loads(file.read_text()) == {
        "role_priorities": {"gui_testing": 9},
        "role_resource_requirements": {"gui_testing": {"cpu_cores": 0.5}},
        "role_options": {"gui_testing": {"settle_s": 2}},
    }
    assert (saved.value(PRIORITY), saved.problems) == (9, ())
    assert {role.name: role.priority for role in manager.snapshot().roles}["gui_testing"] == 9
    assert manager.snapshot().policy.roles["gui_testing"].requirement.cpu_cores == 0.5
    assert manager.configuration.role_options["gui_testing"]["settle_s"] == 2


def test_the_rest_of_the_file_stays_as_it_was_written(manager: ParallelExecutionManager, file: Path) -> None:
    file.write_text('{ "$schema": "x.json",\n\t"role_priorities": {"gui_testing":3, "task_management":4 }}')
    manager.save_settings({PRIORITY: 5})
    assert file.read_text() == (
        '{ "$schema": "x.json",\n\t"role_priorities": {"gui_testing":5, "task_management":4 }}'
    )
    manager.save_settings({PRIORITY: None})
    assert file.read_text() == '{ "$schema": "x.json",\n\t"role_priorities": {"task_management":4 }}'
    assert manager.configuration.role_priorities["gui_testing"] == 5


def test_a_file_that_was_changed_meanwhile_is_not_touched(
    manager: ParallelExecutionManager, file: Path
) -> None:
    seen = manager.settings_file()
    file.write_text('{"monitoring_interval": 7}')
    with pytest.raises(SettingsChanged, match="changed by another program"):
        manager.save_settings({PRIORITY: 9}, seen.version)
    assert file.read_text() == '{"monitoring_interval": 7}'
    manager.save_settings({PRIORITY: 9}, manager.settings_file().version)
    assert json.loads(file.read_text()) == {
        "monitoring_interval": 7,
        "role_priorities": {"gui_testing": 9},
    }


def test_a_value_that_cannot_be_used_changes_nothing(manager: ParallelExecutionManager, file: Path) -> None:
    with pytest.raises(WishRefused, match=r"^role_priorities\.gui_testing: is 11; must be a whole number"):
        manager.save_settings({PRIORITY: 11})
    assert not file.exists()


@pytest.mark.parametrize("content", ['{"monitoring_interval": ', "[]", '{"resource_threshold": {}}', ""])
def test_a_bad_file_is_left_as_it_is(manager: ParallelExecutionManager, file: Path, content: str) -> None:
    file.write_text(content)
    assert manager.settings_file().problems
    with pytest.raises(WishRefused, match="put it right first"):
        manager.save_settings({PRIORITY: 9})
    assert file.read_text() == content


def test_a_folder_that_cannot_be_written_is_named(manager: ParallelExecutionManager, file: Path) -> None:
    file.parent.rmdir()
    with pytest.raises(WishRefused, match="cannot be written: No such file.*make the file and its folder"):
        manager.save_settings({PRIORITY: 9})


def test_a_file_that_is_a_folder_is_told(manager: ParallelExecutionManager, file: Path) -> None:
    file.mkdir()
    with pytest.raises(WishRefused, match="is a folder; name a file"):
        manager.save_settings({PRIORITY: 9})
