"""Ending what tasks have left behind and no tree has claimed, once no attempt is under way."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence

from parallel_execution_manager.supervisor.complaints import complain
from parallel_execution_manager.supervisor.ends import wait_for_end

GRACE_S = 2.0
"""How long they have to end in order."""

_PATIENCE_S = 10.0
_LOOK_AGAIN_S = 0.05


def end_strangers(look: Callable[[], Sequence[int]], grace_s: float = GRACE_S) -> None:
    """Ask the children of this process that ``look`` gives to end, then force them; until it gives none.

    Their own children become this process's as they end, and are found by a later look. Who does not even
    react to force in ten seconds, or may not be signalled, is complained of and left.
    """
    asked: set[int] = set()
    force_at = time.monotonic() + grace_s
    while pids := look():
        now = time.monotonic()
        if now > force_at + _PATIENCE_S:
            complain("What tasks have left behind cannot be ended", TimeoutError(f"processes {pids}"))
            return
        for pid in pids:
            if now > force_at:
                _signal(pid, signal.SIGKILL)
            elif pid not in asked:
                asked.add(pid)
                _thaw(pid)
                _signal(pid, signal.SIGTERM, signal.SIGCONT)
        _wait_for_end(pids[0])


def _thaw(pid: int) -> None:
    # Loaded when it is first needed: most supervisors never meet a stranger.
    from parallel_execution_manager.system.control_groups import thaw_group_of

    thaw_group_of(pid)


def _signal(pid: int, *numbers: signal.Signals) -> None:
    """The number of a child is its own until it is reaped, which nobody does here but the looks."""
    for number in numbers:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        except PermissionError as error:
            complain(f"Process {pid} cannot be ended", error)


def _wait_for_end(pid: int) -> None:
    try:
        wait_for_end(pid, _LOOK_AGAIN_S)
    except ProcessLookupError:
        return
    except OSError:
        time.sleep(_LOOK_AGAIN_S)
