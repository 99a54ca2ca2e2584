"""The limit of open files is raised as far as it may be, and says how many tasks fit."""

from __future__ import annotations

import subprocess
import sys

import pytest

from parallel_execution_manager.system.processes.limits import (
    most_clients,
    most_held_files,
    most_tasks,
    raise_file_limit,
)

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")

PROGRAM = """
import resource
from parallel_execution_manager.system.processes.limits import raise_file_limit
print(raise_file_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def raised_from(soft: int, hard: int) -> list[int]:
    """What is returned under these limits, and the limits afterwards."""
    limited = f'ulimit -Sn {soft} && ulimit -Hn {hard} && exec "$0" "$@"'
    command = ["sh", "-c", limited, sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [int(word) for word in done.stdout.split()]


@on_posix
def test_the_limit_is_raised_to_the_hard_one():
    assert raised_from(soft=100, hard=500) == [500, 500, 500]


@on_posix
def test_a_limit_that_cannot_be_raised_stays():
    assert raised_from(soft=300, hard=300) == [300, 300, 300]


@on_posix
def test_raising_never_lowers():
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = raise_file_limit()
    after = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert after[1] == before[1]
    assert limit == after[0] >= before[0]


def test_two_tasks_fit_whatever_the_limit_and_any_number_where_there_is_none():
    assert most_tasks(10) == most_tasks(64) == 2
    assert 100 <= (most_tasks(1024) or 0) <= 250
    assert most_tasks(None) is None


def test_who_asks_takes_a_small_part_of_the_open_files():
    assert most_clients(10) == 2
    assert most_clients(64) == 4
    assert most_clients(1024) == most_clients(10**6) == most_clients(None) == 64


def test_what_tasks_hold_takes_a_small_part_of_the_open_files():
    assert most_held_files(64) == 4
    assert most_held_files(1024) == 64
    assert most_held_files(10**6) == most_held_files(None) == 4096
