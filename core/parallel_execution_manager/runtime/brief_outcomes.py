"""Summaries are listed and sent with every change of a task: a long one is for its ``result.json`` alone."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.scheduling.model.task import Outcome

LONGEST_SUMMARY = 2000
"""Characters. All of a task has to fit into one line of an answer at the manager's door."""
_GAP = " … "


def in_brief(outcome: Outcome) -> Outcome:
    """The outcome with the two ends of its summary, if that is longer than anybody reads in a list."""
    summary = outcome.summary
    if len(summary) <= LONGEST_SUMMARY:
        return outcome
    half = (LONGEST_SUMMARY - len(_GAP)) // 2
    return replace(outcome, summary=f"{summary[:half]}{_GAP}{summary[-half:]}")
