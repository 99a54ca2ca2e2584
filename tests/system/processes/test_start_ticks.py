"""What the clock tells of a start is what the kernel tells of the process."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there is it asked for")

STARTS = 60


def test_what_the_clock_tells_of_a_start_is_what_the_kernel_noted():
    from parallel_execution_manager.system.processes.linux_proc import StartTicks, read_stat

    told = 0
    for _ in range(STARTS):
        clock = StartTicks()
        process = subprocess.Popen(["sleep", "60"])
        ticks = clock.between()
        try:
            stat = read_stat(process.pid)
            assert stat is not None
            assert ticks in (None, stat.started)
            told += ticks is not None
        finally:
            process.kill()
            process.wait()
    # Of one that takes long, or is made when a tick ends, it does not tell.
    assert told > 0
