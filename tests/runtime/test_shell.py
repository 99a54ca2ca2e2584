"""What changes for those who look on makes a snapshot due, and nothing else does."""

from __future__ import annotations

from types import SimpleNamespace

from parallel_execution_manager.runtime.notifications import Subscribers
from parallel_execution_manager.runtime.shell import EffectShell
from parallel_execution_manager.scheduling.effects import RoleChanged, WakeAt
from parallel_execution_manager.scheduling.model.task import RoleState
from tests.scheduling.world import World


def test_a_time_to_wake_at_is_nothing_to_publish() -> None:
    nobody = SimpleNamespace(granted=None, denied=None)
    shell = EffectShell(World().machine, nobody, Subscribers(), lambda: 1.0, leases=nobody)
    shell.perform([WakeAt(at=1.0, cause="", when=2.0)])
    assert shell.publish_due() is None
    shell.perform(
        [
            RoleChanged(at=1.0, cause="", role="middle", state=RoleState.ACTIVE),
            WakeAt(at=1.0, cause="", when=2.0),
        ]
    )
    assert shell.publish_due() is not None
