"""``pem events``: what happens in a running manager, as it happens."""

from __future__ import annotations

import argparse
import json
import time

from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.wording import duration, printable, state_word
from parallel_execution_manager.runtime.client import Facts, ManagerClient

PEOPLE_WANT = (
    "task_changed",
    "role_throttled",
    "role_resumed",
    "role_state_changed",
    "computer_slept",
    "problem",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem events``."""
    parser.add_argument(
        "--kind",
        metavar="K",
        action="append",
        help="only events of this kind; may be given several times (default: with --json all, "
        "else all but resources_sampled and file_locks_changed)",
    )
    parser.add_argument("--count", metavar="N", type=_count, help="end after so many events")
    add_asking_options(parser, "each event as a JSON object on a line of its own")


def execute(args: argparse.Namespace) -> int:
    """Print events until interrupted; the exit code."""
    return ask(args, lambda manager: _events(args, manager))


def _events(args: argparse.Namespace, manager: ManagerClient) -> int:
    kinds = args.kind or (None if args.json else PEOPLE_WANT)
    left = args.count
    for event in manager.events(kinds):
        if not say(json.dumps(event) if args.json else line_of(event)):
            break
        if left is not None and event["event"] != "listening":
            left -= 1
            if not left:
                break
    return ALL_SUCCEEDED


def line_of(event: Facts) -> str:
    """An event for people."""
    at = time.strftime("%H:%M:%S", time.localtime(event["at"]))
    return f"{at} {printable(_words(event))}"


def _words(event: Facts) -> str:
    subject, task = event.get("subject", ""), event.get("task")
    if task is not None:
        detail = task["waits_for"] or task["detail"]
        return f"task {subject} {state_word(task['state'])}{f': {detail}' if detail else ''}"
    if event["event"] == "lost":
        return f"{event['count']:,} events were lost: they came faster than they were read"
    if event["event"] == "listening":
        return "listening"
    if event["event"] == "computer_slept":
        return f"the computer slept for {duration(event['slept_s'])}"
    said = event.get("reason") or event.get("text") or ""
    what = " ".join(filter(None, (event["event"], subject)))
    return f"{what}: {said}" if said else what


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of events; write 1 or more")
    return int(text)
