"""Whether a window can be shown here, found out before Qt tries: Qt ends the process when it cannot."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from parallel_execution_manager.system.shared_libraries import Use, missing_libraries_problem

OWN_SCREEN = frozenset({"win32", "darwin"})
ANSWER_WITHIN_S = 3.0
FIRST_X_PORT = 6000
SCREENLESS_PLATFORMS = frozenset(
    {"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs", "vkkhrdisplay"}
)
X_DISPLAY_OVER_TCP = re.compile(r"(?:tcp/|inet6?/)?(?P<host>[^/]+):(?P<number>\d+)(?:\.\d+)?")


def has_display(env: Mapping[str, str], platform: str) -> bool:
    """Whether somebody is expected to see a window: on Linux a display is named, elsewhere always.

    Args:
        env: the environment of the process that would show the window.
        platform: as ``sys.platform``.
    """
    if platform in OWN_SCREEN:
        return True
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def display_problem(
    env: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    libraries_problem: Callable[[Use], str | None] = missing_libraries_problem,
) -> str | None:
    """Why Qt could show no window, in one line with the way out; ``None`` if it can.

    A platform of Qt that needs no screen (``QT_QPA_PLATFORM=offscreen``) asks for libraries only.
    """
    env = os.environ if env is None else env
    if platform in OWN_SCREEN:
        return None
    wanted = env.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if wanted in SCREENLESS_PLATFORMS:
        return libraries_problem(Use.DRAWING)
    if wanted.startswith("wayland"):
        return libraries_problem(Use.WAYLAND_WINDOW) or _wayland_problem(env)
    if wanted != "xcb" and (env.get("WAYLAND_DISPLAY") or env.get("XDG_SESSION_TYPE") == "wayland"):
        problem = libraries_problem(Use.WAYLAND_WINDOW) or _wayland_problem(env)
        if problem is None or not env.get("DISPLAY"):
            return problem  # otherwise Qt goes on to X, and so does this
    return libraries_problem(Use.X11_WINDOW) or _x_problem(env.get("DISPLAY", ""))


def _wayland_problem(env: Mapping[str, str]) -> str | None:
    name = env.get("WAYLAND_DISPLAY") or "wayland-0"
    path = Path(env.get("XDG_RUNTIME_DIR", "/run/user/nobody"), name)
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_WITHIN_S)
            connection.connect(str(path))
    except OSError as error:
        return _no_answer(f"WAYLAND_DISPLAY={name} ({path})", error.strerror or str(error))
    return None


def _x_problem(display: str) -> str | None:
    if not display:
        return "there is no display (DISPLAY, WAYLAND_DISPLAY are unset): set one, or use pem run --headless"
    over_tcp = X_DISPLAY_OVER_TCP.fullmatch(display)
    if over_tcp and over_tcp["host"] != "unix":
        problem = _tcp_problem(over_tcp["host"].strip("[]"), FIRST_X_PORT + int(over_tcp["number"]))
        if problem:
            return _no_answer(f"DISPLAY={display}", problem)
    if not _x_server_accepts(display):
        return _no_answer(f"DISPLAY={display}", "no X server there, or it refuses this user")
    return None


def _tcp_problem(host: str, port: int) -> str | None:
    """Tried before libxcb, which would wait minutes for a host that is gone."""
    try:
        socket.create_connection((host, port), ANSWER_WITHIN_S).close()
    except (OSError, OverflowError) as error:
        return getattr(error, "strerror", None) or str(error)
    return None


def _x_server_accepts(display: str) -> bool:
    """Connect as Qt will, with the user's authority file, and hang up."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _no_answer(what: str, reason: str) -> str:
    return f"the display does not answer ({what}: {reason}): correct or unset it, or use pem run --headless"
