"""The selftest, carried out for real: it passes here, and says what is wrong where something is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from parallel_execution_manager.roles.registry import BUILTIN
from parallel_execution_manager_gui import selftest
from tests.gui.short_demo import shorten_demo


@pytest.fixture(autouse=True)
def _keeps_the_palette(qapp):
    before = qapp.palette()
    yield
    qapp.setPalette(before)


def test_all_of_the_program_works_here(capsys, tmp_path, monkeypatch):
    shorten_demo(tmp_path / "demo", monkeypatch)
    assert selftest.main() == 0, capsys.readouterr()
    told = capsys.readouterr().out.splitlines()
    assert [line.startswith("ok: ") for line in told] == [True, True, True, True, False]
    assert "14 tasks of 6 roles succeeded" in told[1]
    assert told[-1].startswith("selftest passed in ")


def test_what_every_built_in_role_leaves_is_looked_at():
    assert set(selftest.LEFT_BY) == set(BUILTIN)


def test_a_task_that_fails_is_named_and_its_folder_is_kept(capsys, monkeypatch):
    failing = {"id": "wrong", "role": "task_management", "command": ["/bin/sh", "-c", "exit 5"]}
    monkeypatch.setattr(selftest, "load_demo", lambda manager: manager.submit([failing]))
    monkeypatch.setattr(selftest, "_OWN_WINDOW", {**failing, "id": "right", "command": ["true"]})
    assert selftest.main() == 1
    told = capsys.readouterr().err
    assert (
        "the selftest failed: 1 of 2 tasks did not succeed: wrong (task_management) failed: exit code 5"
        in told
    )
    kept = Path(told.strip().rpartition("its folder is kept: ")[2])
    assert (kept / "data" / "runs" / "wrong").is_dir()
    shutil.rmtree(kept)


def test_a_role_that_leaves_nothing_is_named(capsys, monkeypatch):
    quiet = {"id": "quiet", "role": "task_management", "command": ["true"]}
    monkeypatch.setattr(selftest, "load_demo", lambda manager: manager.submit([quiet]))
    monkeypatch.setattr(selftest, "_OWN_WINDOW", {**quiet, "id": "other"})
    assert selftest.main() == 1
    told = capsys.readouterr().err
    assert "no task of agent_simulations left run.json" in told
    shutil.rmtree(told.strip().rpartition("its folder is kept: ")[2])


def test_without_a_place_for_its_folder_it_does_not_begin(capsys, monkeypatch):
    def refuse(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(selftest.tempfile, "mkdtemp", refuse)
    assert selftest.main() == 2
    assert "name a folder that can be written in TMPDIR" in capsys.readouterr().err


def test_without_what_qt_needs_it_does_not_begin(capsys, monkeypatch):
    monkeypatch.setattr(selftest, "display_problem", lambda: "Qt needs libraries that are missing here")
    assert selftest.main() == 2
    assert "Qt needs libraries" in capsys.readouterr().err
