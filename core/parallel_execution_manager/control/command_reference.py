"""Every verb of ``pem`` with its arguments and options for the documentation, made from their parsers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from parallel_execution_manager.control.markdown import row
from parallel_execution_manager.control.verbs import VERBS, CommandVerb, load_verb

_HEADER: Final = ("| Argument | Meaning |", "|---|---|")
_MANY: Final = ("*", "+", argparse.REMAINDER)
_OPTIONAL: Final = ("?", "*", argparse.REMAINDER)


def command_reference(verbs: Sequence[CommandVerb] = VERBS) -> str:
    """A heading, a line of usage and a table for each verb, in Markdown."""
    lines: list[str] = []
    for verb in verbs:
        parser = argparse.ArgumentParser(prog=f"pem {verb.name}", allow_abbrev=False)
        load_verb(verb).add_arguments(parser)
        lines += _described(parser, verb.summary)
    return "\n".join(lines)


def _described(parser: argparse.ArgumentParser, summary: str) -> Iterator[str]:
    actions = [each for each in _actions(parser) if not isinstance(each, argparse._HelpAction)]  # noqa: SLF001
    below = [each.choices for each in actions if isinstance(each.choices, Mapping)]
    if below:
        for inners in below:
            for inner in inners.values():
                yield from _described(inner, inner.description or "")
        return
    yield from (f"## {parser.prog}", "", f"{_sentence(summary)}", "", f"    {_usage(parser, actions)}", "")
    if actions:
        yield from (*_HEADER, *(row(f"`{_called(each)}`", _meaning(each)) for each in actions), "")


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # noqa: SLF001 - argparse tells in no other way what it takes


def _usage(parser: argparse.ArgumentParser, actions: Sequence[argparse.Action]) -> str:
    if parser.usage:
        return parser.usage
    positional = [each for each in actions if not each.option_strings]
    options = " [OPTIONS]" if len(positional) < len(actions) else ""
    return parser.prog + options + "".join(f" {_placed(each)}" for each in positional)


def _placed(action: argparse.Action) -> str:
    many = f"{_called(action)} …" if action.nargs in _MANY else _called(action)
    return f"[{many}]" if action.nargs in _OPTIONAL else many


def _called(action: argparse.Action) -> str:
    value = _value(action)
    if not action.option_strings:
        return value
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def _value(action: argparse.Action) -> str:
    """What stands for the value, in the same words with each Python."""
    if isinstance(action.metavar, str):
        return action.metavar
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.dest.upper()


def _meaning(action: argparse.Action) -> str:
    known: dict[str, Any] = vars(action)
    return (action.help or "") % known


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "." if text else ""
