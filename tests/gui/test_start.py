"""What is not needed at the start of the window is not loaded with it."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["pyqtgraph", "radon", "numpy"])
def test_the_window_starts_without_what_takes_long_to_load(module):
    code = f"import sys, parallel_execution_manager_gui.app; print({module!r} in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "False\n"
