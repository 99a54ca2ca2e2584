"""Where the packaged program begins. PyInstaller wants a script."""

from __future__ import annotations

import sys

from parallel_execution_manager.control.packaged import main

sys.exit(main())
