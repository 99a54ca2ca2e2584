"""What people are told of roles that stay as they were set by hand when the program begins."""

from __future__ import annotations

from collections.abc import Iterable

from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.snapshot import RoleView


def sentences(roles: Iterable[RoleView]) -> list[str]:
    """A sentence for each role that does not work on its queue, with the way out."""
    return [text for text in map(_sentence, roles) if text]


def _sentence(role: RoleView) -> str:
    if role.state is RoleState.STOPPED:
        return f"role {role.name!r} was stopped by hand and stays so; start it with pem start {role.name}"
    words = {Hand.PAUSED: "paused", Hand.HELD: "held"}
    if role.hand not in words:
        return ""
    way_out = f"let it go on with pem resume --role {role.name}"
    return f"role {role.name!r} was {words[role.hand]} by hand and stays so; {way_out}"
