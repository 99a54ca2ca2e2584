"""The environment of tasks is divided once, and anew as soon as it changes."""

from __future__ import annotations

import os

import pytest

from parallel_execution_manager.runtime.inheriting import Division, by_list
from parallel_execution_manager.system.processes.environment import DEFAULT


def test_the_environment_is_as_it_is_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch):
    environment = by_list(lambda role: (f"{role}_*",))
    monkeypatch.setenv("ONE_NAME", "x")
    assert environment("ONE").passed["ONE_NAME"] == "x"
    assert "ONE_NAME" in environment("TWO").withheld
    monkeypatch.setenv("ONE_NAME", "y")
    assert environment("ONE").passed["ONE_NAME"] == "y"
    monkeypatch.delenv("ONE_NAME")
    assert "ONE_NAME" not in environment("ONE").passed
    assert "ONE_NAME" not in environment("TWO").withheld


def test_other_patterns_are_obeyed_at_once(monkeypatch: pytest.MonkeyPatch):
    patterns = ["NAME"]
    environment = by_list(lambda _: patterns)
    monkeypatch.setenv("NAME", "x")
    monkeypatch.setenv("OTHER", "y")
    assert "OTHER" not in environment("role").passed
    patterns.append("OTHER")
    assert environment("role").passed["OTHER"] == "y"


def test_as_long_as_nothing_changes_it_is_divided_once():
    division = Division(os.environ)
    assert division.by((DEFAULT,)) is division.by((DEFAULT,))


def test_no_task_changes_what_the_others_get():
    passed = Division(os.environ).by((DEFAULT,)).passed
    with pytest.raises(TypeError):
        passed["NAME"] = "x"  # type: ignore[index]


def test_of_a_plain_mapping_it_is_not_known_whether_it_changes():
    environment = {"NAME": "x"}
    division = Division(environment)
    assert division.by(("NAME",)).passed == {"NAME": "x"}
    environment["NAME"] = "y"
    assert division.by(("NAME",)).passed == {"NAME": "y"}
