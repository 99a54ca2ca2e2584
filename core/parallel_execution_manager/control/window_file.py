"""Where the window keeps what it remembers, and what it leaves for whoever looks for a fault."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

WINDOW_SETTINGS: Final = "window.ini"
WINDOW_LOG: Final = "window.log"
CRASHES: Final = "crashes"
"""A file and a folder in the data folder."""
_PROGRAM: Final = "parallel-execution-manager"


def window_settings() -> Path:
    """Where the window keeps its settings."""
    return Path(platformdirs.user_config_path(_PROGRAM, appauthor=False)) / WINDOW_SETTINGS
