"""The door of a running manager: other processes of the same user ask here.

A thread waits for clients, and each client has one of its own: one that hangs keeps nobody waiting.
"""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

from parallel_execution_manager.runtime.door_protocol import (
    DoorError,
    NoRequestError,
    read_message,
    write_answer,
    write_error,
)
from parallel_execution_manager.system.local_socket import LineError, LineReader, Listener, send_line

logger = logging.getLogger("ParallelExecutionManager")

MOST_CLIENTS = 32
PATIENCE_S = 30.0
"""How long a client may take for its next request, and for reading an answer."""

Request = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Door:
    """Answers requests from a table until it is closed."""

    def __init__(
        self, listener: Listener, requests: Mapping[str, Request], patience_s: float = PATIENCE_S
    ) -> None:
        self._listener = listener
        self._requests = requests
        self._patience_s = patience_s
        self._clients: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._closing = False
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._wait_for_clients, name="pem-door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take in no more clients and let go of those that are there; what is being answered is finished."""
        self._closing = True
        self._wake.close()
        self._thread.join()
        with self._lock:
            clients = dict(self._clients)
        for thread, client in clients.items():
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RD)
            thread.join()
        self._listener.close()
        self._woken.close()

    def _wait_for_clients(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener.socket, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._closing:
                selector.select()
                if not self._closing:
                    self._take_in_client()

    def _take_in_client(self) -> None:
        try:
            client, _ = self._listener.socket.accept()
        except OSError:
            # The client has gone again, or no file is left to talk to it.
            return
        thread = threading.Thread(target=self._serve, args=(client,), name="pem-client", daemon=True)
        with self._lock:
            if len(self._clients) < MOST_CLIENTS:
                self._clients[thread] = client
        if thread in self._clients:
            thread.start()
        else:
            self._turn_away(client)

    @staticmethod
    def _turn_away(client: socket.socket) -> None:
        error = DoorError("busy", f"{MOST_CLIENTS} others are being answered; try again later")
        with client, contextlib.suppress(OSError):
            client.setblocking(False)
            client.send(write_error(error) + b"\n")

    def _serve(self, client: socket.socket) -> None:
        try:
            with client:
                lines = LineReader(client)
                while self._serve_one(client, lines):
                    pass
        except OSError:
            # It is gone or hangs: there is nobody to tell.
            return
        finally:
            with self._lock:
                self._clients.pop(threading.current_thread(), None)

    def _serve_one(self, client: socket.socket, lines: LineReader) -> bool:
        """Answer one request; whether another may come."""
        more = True
        try:
            line = lines.read(self._patience_s)
            if line is None:
                return False
            answer = write_answer(self._answer(read_message(line)))
        except LineError as error:
            answer, more = write_error(NoRequestError("no_line", str(error))), False
        except DoorError as error:
            answer, more = write_error(error), not isinstance(error, NoRequestError)
        send_line(client, answer, self._patience_s)
        return more and not self._closing

    def _answer(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        kind = message.get("ask")
        request = self._requests.get(kind) if isinstance(kind, str) else None
        if request is None:
            known = ", ".join(sorted(self._requests))
            raise NoRequestError("unknown_request", f"the request {kind!r} is unknown here; known: {known}")
        try:
            return request(message)
        except DoorError:
            raise
        except Exception as error:
            logger.exception("The request %r failed", kind)
            raise DoorError("failed", f"{type(error).__name__}: {error}") from error
