"""The process that grades files for an assessment: a file that takes too long costs itself, not the run.

Nothing else can end a parser from outside. The worker sends a line of JSON for each file and gets a
pickled grade; the process ends when its input does.
"""

from __future__ import annotations

import gc
import json
import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from parallel_execution_manager.roles.script_assessment.grading import grade_file

# Long elif and operator chains are deep trees; the parser and radon recurse once a level.
RECURSION_LIMIT = 100_000
STACK_BYTES = 512 * 1024 * 1024


def main() -> int:
    """Grade what standard input asks for, in a thread whose stack is large."""
    # Syntax trees are many objects without cycles: looking for some takes a quarter of the time.
    gc.disable()
    sys.setrecursionlimit(RECURSION_LIMIT)
    threading.stack_size(STACK_BYTES)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="grader") as thread:
        thread.submit(answer, sys.stdin.buffer, sys.stdout.buffer).result()
    return 0


def answer(requests: BinaryIO, answers: BinaryIO) -> None:
    """Say that it is ready (``None``), then give one `FileGrade` for each request."""
    _send(None, answers)
    for request in requests:
        path, shown, max_mb = json.loads(request)
        _send(grade_file(Path(path), shown, max_mb), answers)


def _send(content: object, answers: BinaryIO) -> None:
    pickle.dump(content, answers)
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
