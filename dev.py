#!/usr/bin/env python3
"""The one command of a checkout: ``python3 dev.py run``, ``test``, ``check``, ``bench``, ...

What it does is in ``devtools/``. This file is written so that an older Python can still read it
and say what is wanted.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said here, not in a traceback from deep inside
    sys.stderr.write(
        "dev.py needs Python 3.11 or newer, and this is Python "
        + sys.version.split()[0]
        + " ("
        + sys.executable
        + "). Start it with a newer one, for example: python3.12 dev.py run\n"
    )
    sys.exit(2)

from devtools.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
