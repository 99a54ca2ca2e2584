"""The two palettes of the window, light and dark, and the colours of states in each.

State colours were chosen for normal sight and three colour-vision deficiencies (Machado, Oliveira
and Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency").
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor, QPalette

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager_gui.looks import Look


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour that the window uses, as ``#RRGGBB``."""

    window: str
    base: str
    alternate: str
    button: str
    tooltip: str
    text: str
    quiet: str
    disabled: str
    highlight: str
    highlighted_text: str
    link: str
    edge: str
    hairline: str
    grid: str
    line: str
    limit: str
    warning: str
    shares: tuple[str, ...]
    looks: Mapping[Look, str]


def _looks(
    queued: str, waiting: str, running: str, throttled: str, paused: str, succeeded: str, failed: str
) -> dict[Look, str]:
    return {
        Look.QUEUED: queued,
        Look.WAITING: waiting,
        Look.STARTING: running,
        Look.RUNNING: running,
        Look.THROTTLED: throttled,
        Look.SUSPENDED: throttled,
        Look.PAUSED: paused,
        Look.STOPPING: queued,
        Look.SUCCEEDED: succeeded,
        Look.FAILED: failed,
        Look.TIMED_OUT: failed,
        Look.LOST: failed,
        Look.CANCELLED: queued,
        Look.HELD: paused,
        Look.ACTIVE: queued,
        Look.STOPPED: queued,
        Look.HOLDS: running,
        Look.MET: succeeded,
        Look.UNMET: waiting,
        Look.UNDECLARED: failed,
    }


LIGHT = Colours(
    window="#F1F2F4",
    base="#FFFFFF",
    alternate="#FAFAFB",
    button="#F7F8F9",
    tooltip="#FFFFFF",
    text="#1F2328",
    quiet="#5E656D",
    disabled="#666D75",
    highlight="#2F5D9E",
    highlighted_text="#FFFFFF",
    link="#2D56B6",
    edge="#FFFFFF",
    hairline="#D3D7DC",
    grid="#E3E6EA",
    line="#2D56B6",
    limit="#945C0E",
    warning="#945C0E",
    shares=("#2D56B6", "#945C0E", "#168370", "#774779", "#C22549", "#464A4C", "#5F6B00", "#00718F"),
    looks=_looks("#464A4C", "#774779", "#2D56B6", "#945C0E", "#534711", "#168370", "#E02D50"),
)

DARK = Colours(
    window="#292A2E",
    base="#1E1F22",
    alternate="#222327",
    button="#303237",
    tooltip="#303237",
    text="#E6E6E6",
    quiet="#A9AFB6",
    disabled="#A2A8AF",
    highlight="#2F5D9E",
    highlighted_text="#FFFFFF",
    link="#3CBEFE",
    edge="#3A3C42",
    hairline="#45484F",
    grid="#303338",
    line="#3CBEFE",
    limit="#E79012",
    warning="#E79012",
    shares=("#3CBEFE", "#E79012", "#21A07E", "#B373AA", "#FB3B67", "#C9CDD4", "#F9E10A", "#7F9CFF"),
    looks=_looks("#C9CDD4", "#B373AA", "#3CBEFE", "#E79012", "#F9E10A", "#21A07E", "#FB3B67"),
)

_DARK_BELOW_LIGHTNESS = 128
_FRAME_IS_DARKER = 140
"""In percent: so much darker than the window does the style draw a frame."""


def qt_palette(colours: Colours) -> QPalette:
    """The Qt palette of these colours."""
    # From these two Qt derives the shades of frames and edges.
    palette = QPalette(QColor(colours.button), QColor(colours.window))
    role = QPalette.ColorRole
    for target, colour in (
        (role.Window, colours.window),
        (role.Base, colours.base),
        (role.AlternateBase, colours.alternate),
        (role.Button, colours.button),
        (role.ToolTipBase, colours.tooltip),
        (role.Highlight, colours.highlight),
        (role.HighlightedText, colours.highlighted_text),
        (role.PlaceholderText, colours.quiet),
        (role.Link, colours.link),
        (role.LinkVisited, colours.link),
        (role.Accent, colours.highlight),
        (role.Light, colours.edge),
    ):
        palette.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText):
        palette.setColor(target, QColor(colours.text))
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.disabled))
    # The style makes a button lighter than its colour; what is switched off must be read on it.
    palette.setColor(QPalette.ColorGroup.Disabled, role.Button, QColor(colours.window))
    return palette


def box_palette(colours: Colours) -> QPalette:
    """The palette of boxes to be ticked: with their usual one the frame is too pale."""
    palette = qt_palette(colours)
    palette.setColor(QPalette.ColorRole.Window, QColor(colours.quiet).lighter(_FRAME_IS_DARKER))
    return palette


def colours_of(palette: QPalette) -> Colours:
    """The colours that belong to a palette in use; so nobody has to be told which theme is on."""
    return DARK if palette.color(QPalette.ColorRole.Base).lightness() < _DARK_BELOW_LIGHTNESS else LIGHT
