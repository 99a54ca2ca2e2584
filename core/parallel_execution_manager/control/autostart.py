"""``pem autostart``: whether the window opens with the desktop session."""

from __future__ import annotations

import argparse
import os

from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.system.host import (
    AutostartError,
    autostart_file,
    is_on,
    is_supported,
    switch_off,
    switch_on,
)

ON, OFF = "on", "off"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of ``pem autostart``."""
    parser.add_argument(
        "switch", nargs="?", choices=(ON, OFF), help="switch it; without a word it is only told how it stands"
    )


def execute(args: argparse.Namespace) -> int:
    """Switch and tell; the exit code."""
    if not is_supported():
        tell("autostart is for desktops of Linux; use this system's own settings for programs at log-in")
        return BAD_INPUT
    try:
        if args.switch == ON:
            switch_on(os.environ)
        elif args.switch == OFF:
            switch_off(os.environ)
    except AutostartError as error:
        tell(str(error))
        return BAD_INPUT
    state = "on: the window opens with the session" if is_on(os.environ) else "off"
    say(f"autostart is {state} ({printable(str(autostart_file(os.environ)))})")
    return ALL_SUCCEEDED
