"""Whatever colours a log asks for, its letters can be read in both palettes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.logs.text import Style
from parallel_execution_manager_gui.log_colours import LEAST_CONTRAST, contrast, letters, readable_on
from parallel_execution_manager_gui.palette import DARK, LIGHT

COLOUR = st.integers(0, 0xFFFFFF)
PALETTES = [(int(colours.text[1:], 16), int(colours.base[1:], 16)) for colours in (LIGHT, DARK)]


@given(st.none() | COLOUR, st.none() | COLOUR, st.booleans(), st.sampled_from(PALETTES))
def test_letters_have_enough_contrast(colour, ground, swapped, own) -> None:
    shown, behind = letters(Style(colour, ground, swapped=swapped), *own)
    assert contrast(shown, own[1] if behind is None else behind) >= LEAST_CONTRAST


@given(COLOUR, COLOUR)
def test_a_colour_that_can_be_read_stays(colour, ground) -> None:
    if contrast(colour, ground) >= LEAST_CONTRAST:
        assert readable_on(colour, ground) == colour


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(contrast(0, 0xFFFFFF), 2) == 21.0
    assert contrast(0x123456, 0x123456) == 1.0
    assert round(contrast(0x777777, 0xFFFFFF), 2) == 4.48
