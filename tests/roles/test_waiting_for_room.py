"""A worker waits for room for its process."""

from __future__ import annotations

import os

from parallel_execution_manager.roles.worker import once_there_is_room


def test_a_process_without_room_is_tried_again_and_that_is_told_once(capsys) -> None:
    refused = [True, True, False]

    def start() -> str:
        if refused.pop(0):
            raise BlockingIOError(11, os.strerror(11))
        return "made"

    assert once_there_is_room(start) == "made"
    assert capsys.readouterr().err.count("no more threads or processes") == 1
