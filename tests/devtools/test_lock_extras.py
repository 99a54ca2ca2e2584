"""An extra that a locked package asks of another is locked by that name, or pip looks for it elsewhere.

It would take the newest version there is for the extra, and refuse that for want of a hash once it is newer
than the locked one: an installation that worked yesterday would fail.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devtools.lock_freshness import pins
from devtools.locks import GROUPS
from devtools.project import ROOT


def locked(name: str) -> dict[str, set[str]]:
    """Each package of a lock with the extras that it is locked with."""
    return {canonicalize_name(pin.name): pin.extras for pin in pins(ROOT / "locks" / f"{name}.txt")}


def asked(package: str) -> list[Requirement]:
    """What a package asks of others with extras, here; nothing of one that is not installed."""
    try:
        everything = map(Requirement, requires(package) or ())
    except PackageNotFoundError:
        return []
    here = (each for each in everything if each.marker is None or each.marker.evaluate({"extra": ""}))
    return [each for each in here if each.extras]


@pytest.mark.parametrize("name", GROUPS)
def test_extras_that_are_asked_for_are_locked(name: str) -> None:
    lock = locked(name)
    missing = {
        f"{package} asks for {each}"
        for package in lock
        for each in asked(package)
        if not each.extras <= lock.get(canonicalize_name(each.name), set())
    }
    assert missing == set()


def test_the_lock_of_the_tests_has_one() -> None:
    assert locked("dev")["coverage"] == {"toml"}
