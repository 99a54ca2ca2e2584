"""Every text and every shape is readable in both palettes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette

from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.palette import DARK, LIGHT, colours_of, qt_palette
from parallel_execution_manager_gui.shapes import SHAPES

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@BOTH
@pytest.mark.parametrize("ground", ["window", "base", "alternate", "button", "tooltip"])
@pytest.mark.parametrize("ink", ["text", "quiet", "disabled"])
def test_texts_are_readable_on_every_ground(colours, ground, ink):
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@BOTH
@pytest.mark.parametrize("ink", ["warning", "link"])
def test_coloured_texts_are_readable(colours, ink):
    assert contrast(getattr(colours, ink), colours.window) >= 4.5
    assert contrast(getattr(colours, ink), colours.button) >= 4.5


@BOTH
def test_selected_text_is_readable(colours):
    assert contrast(colours.highlighted_text, colours.highlight) >= 4.5


@BOTH
@pytest.mark.parametrize("look", Look)
def test_state_colours_are_readable_on_the_plain_ground_and_seen_on_every_other(colours, look):
    assert contrast(colours.looks[look], colours.base) >= 4.48
    for ground in (colours.window, colours.alternate):
        assert contrast(colours.looks[look], ground) >= 3


@BOTH
def test_lines_of_graphs_are_seen(colours):
    assert contrast(colours.line, colours.base) >= 4.5
    assert contrast(colours.limit, colours.base) >= 4.5


@BOTH
def test_shares_of_a_stack_are_seen_and_told_apart(colours):
    assert len(set(colours.shares)) == len(colours.shares) >= 6
    assert all(contrast(share, colours.base) >= 4.5 for share in colours.shares)


def test_every_look_has_a_shape():
    assert set(SHAPES) == set(Look)


@BOTH
def test_a_palette_in_use_leads_back_to_its_colours(colours):
    palette = qt_palette(colours)
    assert colours_of(palette) is colours
    assert palette.color(QPalette.ColorRole.PlaceholderText).name() == colours.quiet.lower()
