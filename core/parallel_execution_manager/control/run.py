"""``pem run``: opens the window, or runs without one: until it is stopped, or the demo to its end."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import shlex
import sys

from parallel_execution_manager.control.beginning import left_problems
from parallel_execution_manager.control.data_folder import data_dir_of, some_path
from parallel_execution_manager.control.demo import load_demo
from parallel_execution_manager.control.headless import run_headless
from parallel_execution_manager.control.interruption import Interruption
from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.options import (
    add_manager_options,
    make_manager,
    refuse,
    show,
    surrounding_problems,
)
from parallel_execution_manager.control.second import raise_first_window, told_raised
from parallel_execution_manager.control.serve import serve
from parallel_execution_manager.control.summary import artefact_lines, summary_lines
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.system.collecting import uncollected
from parallel_execution_manager.system.host import display_problem, has_display

WINDOW = "parallel_execution_manager_gui.app"
NO_DISPLAY = "there is no display here"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem run``."""
    parser.add_argument(
        "file",
        metavar="F",
        nargs="?",
        type=some_path,
        help="a task file that the window opens: its tasks are queued",
    )
    parser.add_argument(
        "--demo", action="store_true", help="queue the demo: tasks of all roles on small files"
    )
    parser.add_argument(
        "--headless", action="store_true", help="open no window: run until stopped; with --demo to its end"
    )
    add_manager_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Open the window or run without one; the exit code."""
    if args.file is not None and (args.headless or not has_display(os.environ, sys.platform)):
        return refuse([f"{args.file} is opened by the window; without one run it by pem batch {args.file}"])
    if args.headless:
        return _run_demo(args) if args.demo else serve(args)
    if not has_display(os.environ, sys.platform):
        return _run_demo(args, NO_DISPLAY)
    if raise_first_window(data_dir_of(args), args.file):
        return told_raised(data_dir_of(args), args.file)
    problem = display_problem()
    if problem is not None:
        return refuse([problem])
    return _open_window(args)


def _open_window(args: argparse.Namespace) -> int:
    """Hand over to the window, which is a layer above this one and so is named, not imported."""
    # Loading it makes many objects, and all of them stay.
    with uncollected():
        window = importlib.import_module(WINDOW)
    argv = ["--demo"] if args.demo else []
    for option, value in (("--config", args.config), ("--data-dir", args.data_dir)):
        if value is not None:
            argv.extend((option, str(value)))
    if args.file is not None:
        argv.extend(("--", str(args.file)))
    return int(window.main(argv))


def _serve_them(args: argparse.Namespace) -> str:
    folder = shlex.quote(str(data_dir_of(args)))
    return f"by pem run --headless --data-dir {folder}, which takes more tasks too"


def _run_demo(args: argparse.Namespace, why: str = "") -> int:
    """Run the demo to its end; the exit code. ``why`` says first that there is no window."""
    problems = [*surrounding_problems(args), *left_problems(args, _serve_them(args))]
    if problems:
        return refuse([*filter(None, [why]), *problems])
    if why:
        tell(f"{why}: running the demo queue without a window")
    with contextlib.closing(make_manager(args)) as manager:
        try:
            batch = manager.begin_batch("the demo")
        except WishRefused as error:
            return refuse(error.problems)
        with Interruption() as interruption:
            run = run_headless(manager, batch, lambda: load_demo(manager), interruption)
        show(artefact_lines(run, manager.run_folder))
        show(summary_lines(run, manager.run_folder, manager.data_dir))
    return run.facts.exit_code
