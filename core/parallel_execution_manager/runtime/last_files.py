"""The last files of a run folder, which a full disk, or a folder in their place, may not take."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from parallel_execution_manager.roles.results import (
    Result,
    write_first_result,
    write_missing_result,
    write_result,
)
from parallel_execution_manager.system.files.atomic_write import lacks_room

logger = logging.getLogger("ParallelExecutionManager")


class LastFiles:
    """What the disk took of a run folder's last files; the work was done, also where it is full.

    ``problem`` is a half-sentence for the task's summary, empty if all is written. ``lacks_result`` is set
    by whoever has just seen the folder, and that there is no result in it yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problem = ""
        self.lacks_result = False

    def replace_result(self, result: Result) -> None:
        """Write a result in the place of one that may be there.

        Raises:
            OSError: see `take`.
        """
        self.lacks_result = False
        self.take(lambda: write_result(self.folder, result))

    def add_result(self, result: Result, turn: threading.Lock) -> None:
        """Write a result unless there is one, while ``turn`` is held; what fails is noted without it.

        Raises:
            OSError: see `take`.
        """
        write = write_first_result if self.lacks_result else write_missing_result
        self.lacks_result = False

        def write_in_turn() -> None:
            with turn:
                write(self.folder, result)

        self.take(write_in_turn)

    def take(self, write: Callable[[], None]) -> None:
        """Write something, or note that the disk is full or the place is taken.

        Raises:
            OSError: it fails for another reason.
        """
        try:
            write()
        except OSError as error:
            self.note(error)

    def note(self, error: OSError) -> None:
        """Note that the disk is full, or that the task made a folder in the file's place.

        Raises:
            OSError: ``error`` says something else.
        """
        if isinstance(error, IsADirectoryError):
            name = Path(os.fsdecode(error.filename2 or error.filename or "")).name
            logger.warning("In %s a folder is in the place of %s", self.folder, name)
            self.problem = f"; {name} cannot be written: a folder is in its place"
            return
        if not lacks_room(error):
            raise error
        if not self.problem:
            logger.warning("The result in %s cannot be written: %s", self.folder, error.strerror)
        self.problem = f"; but its result cannot be written: {error.strerror}; make room on its disk"
