"""What somebody may have meant who wrote a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable


def near_names(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Those of ``known`` that are most like ``name``, the nearest first; often none."""
    # Most never write a wrong name, and each command would load it.
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=most)
