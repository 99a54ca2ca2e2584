"""What others have written as a task's name moves and reverses nothing, wherever it is shown."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.columns import Column

EVIL = "a\u202egpj.exe\n<b>x</b>\x1b[31m\x07"
SHOWN = "a\\u202egpj.exe\\n<b>x</b>\\x1b[31m\\x07"


def test_the_queue_shows_control_and_direction_characters_as_what_they_are(window):
    view = window.queue.view("wing-v3-seed-14")
    evil = replace(view, spec=replace(view.spec, name=EVIL))
    window.show_snapshot(scene.snapshot(full=False, tasks=(evil,), at=scene.NOW + 1))
    row = window.queue.row_of("wing-v3-seed-14")
    assert window.queue.text(row, Column.TASK) == SHOWN
    assert window.queue.name_of("wing-v3-seed-14") == SHOWN
    window.queue_panel.search("gpj.exe")
    assert window.queue.rowCount() == 1
