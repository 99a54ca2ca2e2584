"""Which tasks are taken to be of one kind."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.admission.footprints import LONGEST_KEY, Kind, kind_of
from parallel_execution_manager.scheduling.model.task import TaskSpec


def kind(*command: str, role: str = "r", **options: object) -> Kind:
    return kind_of(TaskSpec(id="t", role=role, name="n", command=command, options=options))


def test_the_same_work_in_another_folder_is_the_same_work() -> None:
    assert kind("/usr/bin/sim", "/tmp/a1/in.txt") == kind("/opt/bin/sim", "/tmp/b2/in.txt")


def test_other_arguments_are_other_work_of_the_same_program() -> None:
    one, other = kind("sim", "a.txt"), kind("sim", "b.txt")
    assert one.own != other.own
    assert one.sibling == other.sibling


def test_numbers_count_by_their_power_of_two() -> None:
    small, near, large = kind("sim", "1000"), kind("sim", "600"), kind("sim", "2000")
    assert small.sibling == near.sibling != large.sibling
    assert small.program == large.program


@pytest.mark.parametrize(("one", "other"), [("0", "0.0"), ("-3", "3"), ("2.5", "3.9")])
def test_sizes_know_zero_and_signs(one: str, other: str) -> None:
    assert kind("sim", one).sibling == kind("sim", other).sibling


def test_words_that_only_look_like_numbers_are_no_sizes() -> None:
    assert kind("sim", "nan").sibling == kind("sim", "inf").sibling == kind("sim", "x").sibling


def test_only_the_first_numbers_tell_the_size() -> None:
    many = [str(2**n) for n in range(9)]
    assert kind("sim", *many).sibling == kind("sim", *many[:8], "3").sibling


def test_the_script_of_an_interpreter_is_the_program() -> None:
    assert kind("python3.11", "-u", "/x/train.py", "3").program == kind("python3.11", "train.py").program
    assert kind("python3", "train.py").program != kind("python3", "other.py").program
    assert kind("python3", "-V").program == kind("python3", "--help").program


def test_roles_do_not_share_what_they_learn() -> None:
    assert kind("sim", role="a").program != kind("sim", role="b").program


def test_the_work_of_a_role_is_told_by_its_script_and_options() -> None:
    one = kind(script="/a/agent.py", steps=100)
    assert one.program == kind(script="/b/agent.py", steps=900).program
    assert one.sibling == kind(script="agent.py", steps=120).sibling
    assert one.own != kind(script="agent.py", steps=101).own
    assert one.own != kind(script="agent.py", steps=100, args=["x", "y"]).own
    assert kind(script_path="/a/b.py").program == kind(script="b.py").program
    assert kind(due="2026").program == kind().program


def test_keys_of_different_widths_are_never_the_same() -> None:
    assert len(set(kind("sim"))) == 3


def test_a_long_command_line_makes_no_long_key() -> None:
    long = ["x" * 3000, "end"]
    assert len(kind("sim", *long).own) <= LONGEST_KEY + 1
    assert kind("sim", *long).own != kind("sim", "x" * 3000, "other").own
