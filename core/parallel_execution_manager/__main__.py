"""``python -m parallel_execution_manager``: the same as the command ``pem``."""

from __future__ import annotations

import sys

from parallel_execution_manager.control.cli import main

if __name__ == "__main__":
    sys.exit(main())
