"""What the manager raises."""

from __future__ import annotations

from collections.abc import Sequence


class WishError(ValueError):
    """A wish did not come to what it should; ``problems`` has every reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class WishRefused(WishError):
    """A wish was not carried out, and nothing of it was."""


class SettingsChanged(WishRefused):
    """Settings were not saved, because their file is another than the one that was read."""


class WishNotKept(WishError):
    """A wish was carried out, and is not on disk: it is kept as soon as the disk takes it."""


class ManagerClosed(RuntimeError):
    """The manager has been closed; make a new one."""
