"""Frozen views of the files in use."""

from __future__ import annotations

from dataclasses import field

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.model import ClaimScope, FileClaim
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView, WaiterView
from parallel_execution_manager.scheduling.state.state import MachineState

_Name = tuple[str, str]


@dataclass(slots=True)
class _File:
    claim: FileClaim
    holds: list[HolderView] = field(default_factory=list)
    waits: list[tuple[tuple[float, int], WaiterView]] = field(default_factory=list)


def lease_views(state: MachineState) -> tuple[LeaseView, ...]:
    """Every file in use once, by path; who waits for an alias waits for the file that is held."""
    files: dict[_Name, _File] = {}
    for name, grant in state.leases.grants.items():
        who, pid = _who(state, name)
        for claim in grant.claims:
            view = HolderView(name, claim.mode, grant.at, grant.fence, who, pid)
            _file(files, claim).holds.append(view)
    in_the_way: dict[FileClaim, FileClaim] = {}
    for name, wait in state.leases.waits.items():
        claim, (who, pid) = wait.conflict.claim, _who(state, name)
        held = in_the_way.get(claim)
        if held is None:
            held = in_the_way[claim] = next(state.leases.held(claim), claim)
        waiter = WaiterView(name, claim.mode, wait.since, who, pid)
        _file(files, held).waits.append((state.rank_in_line(wait.role, wait.entry), waiter))
    return tuple(_view(files[name]) for name in sorted(files))


def _file(files: dict[_Name, _File], claim: FileClaim) -> _File:
    return files.setdefault((claim.path, claim.pattern), _File(claim))


def _view(file: _File) -> LeaseView:
    holds = sorted(file.holds, key=lambda hold: (hold.since, hold.fence))
    waits = sorted(file.waits, key=lambda wait: wait[0])
    claim = file.claim
    scope = ClaimScope.TREE if claim.pattern else claim.scope
    return LeaseView(claim.path, tuple(holds), tuple(view for _, view in waits), scope, claim.pattern)


def _who(state: MachineState, name: str) -> tuple[str, int | None]:
    lease = state.outside.get(name)
    return ("", None) if lease is None else (lease.who, lease.holder.pid)
