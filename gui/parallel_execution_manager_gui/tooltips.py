"""Tooltips of foreign text: Qt would take what looks like markup for markup."""

from __future__ import annotations

from html import escape


def plain_tooltip(text: str) -> str:
    """The text such that a tooltip shows it as it is, with its line ends."""
    return f'<span style="white-space: pre-wrap">{escape(text)}</span>' if text else ""
