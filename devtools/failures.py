"""Turns what pip, uv and the operating system say about a failed set-up into one sentence with a way out."""

from __future__ import annotations

import errno
from dataclasses import dataclass

SHOWN_LINES = 6

NO_SPACE = "there is no space left on the disk: free about 1 GB here and in the folder for temporary files"


@dataclass(frozen=True)
class Cause:
    """What is wrong if one of the ``signs`` (in lower case) stands in a tool's output."""

    means: str
    signs: tuple[str, ...]


CAUSES = (
    Cause(NO_SPACE, ("no space left on device", "os error 28", "errno 28", "disk quota exceeded")),
    Cause(
        "a downloaded package is not the one that the lock file names: try again; if it stays so, the "
        "package index, or a proxy on the way, gives out something else",
        ("do not match the hashes", "hash mismatch"),
    ),
    Cause(
        "the package index cannot be reached: check the network. Behind a proxy set HTTPS_PROXY; for an "
        "index of your own set PIP_INDEX_URL (pip) or UV_DEFAULT_INDEX (uv). The same command then goes on",
        (
            *("name resolution", "name or service not known", "dns error", "getaddrinfo failed"),
            *("connection refused", "connection reset", "newconnectionerror", "network is unreachable"),
            *(
                "timed out",
                "timeouterror",
                "error sending request",
                "max retries exceeded",
                "failed to fetch",
            ),
            *("connection broken", "proxyerror", "sslerror", "tls handshake", "certificate verify failed"),
        ),
    ),
    Cause(
        "a package of the lock file is not offered for this Python and system. Those for Python 3.11 to 3.13 "
        "on 64-bit Linux, macOS and Windows exist; an index of your own must hold them",
        ("no matching distribution", "no solution found", "not a supported wheel"),
    ),
    Cause(
        "files of the project's folder may not be written: check who owns it",
        ("permission denied", "access is denied", "read-only file system"),
    ),
)


def explain(what: str, output: str) -> str:
    """``what`` failed, why as far as ``output`` tells, and the end of what the tool itself said."""
    text = output.lower()
    means = next((cause.means for cause in CAUSES if any(sign in text for sign in cause.signs)), "see below")
    said = "\n".join(f"    {line}" for line in output.strip().splitlines()[-SHOWN_LINES:])
    return f"{what} failed: {means}.\n{said}"


def explain_os_error(error: OSError) -> str:
    """A sentence for an operating system's refusal."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"{NO_SPACE} ({error.filename or 'writing'})."
    return f"{error.filename or 'the system'}: {error.strerror or error}."
