"""Whether a batch may begin, or go on, with what an earlier one has left in the data folder."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from parallel_execution_manager.control.data_folder import data_dir_of
from parallel_execution_manager.control.wording import counted
from parallel_execution_manager.runtime.keeping import STORE_FOLDER
from parallel_execution_manager.system.store.peeking import peek


def beginning_problems(args: argparse.Namespace) -> Iterator[str]:
    """Why ``pem batch`` can neither begin nor go on, each with its way out."""
    if args.resume and args.tasks is not None:
        yield f"--resume goes on with tasks that were queued before; leave {args.tasks} out, or --resume"
    elif not args.resume and args.tasks is None:
        yield "no task file is named; give one, - for standard input, or --resume to go on with a batch"
    elif not args.resume and (unended := peek(data_dir_of(args) / STORE_FOLDER).unended):
        folder = data_dir_of(args)
        left = f"{counted(unended, 'task')} of an earlier batch {'has' if unended == 1 else 'have'} not ended"
        yield (
            f"{left} in {folder}; go on by pem batch --resume --data-dir {folder}, or choose another folder "
            "with --data-dir"
        )
