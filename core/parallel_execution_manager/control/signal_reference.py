"""The table of signals for the documentation, made from the class that has them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from parallel_execution_manager.control.markdown import row

_HEADER: Final = ("| Signal | Carries |", "|---|---|")


def signal_reference(declaring: type) -> str:
    """Name, arguments and meaning of each signal in Markdown, in the order of the source.

    Raises:
        ValueError: a signal says nothing of what it carries.
    """
    (body,) = (
        each.body for each in ast.parse(inspect.getsource(declaring)).body if isinstance(each, ast.ClassDef)
    )
    rows = [row(f"`{call}`", meaning) for call, meaning in _signals(body)]
    return "\n".join([*_HEADER, *rows, ""])


def _signals(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, after in pairwise(body):
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
            continue
        name = ast.unparse(statement.targets[0])
        meaning = ast.literal_eval(after.value) if isinstance(after, ast.Expr) else ""
        if not meaning:
            raise ValueError(f"signal {name} has no text below it that says what it carries; write one")
        names = [each.value for each in statement.value.keywords if each.arg == "arguments"]
        carried = ", ".join(ast.literal_eval(names[0])) if names else ""
        yield f"{name}({carried})", " ".join(meaning.split())
