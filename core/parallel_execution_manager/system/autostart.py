"""Starting with the desktop session, by an entry in the user's autostart folder (freedesktop.org).

https://specifications.freedesktop.org/autostart-spec/latest/ - it needs neither D-Bus nor a service manager.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.files.atomic_file import replace_text
from parallel_execution_manager.system.own_python import is_packaged, python_command

DESKTOP_ID: Final = "io.github.parallel_execution_manager.ParallelExecutionManager"
"""What desktops call this program: the name of its entry, its icon and its windows' class."""

_QUOTED = str.maketrans({"\\": r"\\\\", '"': r'\\"', "`": r"\\`", "$": r"\\$", "%": "%%"})


class AutostartError(Exception):
    """It cannot be switched; the message names the file, the reason and the way out."""


def is_supported(platform: str = sys.platform) -> bool:
    """Whether this system has autostart folders."""
    return platform not in {"win32", "darwin"}


def autostart_file(env: Mapping[str, str]) -> Path:
    """The entry's path for the user of ``env``."""
    configured = env.get("XDG_CONFIG_HOME", "")
    folder = Path(configured) if Path(configured).is_absolute() else Path.home() / ".config"
    return folder / "autostart" / f"{DESKTOP_ID}.desktop"


def is_on(env: Mapping[str, str]) -> bool:
    """Whether the program starts with the session."""
    return autostart_file(env).is_file()


def switch_on(env: Mapping[str, str], arguments: Sequence[str] = ()) -> Path:
    """Have ``pem run`` with ``arguments`` started with the session; the file that says so.

    Raises:
        AutostartError: the file cannot be written.
    """
    path = autostart_file(env)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, _entry([*own_command(), "run", *arguments]))
    except OSError as error:
        raise _cannot(path, "written", error) from error
    return path


def switch_off(env: Mapping[str, str]) -> Path:
    """Have it not started any more; the file that is gone now.

    Raises:
        AutostartError: the file cannot be removed.
    """
    path = autostart_file(env)
    try:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    except OSError as error:
        raise _cannot(path, "removed", error) from error
    return path


def own_command() -> tuple[str, ...]:
    """The words that start ``pem`` as it runs now, from whatever folder."""
    if is_packaged():
        return (sys.executable,)
    _, *words = python_command("-m", "parallel_execution_manager")
    return (os.path.abspath(sys.executable), *words)  # noqa: PTH100 - links stay


def _entry(command: Sequence[str]) -> str:
    words = " ".join(f'"{word.translate(_QUOTED)}"' for word in command)
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.5\nName=Parallel Execution Manager\n"
        f"Exec={words}\nIcon={DESKTOP_ID}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def _cannot(path: Path, what: str, error: OSError) -> AutostartError:
    reason = error.strerror or error
    return AutostartError(f"{path} cannot be {what} ({reason}): correct the permissions of its folder")
