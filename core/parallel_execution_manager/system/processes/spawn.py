"""Starting programs by posix_spawn(3) of Linux's C library.

`subprocess` and `os.posix_spawn` keep Python's lock until the new program is loaded: half a millisecond in
which no other thread of the manager does anything, several times what Python itself has to do for a
start. A function called through `ctypes` gives the lock up.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ctypes import c_char_p, c_int, c_short, c_void_p
from typing import Any

# <spawn.h> of glibc and musl.
_SETSIGDEF = 0x04
_SETSID = 0x80
# Larger than posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t of any Linux (the first has 336).
_STRUCTURE_BYTES = 1024
# What Python ignores, and what `subprocess` sets back for a child too.
_SET_BACK = (signal.SIGPIPE, signal.SIGXFSZ) if sys.platform != "win32" else ()
_STANDARD_STREAMS = 3
_MOST_ACTIONS = 64
# Such a place on the PATH does not have the program; all other errors tell that it has (execvp(3)).
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR)


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


class PosixSpawn:
    """Starts programs in sessions of their own, with no open file but the standard three.

    ``blocking`` and ``quick`` are the C library, called without and with Python's lock.

    Raises:
        AttributeError: the library has not got all that is needed (glibc has it since 2.34).
    """

    def __init__(self, blocking: ctypes.CDLL, quick: ctypes.PyDLL) -> None:
        self._spawn = blocking.posix_spawn
        self._spawn.argtypes = [c_void_p, c_char_p, c_void_p, c_void_p, c_void_p, c_void_p]
        self._init = quick.posix_spawn_file_actions_init
        self._init.argtypes = [c_void_p]
        self._destroy = quick.posix_spawn_file_actions_destroy
        self._destroy.argtypes = [c_void_p]
        self._change_folder = quick.posix_spawn_file_actions_addchdir_np
        self._change_folder.argtypes = [c_void_p, c_char_p]
        self._open = quick.posix_spawn_file_actions_addopen
        self._open.argtypes = [c_void_p, c_int, c_char_p, c_int, c_int]
        self._duplicate = quick.posix_spawn_file_actions_adddup2
        self._duplicate.argtypes = [c_void_p, c_int, c_int]
        self._close_from = quick.posix_spawn_file_actions_addclosefrom_np
        self._close_from.argtypes = [c_void_p, c_int]
        self._attributes = _attributes(quick)
        self._known_actions: dict[tuple[str, int], _Actions] = {}

    def start(self, argv: Sequence[str], cwd: str, env: EnvironmentBlock, output: int) -> int:
        """Start a program and return its process id; the caller waits for its end.

        It reads nothing and writes to the open file ``output``, which is none of the standard streams.
        A name without a slash is looked up on the PATH of ``env``.

        Raises:
            OSError: the system refuses.
            ValueError: a text cannot be passed on.
        """
        arguments = as_c_strings(argv)
        environment = env.made()
        actions = self._actions(cwd, output)
        refusal = errno.ENOENT
        for program in _places(argv[0], cwd, env):
            pid = c_int()
            attributes = self._attributes
            code = self._spawn(
                ctypes.byref(pid), os.fsencode(program), actions.made, attributes, arguments, environment
            )
            if not code:
                return pid.value
            refusal = code if refusal in _NOT_THERE else refusal
        raise OSError(refusal, os.strerror(refusal))

    def _actions(self, cwd: str, output: int) -> _Actions:
        """What the new process does first; most starts are in the same folder and get the same number."""
        actions = self._known_actions.get((cwd, output))
        if actions is None:
            actions = self._made_actions(cwd, output)
            if len(self._known_actions) >= _MOST_ACTIONS:
                self._known_actions.clear()
            self._known_actions[cwd, output] = actions
        return actions

    def _made_actions(self, cwd: str, output: int) -> _Actions:
        folder = as_c_string(cwd)
        actions = _Actions(self._init, self._destroy)
        _check(self._change_folder(actions.made, folder))
        _check(self._open(actions.made, 0, os.fsencode(os.devnull), os.O_RDONLY, 0))
        _check(self._duplicate(actions.made, output, 1))
        _check(self._duplicate(actions.made, output, 2))
        _check(self._close_from(actions.made, _STANDARD_STREAMS))
        return actions


class _Actions:
    """What a new process does before its program is loaded. The library only reads it once it is made.

    It is given back when nobody has it any more, who may be a thread that starts something with it.
    """

    def __init__(self, init: Callable[[Any], int], destroy: Callable[[Any], int]) -> None:
        self.made = ctypes.create_string_buffer(_STRUCTURE_BYTES)
        _check(init(self.made))
        weakref.finalize(self, destroy, self.made)


def load_posix_spawn(platform: str = sys.platform) -> PosixSpawn | None:
    """The C library's way to start programs, if this system has it."""
    if platform != "linux":
        return None
    try:
        return PosixSpawn(ctypes.CDLL(None), ctypes.PyDLL(None))
    except (OSError, AttributeError):
        return None


def _attributes(quick: ctypes.PyDLL) -> ctypes.Array[ctypes.c_char]:
    """The same for all starts: a session of its own, and Python's ignored signals set back."""
    attributes = ctypes.create_string_buffer(_STRUCTURE_BYTES)
    signals = ctypes.create_string_buffer(_STRUCTURE_BYTES)
    _check(quick.posix_spawnattr_init(attributes))
    quick.sigemptyset(signals)
    for number in _SET_BACK:
        quick.sigaddset(signals, number)
    _check(quick.posix_spawnattr_setsigdefault(attributes, signals))
    set_flags = quick.posix_spawnattr_setflags
    set_flags.argtypes = [c_void_p, c_short]
    _check(set_flags(attributes, _SETSIGDEF | _SETSID))
    return attributes


def _places(name: str, cwd: str, env: EnvironmentBlock) -> Iterator[str]:
    """Where the program may be. A try costs a process, so that only files that are there are tried."""
    if os.sep in name:
        yield name
        return
    for folder in env.get("PATH", os.defpath).split(os.pathsep):
        place = os.path.join(folder, name)  # noqa: PTH118 - an empty folder is the working directory
        if os.path.lexists(os.path.join(cwd, place)):  # noqa: PTH118 - see above
            yield place


def _check(code: int) -> None:
    if code:
        raise OSError(code, os.strerror(code))
