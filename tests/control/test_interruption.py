"""Signals are counted while a queue is driven, and go their usual way before and after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from parallel_execution_manager.control.exit_codes import of_signal
from parallel_execution_manager.control.interruption import Interruption

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def test_the_first_signal_is_remembered_and_all_are_counted():
    with Interruption() as interruption:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
    assert (interruption.name, interruption.count) == ("SIGTERM", 2)


def test_the_handlers_of_before_come_back():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with Interruption() as interruption:
        assert signal.getsignal(signal.SIGINT) != before[0]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
    assert interruption.name == ""


def test_a_signal_that_is_ignored_stays_ignored():
    program = (
        "import os, signal\n"
        "from parallel_execution_manager.control.interruption import Interruption\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "with Interruption() as interruption:\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "print(interruption.count)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


def test_exit_codes_of_signals_are_those_of_a_shell():
    assert [of_signal(number) for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)] == [129, 130, 143]
