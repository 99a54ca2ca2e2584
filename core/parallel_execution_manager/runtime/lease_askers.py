"""Who may ask a manager for what about leases: the processes of whoever asks, as the kernel tells it.

What a program says of itself is not believed: it could name a stranger as the holder of files, or end a
stranger's lease. Where the system does not tell who is at the other end of a socket (all but Linux), nothing
is checked; the door is then as safe as its permissions, which are for one user alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.system.ipc.local_socket import Peer
from parallel_execution_manager.system.processes.identity import (
    KinRule,
    ProcessIdentity,
    broken_rule,
    line_of_descent,
    lives,
    own_identity,
    speaks_for,
    user_of,
)
from parallel_execution_manager.system.storage.lease_record import LeaseRecord

NOT_YOURS = "not_yours"
_WAY_OUT = "ask in that process, in one that it has started, or in the shell that has started it"
_STRANGE: Final = {
    KinRule.USER: "it belongs to user {owner}, and user {user} asks",
    KinRule.KIN: f"process {{pid}}, which asks, is no part of it; {_WAY_OUT}",
    KinRule.TASK: "it is no part of the task that process {pid} runs in",
}


def refuse_to_hold(record: LeaseRecord, caller: Caller, known: LeaseRecord | None) -> None:
    """See that a lease is asked for by its own: each of its processes is one that the caller speaks for.

    ``known`` is what is there by that id already.

    Raises:
        DoorError: a process is a stranger's or another user's, or the id is.
    """
    peer = _peer_of(caller)
    if peer is None:
        return
    if record.asker is not None and record.asker != caller.identity:
        raise DoorError(
            NOT_YOURS,
            f"process {record.asker.pid} is named as the one that waits for the answer, and process "
            f"{peer.pid} asks; name the one that asks",
        )
    _refuse_to_speak_for(peer, record.processes)
    if known is not None and known.processes != record.processes:
        raise DoorError(
            NOT_YOURS, f"the id {record.id} is of a lease of process {known.pid}; take another id"
        )


def refuse_to_end(record: LeaseRecord, caller: Caller) -> None:
    """See that what is said of a lease is said by its own.

    Raises:
        DoorError: the caller is neither its asker nor one that speaks for a process of it.
    """
    # A lease of nobody ends by itself.
    peer = _peer_of(caller) if record.is_alive() else None
    if peer is None:
        return
    if record.asker is not None and record.asker == caller.identity:
        return
    if not any(speaks_for(peer.pid, process) for process in record.processes):
        raise DoorError(
            NOT_YOURS,
            f"{record.id} is of {record.label} (process {record.pid}), and process {peer.pid} is no part of "
            f"that; {_WAY_OUT}. It ends with its process",
        )


def refuse_to_join(processes: Sequence[ProcessIdentity], caller: Caller) -> None:
    """See that a lease gets no processes but those that the caller speaks for.

    Raises:
        DoorError: one is a stranger's or another user's.
    """
    peer = _peer_of(caller)
    if peer is not None:
        _refuse_to_speak_for(peer, processes)


def _peer_of(caller: Caller) -> Peer | None:
    """Who asks; ``None`` where the system does not tell.

    Raises:
        DoorError: it has ended: another process may have its number by now.
    """
    peer = caller.peer
    if peer is not None and (caller.identity is None or not lives(caller.identity)):
        raise DoorError(
            NOT_YOURS,
            f"process {peer.pid}, which has opened this connection, has ended or cannot be seen from here; "
            "open one in the process that asks",
        )
    return peer


def _refuse_to_speak_for(peer: Peer, processes: Sequence[ProcessIdentity]) -> None:
    me = own_identity()
    # A program may have its manager in itself, and ask for what it does beside that, or what runs in it.
    if me in processes and me not in line_of_descent(peer.pid):
        raise DoorError(
            NOT_YOURS,
            f"process {me.pid} is the manager that hands the files out, which uses none, and its tasks would "
            "wait for it; name the process that works with them",
        )
    for process in filter(lives, processes):
        _refuse_to_speak(peer, process, f"files cannot be held for process {process.pid}")


def _refuse_to_speak(peer: Peer, process: ProcessIdentity, what: str) -> None:
    broken = broken_rule(peer.pid, peer.user, process)
    if broken is not None:
        why = _STRANGE[broken].format(owner=user_of(process.pid), user=peer.user, pid=peer.pid)
        raise DoorError(NOT_YOURS, f"{what}: {why}")
