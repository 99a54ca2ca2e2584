"""Names in the environment by which the program of a task, or of a lease, is told what is its own."""

from __future__ import annotations

from typing import Final

LEASE_VARIABLE: Final = "PEM_LEASE"
"""The fencing number of its lease, for programs that hand out files themselves and must tell old from new."""

RUN_DIR_VARIABLE: Final = "PEM_RUN_DIR"
"""The run folder of the attempt."""
