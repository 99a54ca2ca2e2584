"""A manager without a window that runs until it is stopped: ``pem run --headless``."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time

from parallel_execution_manager.control.drive import Drive
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.interruption import Interruption
from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.options import make_manager, refuse, surrounding_problems
from parallel_execution_manager.control.progress import PlainProgress
from parallel_execution_manager.control.taken_over import taken_over


def serve(args: argparse.Namespace) -> int:
    """Run until SIGTERM, Ctrl-C or SIGHUP; the exit code. To be stopped is its ordinary end: that is 0."""
    problems = list(surrounding_problems(args))
    if problems:
        return refuse(problems)
    begun = time.monotonic()
    with contextlib.closing(make_manager(args)) as manager, Interruption() as interruption:
        progress = PlainProgress(sys.stdout)
        found = taken_over(manager.snapshot().tasks, begun)
        with Drive(manager, progress, interruption) as drive:
            for text in manager.begin_roles():
                tell(text)
            progress.say(
                f"a manager without a window runs (process {os.getpid()}, data folder {manager.data_dir}); "
                "queue tasks with pem add, end it with Ctrl-C or SIGTERM"
            )
            if found:
                progress.say(found)
            drive.until_interrupted()
    return ALL_SUCCEEDED
