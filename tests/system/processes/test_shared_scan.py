"""Callers share a scan, but never one that began before they asked."""

from __future__ import annotations

import threading

import pytest

from parallel_execution_manager.system.processes.table import SharedScan
from tests.system.trees import DEADLINE_S, in_background, wait_until


def test_all_who_ask_during_a_scan_share_the_next_one():
    begun: list[int] = []
    go_on = threading.Semaphore(0)

    def scan() -> None:
        begun.append(len(begun))
        assert go_on.acquire(timeout=DEADLINE_S)

    shared = SharedScan(scan)
    first = in_background(shared.run)
    wait_until(lambda: len(begun) == 1, "the first scan")
    others = [in_background(shared.run) for _ in range(8)]
    wait_until(lambda: len(shared._changed._waiters) == 8, "all the others to wait")
    go_on.release()
    first.result(DEADLINE_S)
    wait_until(lambda: len(begun) == 2, "the second scan")
    assert not any(other.done() for other in others)
    go_on.release()
    for other in others:
        other.result(DEADLINE_S)
    assert len(begun) == 2


def test_an_error_reaches_the_one_who_scanned_and_the_others_scan_for_themselves():
    calls: list[int] = []
    go_on = threading.Event()

    def scan() -> None:
        calls.append(1)
        if len(calls) == 1:
            assert go_on.wait(DEADLINE_S)
            raise OSError("no descriptors")

    shared = SharedScan(scan)
    failing = in_background(shared.run)
    wait_until(lambda: len(calls) == 1, "the first scan")
    other = in_background(shared.run)
    go_on.set()
    with pytest.raises(OSError, match="no descriptors"):
        failing.result(DEADLINE_S)
    other.result(DEADLINE_S)
    assert len(calls) == 2
