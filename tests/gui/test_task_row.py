"""Between the form and the line of a task file."""

from __future__ import annotations

import pytest

from parallel_execution_manager_gui.dialogs.task_row import row_of, values_of

ROW = {
    "id": "t1",
    "role": "gui_testing",
    "name": "smoke",
    "priority": "high",
    "command": ["python3", "a b.py", "--x"],
    "files": ["plan.toml", {"path": "data.csv", "mode": "read"}],
    "after": ["t0"],
    "requirements": {"cpu_cores": 0.5, "memory_mb": 512},
    "timeout_s": 60,
    "retries": 2,
    "cwd": "/tmp/x",
}


def test_a_line_shown_and_taken_back_is_the_same_line():
    assert row_of("gui_testing", values_of(ROW), {}) == ROW


def test_what_was_left_empty_is_left_out():
    assert row_of("gui_testing", {"name": None, "cpu_cores": None, "reads": None}, {}) == {
        "role": "gui_testing"
    }


def test_what_the_form_does_not_show_is_kept():
    assert row_of("gui_testing", {"name": "a"}, {"env": {"A": "1"}})["env"] == {"A": "1"}


def test_open_quotes_are_explained():
    with pytest.raises(ValueError, match="Command: .*close the quotes"):
        row_of("gui_testing", {"command": "echo 'x"}, {})
