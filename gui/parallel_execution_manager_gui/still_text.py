"""Texts whose numbers change several times a second, for which nothing around them is laid out anew."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtWidgets import QAbstractButton, QLabel

_DIGIT: Final = re.compile(r"\d")
_NO_BOUND: Final = (1 << 24) - 1
"""What Qt takes as the greatest size of a widget that has none."""
_FORM: Final = "form_of_text"


def show_still(widget: QLabel | QAbstractButton, text: str) -> None:
    """Show a text; the widget gets another size only for other words, more or fewer digits, or another font.

    Digits are equally wide. For a widget without a fixed size Qt would lay out the whole window, and paint
    much of it, at each new text, whatever that needs.
    """
    if widget.text() == text:
        return
    zeros = _DIGIT.sub("0", text)
    form = f"{widget.font().key()} {zeros}"
    if widget.property(_FORM) != form:
        widget.setMinimumSize(0, 0)
        widget.setMaximumSize(_NO_BOUND, _NO_BOUND)
        widget.setText(zeros)
        widget.setFixedSize(widget.sizeHint())
        widget.setProperty(_FORM, form)
    widget.setText(text)
