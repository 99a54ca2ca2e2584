"""``python -m parallel_execution_manager_gui.generate``: all generated files, those of the window among them.

With ``--check`` it changes nothing and exits 1 if one of them is stale.
"""

from __future__ import annotations

from collections.abc import Sequence

from parallel_execution_manager.control import generate
from parallel_execution_manager.control.generated_part import GeneratedPart
from parallel_execution_manager_gui.key_reference import key_reference


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check the generated files; 0 if all are current, 1 if some are stale, 2 on bad input."""
    return generate.main(argv, (GeneratedPart("docs/keys.md", "keys", key_reference()),))


if __name__ == "__main__":
    raise SystemExit(main())
