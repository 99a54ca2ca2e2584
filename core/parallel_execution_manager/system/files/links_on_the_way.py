"""The symbolic links that a path leads through: names of a file beside the one that it has itself."""

from __future__ import annotations

import os
from collections.abc import Iterator

MOST_LINKS = 40
"""As many as Linux follows in one path."""


def links_on_the_way(path: str) -> Iterator[tuple[str, str]]:
    """Each link that the absolute ``path`` leads through, also by way of another link, in their order.

    Each is the folder that it really lies in, and what is below that as the path names it, from the link's
    own name on. A link is left out if the path goes up behind it, and so names nothing below it. Windows has
    other links, which are not looked for.
    """
    if os.sep != "/":
        return
    folder, pending = os.sep, path.split(os.sep)[::-1]
    left = MOST_LINKS
    while pending and left:
        name = pending.pop()
        if name == "..":
            folder = os.path.dirname(folder)
            continue
        try:
            target = os.readlink(os.path.join(folder, name)) if name else ""
        except OSError:
            target = ""
        if not target:
            folder = os.path.normpath(os.path.join(folder, name))
            continue
        left -= 1
        below = os.path.normpath(os.path.join(".", *reversed(pending)))
        if below.split(os.sep)[0] != "..":
            yield folder, os.path.normpath(os.path.join(name, below))
        folder = os.sep if target.startswith(os.sep) else folder
        pending.extend(target.split(os.sep)[::-1])
