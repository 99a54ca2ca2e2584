"""A manager as its supervisor sees it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from parallel_execution_manager.supervisor.protocol import Connection
from parallel_execution_manager.supervisor.records import Attempt
from parallel_execution_manager.supervisor.server import Client
from tests.system.trees import DEADLINE_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there are supervisors on Linux only")


class Ends:
    """A client and the manager's end of its connection."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.left: list[bool] = []
        self.client = Client(ours, lambda *, on_purpose: self.left.append(on_purpose))
        self.manager = Connection(theirs)


@pytest.fixture
def ends() -> Iterator[Ends]:
    """Both ends of a connection."""
    made = Ends()
    yield made
    made.client.connection.close()
    made.manager.close()


def test_what_is_told_comes_as_it_is_and_in_order(ends: Ends):
    ends.client.tell({"pid": 7})
    ends.client.tell({"ended": {}})
    assert ends.manager.read(DEADLINE_S) == {"pid": 7}
    assert ends.manager.has_line
    assert ends.manager.read(DEADLINE_S) == {"ended": {}}


def test_nobody_is_told_where_nobody_is_there(ends: Ends):
    ends.manager.close()
    ends.client.tell({"pid": 7})
    ends.client.tell({"ended": {}})
    assert ends.left == [False]


def test_a_root_is_seen_to_end_in_a_given_time_or_not():
    # It ends when its input does.
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        pidfd = os.pidfd_open(child.pid)
        attempt = Attempt(child.pid, pidfd, {})
        assert not attempt.ends_within(0.0)
        child.stdin.close()
        assert attempt.ends_within(DEADLINE_S)
        os.close(pidfd)


def test_of_a_root_that_cannot_be_watched_no_end_is_seen():
    assert not Attempt(os.getpid(), None, {}).ends_within(DEADLINE_S)
