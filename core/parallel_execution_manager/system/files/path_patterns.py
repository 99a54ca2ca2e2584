"""Paths with wildcards: the folder before the first one, and the pattern of what is meant below it."""

from __future__ import annotations

import os

WILDCARDS = "*?"
"""Brackets are ordinary characters: files have them in their names more often than ranges are meant."""

EVERYTHING = ("**", "**/*", "**/**")


class PatternError(ValueError):
    """A pattern that cannot be understood; the message is the reason, and ``way_out`` what to do."""

    def __init__(self, reason: str, way_out: str) -> None:
        super().__init__(reason)
        self.way_out = way_out


def split_pattern(path: str) -> tuple[str, str]:
    """The path before the first wildcard (possibly empty), and the pattern below it with ``/`` between names.

    The pattern is empty if there is no wildcard. All that is below a folder is no pattern but the
    folder itself, with a separator at its end: ``src/**`` is ``src/``.

    Raises:
        PatternError: behind a wildcard one cannot go up again.
    """
    if not any(wildcard in path for wildcard in WILDCARDS):
        return path, ""
    names = (path.replace(os.altsep, os.sep) if os.altsep else path).split(os.sep)
    first = next(n for n, name in enumerate(names) if any(wildcard in name for wildcard in WILDCARDS))
    folder = os.sep.join([*names[:first], ""])
    wanted = [name for name in names[first:] if name not in ("", ".")]
    if ".." in wanted:
        raise PatternError("'..' stands behind a wildcard", "name the folder without it")
    if not names[-1]:
        wanted.append("**")
    pattern = "/".join(wanted)
    return folder, "" if pattern in EVERYTHING else pattern
