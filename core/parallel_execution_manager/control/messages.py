"""What the command says about its own doing."""

from __future__ import annotations

import sys

from parallel_execution_manager.control.wording import printable


def tell(line: str) -> None:
    """Print a line about the program's own doing on standard error."""
    print(f"pem: {printable(line)}", file=sys.stderr)
