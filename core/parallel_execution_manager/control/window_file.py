"""Where the window keeps what it remembers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

WINDOW_SETTINGS: Final = "window.ini"
_PROGRAM: Final = "parallel-execution-manager"


def window_settings() -> Path:
    """Where the window keeps its settings."""
    return Path(platformdirs.user_config_path(_PROGRAM, appauthor=False)) / WINDOW_SETTINGS
