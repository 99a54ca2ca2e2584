"""The demo with less to compute and shorter holds, for tests of what goes on around its tasks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from parallel_execution_manager.control import demo
from parallel_execution_manager.system.host import resource_path

_ARGUMENTS = {
    "demo-walk-low": {"steps": 60, "walkers": 200},
    "demo-walk": {"walkers": 200},
    "demo-fire": ["--size", "20", "--repeats", "2"],
    "demo-note-1": ["notes.txt", "first", "0.5"],
    "demo-note-2": ["notes.txt", "second", "0.5"],
}


def shorten_demo(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the same tasks be queued in this process, with files that are copied into ``folder``."""
    made = shutil.copytree(resource_path("demo"), folder)
    queue = made / demo.DEMO_QUEUE
    rows = [json.loads(line) for line in queue.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["id"] in _ARGUMENTS:
            assert type(row["args"]) is type(_ARGUMENTS[row["id"]])
            row["args"] = _ARGUMENTS[row["id"]]
    assert {row["id"] for row in rows} >= _ARGUMENTS.keys()
    queue.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    patch.setattr(demo, "resource_path", {"demo": made}.__getitem__)
