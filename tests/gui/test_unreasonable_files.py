"""Files that no window should wait for: pipes as task files, results with megabytes of text."""

from __future__ import annotations

import os
import sys

import pytest

from parallel_execution_manager_gui.results.document import LONGEST_TEXT, text
from parallel_execution_manager_gui.task_files import TaskFileRefused, reading_tasks


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders")
def test_a_pipe_is_refused_as_a_task_file_instead_of_being_waited_for(tmp_path):
    os.mkfifo(tmp_path / "p.jsonl")
    with pytest.raises(TaskFileRefused, match="Choose a regular file"):
        list(reading_tasks(str(tmp_path / "p.jsonl"), lambda _: ()))


def test_a_long_text_of_a_result_is_cut():
    assert text({"summary": "x" * 1_000_000}, "summary") == "x" * LONGEST_TEXT + "…"
    assert text({"summary": "x" * LONGEST_TEXT}, "summary") == "x" * LONGEST_TEXT
