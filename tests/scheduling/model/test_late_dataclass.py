"""Our ``dataclass`` is the standard one but for the moment at which its methods are compiled."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from dataclasses import field
from pathlib import Path
from typing import Generic, TypeVar

import pytest

from parallel_execution_manager.scheduling.model import late_dataclass
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass, is_frozen

ROOT = Path(__file__).parents[3]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 2
    names: list[str] = field(default_factory=list, compare=False)
    quiet: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    at: float
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer(Step):
    by: int


@dataclass(slots=True)
class Count:
    number: int
    double: int = field(init=False)

    def __post_init__(self) -> None:
        self.double = 2 * self.number


@dataclass
class Plain:
    value: int = 1


@dataclass(frozen=True, slots=True)
class Own(Generic[T]):
    value: T

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "mine"


@dataclass
class OwnHash:
    value: int

    def __hash__(self) -> int:
        return 8


class Derived(Count):
    """No dataclass itself."""


def test_objects_are_made_from_values_and_defaults():
    made = Point(1)
    assert (made.x, made.y, made.names, made.quiet) == (1, 2, [], "")
    assert Point(1).names is not made.names
    assert Plain().value == 1
    assert Count(3).double == Derived(3).double == 6


@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize("slots", [True, False])
@pytest.mark.parametrize(
    ("values", "named"),
    [((1,), {}), ((1, 2), {}), ((1,), {"b": 3, "d": 4}), ((), {"a": 5, "c": [6]}), ((1, 2, [3]), {"d": 7})],
)
def test_they_are_made_as_by_the_standard_one(values, named, *, frozen: bool, slots: bool):
    def kind(decorator):
        class Made:
            a: int
            b: int = 2
            c: list[int] = field(default_factory=list)
            d: int = field(default=8, kw_only=True)
            e: int = field(default=9, init=False)
            f: dict[str, int] = field(default_factory=dict, init=False)
            g: int = field(init=False)

            def __post_init__(self) -> None:
                object.__setattr__(self, "g", self.a + self.e)

        return decorator(frozen=frozen, slots=slots)(Made)

    names = "abcdefg"
    ours, standard = kind(dataclass)(*values, **named), kind(dataclasses.dataclass)(*values, **named)
    assert [getattr(ours, name) for name in names] == [getattr(standard, name) for name in names]
    for bad in ({"a": 1, "e": 1}, {}, {"a": 1, "h": 2}):
        told = []
        for each in (type(ours), type(standard)):
            with pytest.raises(TypeError) as error:
                each(**bad)
            told.append(str(error.value))
        assert told[0] == told[1]


def test_a_missing_value_is_told_as_usual():
    with pytest.raises(
        TypeError, match=re.escape("Point.__init__() missing 1 required positional argument: 'x'")
    ):
        Point()
    with pytest.raises(TypeError, match="takes 1 positional argument"):
        Step(1.0)


def test_fields_of_a_base_class_come_first():
    made = Longer(at=1.0, by=2)
    assert [one.name for one in dataclasses.fields(made)] == ["at", "cause", "by"]
    assert made == Longer(at=1.0, cause="", by=2)
    assert Step(at=1.0) != Longer(at=1.0, by=2)


def test_equal_values_are_equal_and_have_one_hash():
    assert Point(1, 2, ["a"]) == Point(1, 2, ["b"])
    assert hash(Point(1, 2, ["a"])) == hash(Point(1, 2, ["b"]))
    assert Point(1) != Point(2)
    assert Point(1) != (1, 2, "")
    assert len({Step(at=1.0), Step(at=1.0), Step(at=2.0)}) == 2


def test_what_can_change_has_no_hash():
    with pytest.raises(TypeError, match="unhashable"):
        hash(Count(1))
    assert Count(1) == Count(1)


def test_it_is_shown_with_its_fields():
    assert repr(Point(1, quiet="s")) == "Point(x=1, y=2, names=[])"
    assert repr(Count(1)) == "Count(number=1, double=2)"


def test_what_is_frozen_stays_as_it_is():
    made = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'x'"):
        made.x = 3
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'x'"):
        del made.x
    assert is_frozen(Point)
    assert not is_frozen(Count)


def test_the_functions_of_the_standard_module_work_with_it():
    assert dataclasses.replace(Point(1), y=5) == Point(1, 5)
    assert dataclasses.asdict(Step(at=1.0)) == {"at": 1.0, "cause": ""}
    assert dataclasses.is_dataclass(Point)
    match Point(4):
        case Point(x, y):
            assert (x, y) == (4, 2)


@pytest.mark.parametrize("made", [Longer(at=1.0, by=2), Count(4), Plain(3)])
def test_it_can_be_copied(made):
    assert copy.deepcopy(made) == copy.copy(made) == made


def test_it_can_be_pickled(monkeypatch):
    monkeypatch.setattr(late_dataclass, "Point", Point, raising=False)
    monkeypatch.setattr(Point, "__module__", late_dataclass.__name__)
    made = Point(1, 2, ["a"])
    read = pickle.loads(pickle.dumps(made))  # noqa: S301 - written on the same line
    assert read == made
    assert read.names == ["a"]


def test_methods_of_its_own_are_kept():
    assert Own(1) == Own(2)
    assert hash(Own(1)) == 7
    assert repr(Own(1)) == "mine"
    assert (hash(OwnHash(1)), OwnHash(1)) == (8, OwnHash(1))


def test_a_method_is_compiled_once_when_it_is_first_called():
    @dataclass(frozen=True, slots=True)
    class Fresh:
        """Made for this test."""

        x: int

    before = {name: vars(Fresh)[name] for name in ("__init__", "__eq__")}
    Fresh(1)
    Fresh(2)
    compiled = vars(Fresh)["__init__"]
    assert compiled is not before["__init__"]
    assert compiled.__code__.co_varnames == ("self", "x")
    assert vars(Fresh)["__eq__"] is before["__eq__"]
    assert Fresh(3) == Fresh(3)
    assert vars(Fresh)["__init__"] is compiled


def test_every_module_takes_this_one():
    """One that takes the standard one makes every start longer."""
    standard = re.compile(r"from dataclasses import [^\n]*\bdataclass\b|dataclasses\.dataclass\b")
    found = {
        path.name
        for part in ("core", "gui")
        for path in (ROOT / part).rglob("*.py")
        if standard.search(path.read_text(encoding="utf-8"))
    }
    assert found == {Path(late_dataclass.__file__).name}
