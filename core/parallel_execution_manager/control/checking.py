"""A manager that only checks tasks, where the folders or the configuration are not fit to run any."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator

from parallel_execution_manager.control.log_lines import log_lines_unheard
from parallel_execution_manager.control.options import DEFAULT_CONFIG
from parallel_execution_manager.runtime.manager import ParallelExecutionManager


@contextlib.contextmanager
def checking_manager(args: argparse.Namespace) -> Iterator[ParallelExecutionManager]:
    """A manager in a passing data folder. What is wrong with the configuration it does not tell again.

    Raises:
        OSError: there is no place for passing files.
        DataDirError: that place cannot be used.
    """
    # Nearly all batches are run, and need no passing folder.
    import tempfile

    with tempfile.TemporaryDirectory(prefix="pem-") as folder, log_lines_unheard():
        manager = ParallelExecutionManager(
            str(args.config or DEFAULT_CONFIG), build_contexts=False, data_dir=folder
        )
        with contextlib.closing(manager):
            yield manager
