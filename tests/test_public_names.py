"""The names that the documentation gives to users can be imported, from everywhere it ever named."""

from __future__ import annotations

import importlib

import pytest

import parallel_execution_manager as public

# Paths that earlier versions of the documentation named for users' own roles and programs.
EARLIER = [
    ("scheduling.declarations", "Field"),
    ("scheduling.declarations", "FieldType"),
    ("scheduling.declarations", "RoleDeclaration"),
    ("system.executor", "Launch"),
    ("roles.base", "Role"),
    ("roles.base", "task_environment"),
]


@pytest.mark.parametrize("name", public.__all__)
def test_every_public_name_can_be_had_from_the_top(name):
    assert getattr(public, name) is not None
    assert name in dir(public)


def test_each_public_name_has_one_place_where_it_is_looked_up():
    assert sorted(public._HOMES) == sorted(public.__all__)


@pytest.mark.parametrize(("module", "name"), EARLIER)
def test_earlier_paths_give_the_same_as_the_top(module, name):
    earlier = importlib.import_module(f"parallel_execution_manager.{module}")
    assert getattr(earlier, name) is getattr(public, name)


def test_a_name_that_is_not_public_is_refused_with_its_name():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = public.nonsense
