"""``dataclass`` as in the standard library, but each method is compiled when it is first called.

The standard one writes and compiles six methods a class while a module is loaded. With two hundred classes
that was a quarter of the time a program of ours took to start, and most of these methods are never called.
What is compiled here is what the standard one writes; type checkers see nothing but the standard one.
``__init__``, which nearly all of them need, is written here: to have the standard one do that takes four
times as long, and a hundred are needed before the first task starts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

_OPTIONS: Final = {"init": False, "repr": False, "eq": False}
_NEEDED: Final[dict[str, dict[str, bool]]] = {
    "__repr__": {"repr": True},
    "__eq__": {"eq": True},
    "__hash__": {"eq": True, "unsafe_hash": True},
}
"""Methods, and with which options the standard ``dataclass`` writes each."""
_LATER: Final = object()
"""Stands for a value that is made when it is not given."""


def is_frozen(kind: type) -> bool:
    """Whether objects of this dataclass never change."""
    setter: object = kind.__setattr__
    return setter is _refuse_to_set


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - "as" says that it is given on
else:

    def dataclass(
        kind: type | None = None, /, *, frozen: bool = False, slots: bool = False, kw_only: bool = False
    ) -> Any:
        """The standard decorator, with those of its options that are in use."""
        late = partial(_late, frozen=frozen, slots=slots, kw_only=kw_only)
        return late if kind is None else late(kind)


def _late(kind: type, *, frozen: bool, slots: bool, kw_only: bool) -> type:
    own = {name for name, value in vars(kind).items() if value is not None}
    # Else one is made of the signature, which nobody reads.
    kind.__doc__ = kind.__doc__ or kind.__name__
    made: Any = dataclasses.dataclass(**_OPTIONS, slots=slots, kw_only=kw_only)(kind)
    for name in ("__init__", *_NEEDED):
        if name not in own:
            setattr(made, name, _stand_in(made, name, frozen=frozen))
    if frozen:
        made.__setattr__, made.__delattr__ = _refuse_to_set, _refuse_to_delete
        made.__getstate__, made.__setstate__ = _state, _set_state
    elif "__hash__" not in own:
        made.__hash__ = None
    return made  # type: ignore[no-any-return]


def _stand_in(made: type, name: str, *, frozen: bool) -> Callable[..., Any]:
    def method(self: object, *values: object, **named: object) -> Any:
        compiled = _init_of(made, frozen=frozen) if name == "__init__" else _compiled(made, name)
        setattr(made, name, compiled)
        return compiled(self, *values, **named)

    method.__name__, method.__qualname__ = name, f"{made.__qualname__}.{name}"
    return method


def _init_of(made: Any, *, frozen: bool) -> Callable[..., Any]:
    """``__init__``: values for fields by their order or name; that of a frozen class sets them past it."""
    positions, names, lines = ["self"], list[str](), list[str]()
    known: dict[str, Any] = {"__name__": made.__module__, "_later": _LATER, "_set": object.__setattr__}
    defaults: dict[bool, dict[str, Any]] = {False: {}, True: {}}
    for field in dataclasses.fields(made):
        name, value, default = field.name, field.name, field.default
        if field.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"], default = field.default_factory, _LATER
            value = f"_make_{name}() if {name} is _later else {name}" if field.init else f"_make_{name}()"
        elif not field.init:
            known[f"_default_{name}"], value = default, f"_default_{name}"
        has_default = default is not dataclasses.MISSING
        if field.init:
            # What stands behind the sign is never computed; it tells a field in a wrong place.
            (names if field.kw_only else positions).append(f"{name}=0" if has_default else name)
            if has_default:
                defaults[bool(field.kw_only)][name] = default
        if field.init or has_default:
            lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    parameters = ", ".join([*positions, *(["*", *names] if names else [])])
    text = f"def __init__({parameters}):\n " + "\n ".join(lines or ["pass"])
    code = next(part for part in compile(text, "<fields>", "exec").co_consts if isinstance(part, CodeType))
    method = FunctionType(code, known, "__init__", tuple(defaults[False].values()))
    method.__kwdefaults__ = defaults[True]
    method.__qualname__ = f"{made.__qualname__}.__init__"
    return method


def _compiled(made: Any, name: str) -> Callable[..., Any]:
    """The method as it is written for a class that has the same fields."""
    fields = {field.name: field for field in dataclasses.fields(made)}
    namespace = {
        "__module__": made.__module__,
        "__doc__": name,  # else one is made of the signature, which nobody reads
        "__annotations__": {name: field.type for name, field in fields.items()},
        **fields,
    }
    twin = type(made.__name__, (), namespace)
    options = {**_OPTIONS, **_NEEDED[name]}
    method: Callable[..., Any] = vars(dataclasses.dataclass(**options)(twin))[name]
    method.__qualname__ = f"{made.__qualname__}.{name}"
    return method


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    """For copies and pickles: what is frozen cannot be filled in the usual way."""
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
