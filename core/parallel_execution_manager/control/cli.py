"""The entry point of ``pem``: ready for Ctrl-C before anything heavy is imported."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    """Carry out the process's command line; the exit code, unless the process can end here already."""
    before = tuple(sys.modules)
    end_quietly_on_sigint()
    keep_exit_codes()
    from parallel_execution_manager.control.command import carry_out

    # Not in the end: who has no more files to open by then would lose the exit code.
    from parallel_execution_manager.control.leaving import leave_at_once

    code = carry_out(sys.argv[1:])
    leave_at_once(code, before)
    return code


def window() -> int:
    """The program ``parallel-execution-manager``: what ``pem run`` is; the exit code."""
    sys.argv.insert(1, "run")
    return main()


def end_quietly_on_sigint() -> None:
    """Let Ctrl-C end the process at once, as SIGTERM does, until there is something to end in order.

    Python's own handler raises an exception wherever the program is: in the middle of an import that
    is a traceback, a crash of a library in C, or nothing at all if somebody catches it. A signal that
    whoever started us set to be ignored stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def keep_exit_codes() -> None:
    """Have the system keep the exit codes of tasks, also where whoever started us ignores SIGCHLD."""
    if hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
