"""The last files of a run folder, which a full disk may not take."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from parallel_execution_manager.system.disk_room import lacks_room

logger = logging.getLogger("ParallelExecutionManager")


class LastFiles:
    """What the disk took of a run folder's last files; the work was done, also where it is full.

    ``problem`` is a half-sentence for the task's summary, empty if all is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problem = ""

    def take(self, write: Callable[[], None]) -> None:
        """Write something, or note that the disk is full.

        Raises:
            OSError: it fails for another reason.
        """
        try:
            write()
        except OSError as error:
            self.note(error)

    def note(self, error: OSError) -> None:
        """Note that the disk is full.

        Raises:
            OSError: ``error`` says something else.
        """
        if not lacks_room(error):
            raise error
        if not self.problem:
            logger.warning("The result in %s cannot be written: %s", self.folder, error.strerror)
        self.problem = f"; but its result cannot be written: {error.strerror}; make room on its disk"
