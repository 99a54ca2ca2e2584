"""The verbs of ``pem``; the module of each is imported only when it is used."""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple


class CommandVerb(NamedTuple):
    """A verb of the command; ``module`` of this package has ``add_arguments`` and ``execute``.

    A name behind a colon is that of a thing in the module which has them: for verbs of one shape.

    ``tells_log`` is for those that run a manager themselves: they tell what the library logs.
    """

    name: str
    summary: str
    module: str
    tells_log: bool = False


VERBS = (
    CommandVerb("run", "open the window, or run without one", "run", tells_log=True),
    CommandVerb("batch", "run a file of tasks to its end", "batch", tells_log=True),
    CommandVerb("add", "queue tasks in a running manager", "add"),
    CommandVerb("list", "the tasks of a running manager", "list_tasks"),
    CommandVerb("status", "how a running manager stands: roles, machine, numbers of tasks", "status"),
    CommandVerb("why", "why a task does not run, and what would start it", "why"),
    CommandVerb("log", "what a task prints, also while it prints it", "log"),
    CommandVerb("wait", "wait until tasks have ended; the exit code says whether they succeeded", "wait"),
    CommandVerb("events", "what happens, as it happens", "events"),
    CommandVerb("pause", "hold queued tasks and suspend running ones, or a whole role", "changing:PAUSE"),
    CommandVerb("resume", "let tasks, or a whole role, go on", "changing:RESUME"),
    CommandVerb("cancel", "take queued tasks out, and end running ones", "changing:CANCEL"),
    CommandVerb("retry", "queue ended tasks again", "changing:RETRY"),
    CommandVerb("forget", "drop ended tasks from the list", "forget"),
    CommandVerb("move", "put a queued task at another place of its role's line", "move"),
    CommandVerb("edit", "change single things of a queued task", "edit"),
    CommandVerb("priority", "how important a queued task, or a role, is", "priority"),
    CommandVerb("set", "change settings in the configuration's file and put them in force", "set_settings"),
    CommandVerb("start", "let roles work on their queues", "changing:START"),
    CommandVerb("stop", "end the running tasks of roles and start nothing of them", "changing:STOP"),
    CommandVerb("export", "the queue as a task file", "export_tasks"),
    CommandVerb("import", "queue what export printed", "import_tasks"),
    CommandVerb(
        "lease",
        "take files for a shell, a script or a command; nobody else of yours uses them then",
        "lease",
    ),
    CommandVerb("diagnostics", "a bundle for whoever looks for a fault, without secrets", "diagnostics"),
    CommandVerb("autostart", "whether the window opens with the desktop session", "autostart"),
    CommandVerb("completion", "the script that makes a shell complete this command", "completion"),
)


def load_verb(verb: CommandVerb) -> Any:
    """What carries out a verb: it has ``add_arguments(parser)`` and ``execute(args) -> int``."""
    module, _, name = verb.module.partition(":")
    found = importlib.import_module(f"{__package__}.{module}")
    return getattr(found, name) if name else found
