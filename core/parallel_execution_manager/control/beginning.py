"""Whether a batch may begin, or go on, with what an earlier manager has left in the data folder."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager.control.data_folder import data_dir_of
from parallel_execution_manager.control.wording import counted, printable
from parallel_execution_manager.system.ipc.instance_lock import InstanceLock
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.errors import FAILURES, reason_of
from parallel_execution_manager.system.storage.opening import STORE_FOLDER
from parallel_execution_manager.system.storage.reading import Left, discard, peek


def beginning_problems(args: argparse.Namespace) -> Iterator[str]:
    """Why ``pem batch`` can neither begin nor go on, each with its way out."""
    if args.resume and args.tasks is not None:
        yield f"--resume goes on with tasks that were queued before; leave {args.tasks} out, or --resume"
    elif args.resume and args.discard:
        yield "--resume goes on with what is left, and --discard throws it away; leave one of them out"
    elif args.retry and not args.resume:
        yield "--retry is for a batch that goes on; add --resume, or leave it out"
    elif not args.resume and args.tasks is None:
        yield "no task file is named; give one, - for standard input, or --resume to go on with a batch"
    elif not args.resume and not args.discard:
        yield from left_problems(args, "throw what is left away by --discard")


def left_problems(args: argparse.Namespace, other_way: str) -> Iterator[str]:
    """That tasks of an earlier manager are left in the data folder, with the ways out.

    ``other_way`` is one beside going on with them and another folder. Nothing is told while a manager runs
    there: its tasks are not left.
    """
    folder = data_dir_of(args)
    left = peek(folder / STORE_FOLDER)
    if left.unended:
        yield _left(folder, left, other_way)


def discard_earlier(args: argparse.Namespace) -> None:
    """Throw away what an earlier manager has left.

    Raises:
        ManagerRunsError: it is not earlier: it runs.
        DataDirError: the folder, or the store in it, cannot be used.
    """
    folder = data_dir_of(args)
    lock = InstanceLock(folder)
    try:
        discard(folder / STORE_FOLDER)
    except FAILURES as error:
        raise DataDirError(f"what is left in {folder} cannot be thrown away: {reason_of(error)}") from error
    finally:
        lock.release()


def _left(folder: Path, left: Left, other_way: str) -> str:
    verb = "has" if left.unended == 1 else "have"
    more = left.unended - len(left.names)
    names = ", ".join(map(printable, left.names)) + (f" and {more:,} more" if more else "")
    return (
        f"{counted(left.unended, 'earlier task')} ({names}) {verb} not ended in {folder}; go on by pem batch "
        f"--resume --data-dir {shlex.quote(str(folder))}, "
        f"{other_way}, or choose another folder with --data-dir"
    )
