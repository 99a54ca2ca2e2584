"""Starting with the session: the entry says what is to be started, and goes again."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys

import pytest

from parallel_execution_manager.system import host
from parallel_execution_manager.system.host import (
    AutostartError,
    autostart_file,
    is_on,
    switch_off,
    switch_on,
)


def test_it_is_switched_on_and_off(home):
    assert not is_on(os.environ)
    path = switch_on(os.environ)
    assert path == home / "config" / "autostart" / f"{host.DESKTOP_ID}.desktop"
    assert is_on(os.environ)
    assert switch_off(os.environ) == path
    assert not is_on(os.environ)
    switch_off(os.environ)


@pytest.mark.skipif(not host.is_supported(), reason="there are no autostart folders here")
def test_the_entry_starts_this_program_from_any_folder(home, monkeypatch):
    monkeypatch.setattr(sys, "executable", '/opt/a "b" $c/100%/pem')
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(switch_on(os.environ), encoding="utf-8")
    # As the specification has it: a text of an entry first, then the quoting of the words in it.
    text = entry["Desktop Entry"]["Exec"].replace("\\\\", "\\").replace("%%", "%")
    words = subprocess.run(["sh", "-c", f"printf '%s\\n' {text}"], capture_output=True, text=True, check=True)
    assert words.stdout.splitlines() == [sys.executable, "run"]


def test_a_relative_configuration_folder_does_not_count(home):
    env = {"HOME": str(home), "XDG_CONFIG_HOME": "somewhere"}
    assert autostart_file(env) == home / ".config" / "autostart" / f"{host.DESKTOP_ID}.desktop"


def test_a_folder_that_cannot_be_written_is_named(home):
    (home / "config" / "autostart").touch()
    with pytest.raises(
        AutostartError, match=r"config/autostart/.* cannot be written .*: correct the permissions"
    ):
        switch_on(os.environ)


@pytest.mark.skipif(not host.is_supported(), reason="there are no autostart folders here")
def test_pem_tells_how_it_stands(home, capsys):
    from parallel_execution_manager.control.command import carry_out

    told = []
    for words in ([], ["on"], [], ["off"]):
        assert carry_out(["autostart", *words]) == 0
        told.append(capsys.readouterr().out.split(" (")[0])
    assert told == [
        "autostart is off",
        "autostart is on: the window opens with the session",
        "autostart is on: the window opens with the session",
        "autostart is off",
    ]


def test_no_folder_of_our_name_in_the_sessions_folder_is_taken_for_the_program(tmp_path):
    (tmp_path / "parallel_execution_manager").mkdir()
    (tmp_path / "parallel_execution_manager" / "__main__.py").write_text("print('not the program')")
    command = [*host.own_command(), "--version"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "not the program" not in said.stdout
