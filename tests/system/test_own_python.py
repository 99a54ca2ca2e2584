"""What starts our own modules and users' Python scripts, unpackaged and packaged."""

from __future__ import annotations

import sys

import pytest

from parallel_execution_manager.system.host import (
    is_packaged,
    obeys_hash_seed,
    python_command,
    script_interpreter,
)


def test_our_own_modules_run_with_our_own_python_and_not_from_the_current_folder():
    assert python_command("-m", "x", "a b") == (sys.executable, "-P", "-m", "x", "a b")


def test_scripts_run_with_the_interpreter_that_was_named_else_with_ours():
    assert not is_packaged()
    assert obeys_hash_seed(sys.executable)
    assert script_interpreter("python3.9") == ("python3.9",)
    assert script_interpreter() == (sys.executable,)


@pytest.fixture
def _packaged(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)


@pytest.mark.usefixtures("_packaged")
@pytest.mark.skipif(sys.platform == "win32", reason="a program is found by its ending there")
def test_packaged_scripts_run_with_the_python_of_the_user_or_else_with_the_one_that_was_brought(tmp_path):
    assert is_packaged()
    assert script_interpreter(search_path=str(tmp_path)) == (sys.executable, "-u")
    (tmp_path / "python3").touch(0o755)
    assert script_interpreter(search_path=str(tmp_path)) == (str(tmp_path / "python3"),)
    assert obeys_hash_seed(str(tmp_path / "python3"))
    assert not obeys_hash_seed(sys.executable)
    assert script_interpreter("pypy3", search_path=str(tmp_path)) == ("pypy3",)
