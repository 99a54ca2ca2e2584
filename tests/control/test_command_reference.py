"""The documentation's list of verbs and options is what their parsers take."""

from __future__ import annotations

import pytest

from parallel_execution_manager.control.command_reference import command_reference
from parallel_execution_manager.control.completion import grammars
from parallel_execution_manager.control.markdown import row

TEXT = command_reference()
VERBS = [
    pytest.param(name, grammar, id=name)
    for outer in grammars()
    for name, grammar in (
        [(f"{outer.verb} {inner.verb}", inner) for inner in outer.below] or [(outer.verb, outer)]
    )
]


@pytest.mark.parametrize(("name", "grammar"), VERBS)
def test_every_verb_has_a_heading_and_each_option_a_row(name, grammar):
    (part,) = (part for part in TEXT.split("## ") if part.startswith(f"pem {name}\n"))
    for option in set(grammar.options) - {"-h", "--help"}:
        assert f"{option} " in part.replace("`", " ").replace(",", " ")


def test_what_is_typed_stands_before_what_it_means():
    assert "    pem wait [OPTIONS] [TASK …]\n" in TEXT
    assert "    pem completion {bash,zsh,fish}\n" in TEXT
    assert "\n| `-f, --follow` | " in TEXT
    assert "\n| `--timeout TIME` | wait no longer than 90s, 10m, 2h … |\n" in TEXT
    assert "    pem lease acquire PATH… [--shared]" in TEXT


def test_a_bar_or_a_new_line_does_not_end_a_row():
    assert row("a|b", "c\nd") == "| a\\|b | c d |"
