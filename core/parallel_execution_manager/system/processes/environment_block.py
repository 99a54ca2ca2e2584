"""The variables of a program that is to be started, as the C library takes them."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Mapping, Sequence
from ctypes import c_char_p

CStrings = ctypes.Array[c_char_p]


class EnvironmentBlock:
    """Variables, kept from one start to the next: only what has changed is made anew for C.

    One thread at a time may use it.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = dict(variables)
        self._places: dict[str, int] = {}
        self._changed: set[str] = set()
        self._block: CStrings | None = None

    def get(self, name: str, default: str) -> str:
        """The value of a variable, or ``default`` if there is none of this name."""
        return self._variables.get(name, default)

    def change(self, wanted: Mapping[str, str], unwanted: Iterable[str] = ()) -> None:
        """Set what is ``wanted``, and leave out from now on what is ``unwanted``."""
        for name in unwanted:
            self._variables.pop(name, None)
            self._block = None
        self._variables.update(wanted)
        self._changed.update(wanted)

    def made(self) -> CStrings:
        """All variables for C; good until the next change.

        Raises:
            ValueError: one of them cannot be passed on.
        """
        # Taken away until it is right: after an error the next start must not get half of it.
        block, self._block = self._block, None
        if block is None or not self._changed <= self._places.keys():
            block = self._made_anew()
        else:
            for name in self._changed:
                block[self._places[name]] = as_c_string(self._entry(name))
        self._changed.clear()
        self._block = block
        return block

    def _made_anew(self) -> CStrings:
        block = as_c_strings([self._entry(name) for name in self._variables])
        self._places = {name: place for place, name in enumerate(self._variables)}
        return block

    def _entry(self, name: str) -> str:
        if "=" in name:
            raise ValueError("illegal environment variable name")
        return f"{name}={self._variables[name]}"


def as_c_string(text: str) -> bytes:
    """``text`` as C has it, but for the NUL character at its end.

    Raises:
        ValueError: it has a NUL character of its own.
    """
    encoded = os.fsencode(text)
    if b"\0" in encoded:
        raise ValueError("embedded null byte")
    return encoded


def as_c_strings(texts: Sequence[str]) -> CStrings:
    """``texts`` as C has them, each ended by a NUL character, and a null pointer at the end.

    Raises:
        ValueError: one has a NUL character of its own.
    """
    joined = os.fsencode("\0".join(texts))
    parts = joined.split(b"\0") if texts else []
    if len(parts) != len(texts):
        raise ValueError("embedded null byte")
    return (c_char_p * (len(parts) + 1))(*parts)
