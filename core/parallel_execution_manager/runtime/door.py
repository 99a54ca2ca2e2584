"""The door of a running manager: other processes of the same user ask here.

A thread waits for clients, and each client has one of its own: one that hangs keeps nobody waiting.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import selectors
import socket
import threading
import time
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door_clients import Clients, shut
from parallel_execution_manager.runtime.door_places import BUSY, LastingPlaces, told_by_number
from parallel_execution_manager.runtime.door_protocol import (
    DoorError,
    NoRequestError,
    read_message,
    write_answer,
    write_error,
    write_item,
)
from parallel_execution_manager.system.ipc.local_socket import (
    LineError,
    LineReader,
    Listener,
    peer_of,
    send_line,
)
from parallel_execution_manager.system.processes.limits import WAY_OUT

logger = logging.getLogger("ParallelExecutionManager")

MOST_CLIENTS = 64

PATIENCE_S = 30.0
"""How long a client may take for its next request, and for reading an answer."""

PAUSE_S = 1.0
"""How long the door takes nobody in when this program has too many open files."""

FAREWELL_S = 2.0
"""How long clients have for reading their last answer when the door closes."""

Facts = Mapping[str, Any]
Request = Callable[[Facts], Facts]
"""Answers a request at once."""
PersonalRequest = Callable[[Facts, Caller], Facts]
"""Answers a request at once, by who asks."""
Stream = Callable[[Facts, Caller], Generator[Sequence[Facts], None, Facts]]
"""Answers a request with any number of items, as they come, and what it returns in the end."""

_NOTHING_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

NO_STREAMS: Mapping[str, Stream] = MappingProxyType({})
NONE_PERSONAL: Mapping[str, PersonalRequest] = MappingProxyType({})


class ClientGoneError(Exception):
    """The client has gone, or does not read."""


class Door:
    """Answers requests of at most ``most`` clients at a time from its tables, until it is closed."""

    def __init__(
        self,
        listener: Listener,
        requests: Mapping[str, Request],
        patience_s: float = PATIENCE_S,
        streams: Mapping[str, Stream] = NO_STREAMS,
        most: int = MOST_CLIENTS,
        personal: Mapping[str, PersonalRequest] = NONE_PERSONAL,
        lasting: Collection[str] = (),
    ) -> None:
        """``lasting`` are the streams that may go on for any time: see `LastingPlaces`."""
        self._listener = listener
        self._requests = {**{kind: _for_anybody(request) for kind, request in requests.items()}, **personal}
        self._streams = streams
        self._patience_s = patience_s
        self._lasting, self._places = frozenset(lasting), LastingPlaces(most)
        self._clients = Clients(most)
        self._closing = threading.Event()
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._wait_for_clients, name="pem-door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take in no more clients and let go of those that are there; what is being answered is finished."""
        self._closing.set()
        self._wake.close()
        self._thread.join()
        clients = self._clients.all()
        for client in clients.values():
            shut(client, socket.SHUT_RD)
        deadline = time.monotonic() + FAREWELL_S
        for thread, client in clients.items():
            thread.join(max(0.0, deadline - time.monotonic()))
            # One that does not read what it has asked for must not keep a program from ending.
            shut(client, socket.SHUT_RDWR)
            thread.join()
        self._listener.close()
        self._woken.close()

    def _wait_for_clients(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener.socket, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._closing.is_set():
                selector.select()
                if not self._closing.is_set():
                    self._take_in_client()

    def _take_in_client(self) -> None:
        try:
            client, _ = self._listener.socket.accept()
        except OSError as error:
            # The client has gone again, or no file is left to talk to it; then it goes on waiting.
            if error.errno in _NOTHING_LEFT:
                self._pause(error)
            return
        thread = threading.Thread(target=self._serve, args=(client,), name="pem-client", daemon=True)
        if not self._clients.take_in(thread, client):
            numbers = [peer.pid for peer in map(peer_of, self._clients.all().values()) if peer is not None]
            who = f"{self._clients.most} others are being answered{told_by_number(numbers)}"
            self._turn_away(client, f"{who}; try again later")
            return
        try:
            thread.start()
        except RuntimeError:
            self._clients.left(thread)
            self._turn_away(client, f"this computer allows it no more threads; {WAY_OUT}")

    def _pause(self, error: OSError) -> None:
        logger.warning("Nobody is taken in for %g s: %s; end some 'pem' that wait", PAUSE_S, error.strerror)
        # What waits here must not need a file itself.
        self._closing.wait(PAUSE_S)

    @staticmethod
    def _turn_away(client: socket.socket, words: str) -> None:
        error = DoorError(BUSY, words)
        with client, contextlib.suppress(OSError):
            client.setblocking(False)
            client.send(write_error(error) + b"\n")

    def _serve(self, client: socket.socket) -> None:
        try:
            with client:
                lines, caller = LineReader(client), Caller(client)
                while self._serve_one(client, lines, caller):
                    pass
        except (OSError, ClientGoneError):
            # It is gone or hangs: there is nobody to tell.
            return
        finally:
            self._clients.left(threading.current_thread())

    def _serve_one(self, client: socket.socket, lines: LineReader, caller: Caller) -> bool:
        """Answer one request; whether another may come."""
        more = True
        try:
            line = lines.read(self._patience_s)
            if line is None:
                return False
            self._clients.heard()
            caller.has_more = lines.has_more
            answer = self._answer(read_message(line), client, caller)
        except LineError as error:
            answer, more = write_error(NoRequestError("no_line", str(error))), False
        except DoorError as error:
            # Whoever finds no place must not keep one by staying.
            more = not isinstance(error, NoRequestError) and error.kind != BUSY
            answer = write_error(error)
        send_line(client, answer, self._patience_s)
        return more and not self._closing.is_set()

    def _answer(self, message: Facts, client: socket.socket, caller: Caller) -> bytes:
        kind = message.get("ask")
        request = self._requests.get(kind) if isinstance(kind, str) else None
        stream = self._streams.get(kind) if isinstance(kind, str) else None
        if request is None and stream is None:
            known = ", ".join(sorted({*self._requests, *self._streams}))
            raise NoRequestError("unknown_request", f"the request {kind!r} is unknown here; known: {known}")
        try:
            if stream is not None:
                with self._places.taken(caller) if kind in self._lasting else contextlib.nullcontext():
                    return write_answer(self._send_items(stream(message, caller), client))
            return write_answer(request(message, caller) if request is not None else {})
        except (DoorError, ClientGoneError):
            raise
        except Exception as error:
            logger.exception("The request %r failed", kind)
            raise DoorError("failed", f"{type(error).__name__}: {error}") from error

    def _send_items(self, items: Generator[Sequence[Facts], None, Facts], client: socket.socket) -> Facts:
        """Send what a stream yields; its last word."""
        with contextlib.closing(items):
            while True:
                try:
                    batch = next(items)
                except StopIteration as end:
                    return dict(end.value)
                self._send(client, batch)

    def _send(self, client: socket.socket, batch: Sequence[Facts]) -> None:
        lines = list(map(write_item, batch))
        if not lines:
            return
        try:
            send_line(client, b"\n".join(lines), self._patience_s)
        except OSError as error:
            raise ClientGoneError from error


def _for_anybody(request: Request) -> PersonalRequest:
    return lambda message, _: request(message)
