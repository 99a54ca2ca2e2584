"""Foreign text, harmless: never taken for markup, and nothing in it moves or reverses what stands beside it.

No widgets in here.
"""

from __future__ import annotations

from html import escape

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.storage.history import PastRun

_LONGEST_TIP = 2_000
_LONGEST_NAME = 200


def without_mnemonic(text: str) -> str:
    """The text of an action or button as it is read: no key marked with ``&``, and ``&&`` is one ``&``."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def harmless(text: str) -> str:
    """The text with its line ends; every other control or direction character is spelt out."""
    return text if text.isprintable() else "\n".join(map(printable, text.split("\n")))


def shown_name(of: TaskView | PastRun) -> str:
    """The name of a task or of one of its runs as it is shown: on one line, bounded, and harmless."""
    return printable(of.spec.name if isinstance(of, TaskView) else of.name, _LONGEST_NAME)


def plain_tip(text: str) -> str:
    """A tooltip that shows the text letter by letter; Qt looks into tooltips for tags."""
    cut = text if len(text) <= _LONGEST_TIP else f"{text[:_LONGEST_TIP]} …"
    return f"<span style='white-space: pre-wrap'>{escape(harmless(cut))}</span>" if cut else ""
