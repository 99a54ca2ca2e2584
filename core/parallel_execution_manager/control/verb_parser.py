"""A command line without a verb, or with one that there is not: which there are, and which may be meant."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from parallel_execution_manager.control.verbs import VERBS
from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.settings.declarations import near_names

LONGEST_SHOWN = 40


class VerbParser(argparse.ArgumentParser):
    """Tells ``verb_problem`` in the place of its own words, if there is one."""

    def __init__(self, verb_problem: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._verb_problem = verb_problem

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong and end the program."""
        super().error(self._verb_problem or message)


class OptionsParser(argparse.ArgumentParser):
    """A parser of one verb: words that it does not know are told with its own usage, not that of all."""

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """What argparse makes of the words; there is nobody else who could know the rest."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown


def verb_problem(named: str) -> str:
    """What to say of a verb that there is not; ``named`` is empty where none was given."""
    if not named:
        width = max(len(verb.name) for verb in VERBS)
        verbs = "\n".join(f"  {verb.name:{width}}  {verb.summary}" for verb in VERBS)
        return f"a verb is missing; give one of these (pem VERB --help tells its options):\n{verbs}"
    near = near_names(named[:LONGEST_SHOWN], [verb.name for verb in VERBS])
    hint = f"did you mean {near[0]}?" if near else "pem --help tells all there are"
    return f"there is no verb {printable(named, LONGEST_SHOWN)!r}; {hint}"
