"""``pem log``: what a task prints, also while it prints it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from parallel_execution_manager.control.asking import add_asking_options, ask, failed, nobody_there, say_json
from parallel_execution_manager.control.data_folder import data_dir_of
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, NO_MANAGER, SOME_FAILED
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.task_end import TaskEnd
from parallel_execution_manager.control.wording import state_word
from parallel_execution_manager.runtime.client import Facts, ManagerClient, managers_of
from parallel_execution_manager.system.logs.reader import Chunk, follow, gap_lines, tail
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE, RunFolders

Chunks = Callable[[], Iterable[Chunk]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem log``."""
    parser.add_argument("task", metavar="TASK", help="the id of the task")
    parser.add_argument("-f", "--follow", action="store_true", help="go on until the task has ended")
    parser.add_argument("-n", "--lines", metavar="N", type=_number, help="the last lines only")
    parser.add_argument("--attempt", metavar="N", type=_number, help="of this attempt (default: the newest)")
    add_asking_options(parser, "the text as a JSON object, with the task's state and the file's path")
    parser.set_defaults(check=lambda args: _check(parser, args))


def execute(args: argparse.Namespace) -> int:
    """Print the output; the exit code. Without a manager what was printed before is read all the same."""
    args.check(args)
    with ExitStack() as stack:
        runs = bool([stack.enter_context(manager) for manager in managers_of(data_dir_of(args))])
    folder = RunFolders(data_dir_of(args)).newest(args.task)
    if runs or folder is None or args.attempt is not None:
        return ask(args, lambda manager: _log(args, manager))
    return _from_disk(args, folder)


def _from_disk(args: argparse.Namespace, folder: Path) -> int:
    told = {"task": args.task, "state": None, "ended": None, "path": str(folder / OUTPUT_FILE)}
    code = _print(args, told, lambda: tail(folder / OUTPUT_FILE, args.lines))
    if not args.follow or code != ALL_SUCCEEDED:
        return code
    tell(nobody_there(data_dir_of(args)))
    return NO_MANAGER


def _log(args: argparse.Namespace, manager: ManagerClient) -> int:
    told = manager.log(args.task, args.attempt)
    if told["ended"] or not args.follow:
        return _as_it_is(args, told)
    with TaskEnd(data_dir_of(args), args.task) as end:
        if told["path"] is None:
            tell(f"task {args.task!r} is {state_word(told['state'])} and has printed nothing yet")
        while told["path"] is None and not end.is_over():
            end.wait()
            if not end.is_over():
                told = manager.log(args.task, args.attempt)
        if end.manager_ended is not None and told["path"] is None:
            return failed(args, end.manager_ended, NO_MANAGER)
        if told["path"] is None:
            return _as_it_is(args, manager.log(args.task, args.attempt))
        path = Path(told["path"])
        code = _print(args, told, lambda: follow(path, end.is_over, lines=args.lines, wait=end.wait))
        if code == ALL_SUCCEEDED and end.manager_ended is not None:
            return failed(args, end.manager_ended, NO_MANAGER)
        return code


def _as_it_is(args: argparse.Namespace, told: Facts) -> int:
    if told["path"] is not None:
        return _print(args, told, lambda: tail(Path(told["path"]), args.lines))
    tell(f"task {args.task!r} is {state_word(told['state'])} and has printed nothing")
    if args.json:
        say_json({**told, "text": ""})
    return ALL_SUCCEEDED


def _print(args: argparse.Namespace, told: Facts, chunks: Chunks) -> int:
    path = Path(told["path"])
    try:
        if args.json:
            say_json({**told, "text": "".join(_pieces(chunks()))})
            return ALL_SUCCEEDED
        for piece in _pieces(chunks()):
            if not say(piece, end=""):
                break
    except FileNotFoundError:
        from parallel_execution_manager.system.runs.retention import missing_told

        tell(missing_told(path.parent) or f"nothing was printed: there is no {path}")
        return SOME_FAILED
    except OSError as error:
        tell(f"{path} cannot be read: {error.strerror or error}")
        return SOME_FAILED
    return ALL_SUCCEEDED


def _pieces(chunks: Iterable[Chunk]) -> Iterator[str]:
    """The text with what is missing told on lines of its own."""
    begins_line = True
    for chunk in chunks:
        gap = gap_lines(chunk)
        piece = ("\n" if gap and not begins_line else "") + gap + chunk.text
        begins_line = piece.endswith("\n") if piece else begins_line
        yield piece


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def _check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if args.json and args.follow:
        parser.error("--json is one object, so there is nothing to follow: leave --follow out")
