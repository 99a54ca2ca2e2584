"""What the command says about its own doing."""

from __future__ import annotations

import os
import sys

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.system.secret_values import SecretValues


def tell(line: str) -> None:
    """Print a line about the program's own doing on standard error, without secrets: it is often kept."""
    print(f"pem: {printable(SecretValues.of(os.environ).hidden(line))}", file=sys.stderr)


def say(text: str, end: str = "\n") -> bool:
    """Print an answer on standard output; ``False`` if nobody reads it any more."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        # Else the interpreter tries again at its end, and complains.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return False
    return True
