"""The client of a request: who it is, whether it is still there, and what it has said so far."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Mapping
from typing import Any

from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.system.ipc.local_socket import Peer, peer_of
from parallel_execution_manager.system.processes.identity import ProcessIdentity, identity_of

MOST_PARTS = 64
"""Each is a line of its own, so that what one client has kept here is bounded."""

LONGEST_WAIT_S = 3600.0
"""Longer times are more than the kernel's calls can count, in milliseconds."""


class Caller:
    """One for each connection; used in its thread only."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        self._peer = peer_of(client)
        self.identity = None if self._peer is None else _identity_of(self._peer.pid)
        """Which process has the peer's number now, when it comes in: later another one may have it."""
        self._parts: list[Mapping[str, Any]] = []
        self.has_more = False
        """Whether its next request is there already: what it asked before is wanted no longer."""

    @property
    def peer(self) -> Peer | None:
        """The process that came in, as the kernel tells it; ``None`` where the system does not."""
        return self._peer

    def wait(self, news: socket.socket, patience_s: float | None = None) -> bool:
        """Wait until ``news`` can be read, the time is over, or an hour: see then what there is.

        ``False`` if the client has gone, has asked for something else, or the door closes.
        """
        if self.has_more:
            return False
        deadline = None if patience_s is None else time.monotonic() + patience_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._client, selectors.EVENT_READ)
            selector.register(news, selectors.EVENT_READ)
            left = LONGEST_WAIT_S if deadline is None else max(0.0, deadline - time.monotonic())
            ready = {key.fileobj for key, _ in selector.select(min(left, LONGEST_WAIT_S))}
        return self._client not in ready

    def keep(self, message: Mapping[str, Any]) -> int:
        """Keep a part of a request that is too long for one line; how many there are.

        Raises:
            DoorError: that are too many; all are dropped.
        """
        self._parts.append(message)
        if len(self._parts) > MOST_PARTS:
            self._parts.clear()
            raise DoorError("too_long", f"a request has at most {MOST_PARTS} parts; make several of it")
        return len(self._parts)

    def kept(self) -> list[Mapping[str, Any]]:
        """What was kept, in order; nothing is kept any longer."""
        parts, self._parts = self._parts, []
        return parts


def _identity_of(pid: int) -> ProcessIdentity | None:
    """Which process it is; ``None`` if it has ended, or too many files are open to look."""
    try:
        return identity_of(pid)
    except OSError:
        return None
