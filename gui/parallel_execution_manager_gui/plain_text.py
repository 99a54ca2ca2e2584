"""Foreign text where Qt would take it for rich text. No widgets in here."""

from __future__ import annotations

from html import escape

_LONGEST_TIP = 2_000


def plain_tip(text: str) -> str:
    """A tooltip that shows the text letter by letter; Qt looks into tooltips for tags."""
    cut = text if len(text) <= _LONGEST_TIP else f"{text[:_LONGEST_TIP]} …"
    return f"<span style='white-space: pre-wrap'>{escape(cut)}</span>" if cut else ""
