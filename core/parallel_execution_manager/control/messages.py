"""What the command says about its own doing."""

from __future__ import annotations

import os
import sys

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.system.config.masking import SecretValues


def tell(line: str) -> None:
    """Print a line about the program's own doing on standard error, without secrets: it is often kept."""
    print(f"pem: {printable(SecretValues.of(os.environ).hidden(line))}", file=sys.stderr)


class AnswerNotWrittenError(Exception):
    """Standard output takes nothing, as on a full disk; the message says why."""


def say(text: str, end: str = "\n") -> bool:
    """Print an answer on standard output; ``False`` if nobody reads it any more.

    Raises:
        AnswerNotWrittenError: it cannot be written.
    """
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        _let_go_of_output()
        return False
    except OSError as error:
        _let_go_of_output()
        raise AnswerNotWrittenError(
            f"the answer cannot be written to standard output: {error.strerror or error}; what was asked for "
            "is done, if that was to do something"
        ) from error
    return True


def _let_go_of_output() -> None:
    """Else the interpreter tries again at its end, and complains."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
