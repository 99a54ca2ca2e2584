"""Who is at the other end of a local socket, as the kernel tells it: nobody can say that he is another."""

from __future__ import annotations

import socket
import struct
from typing import NamedTuple

_CREDENTIALS = struct.Struct("iII")  # pid, user and group: SO_PEERCRED of unix(7)


class Peer(NamedTuple):
    """The process that opened the other end (0: one that is not seen here, as in a container), its user."""

    pid: int
    user: int


def peer_of(end: socket.socket) -> Peer | None:
    """Who is at the other end; ``None`` where the system does not tell (only Linux does in this way)."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return None
    try:
        pid, user, _ = _CREDENTIALS.unpack(end.getsockopt(socket.SOL_SOCKET, option, _CREDENTIALS.size))
    except OSError:
        return None
    return Peer(pid, user)
