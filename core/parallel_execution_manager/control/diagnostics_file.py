"""Writing the bundle: one archive, whole or not at all, readable for its owner alone."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager.control.diagnostics_bundle import Sources, files_of
from parallel_execution_manager.system.files.atomic_write import PRIVATE, replace_bytes


class DiagnosticsError(Exception):
    """The bundle cannot be written; the message names the path, the reason and the way out."""


def proposed_name(at: float) -> str:
    """A name with the date and time; ``at`` is seconds since the epoch."""
    return time.strftime("pem-diagnostics-%Y%m%d-%H%M%S.zip", time.localtime(at))


def write_diagnostics(target: Path, sources: Sources) -> None:
    """Write the bundle to ``target``, which must not exist yet.

    Raises:
        DiagnosticsError: it exists, or it cannot be written there.
    """
    for _ in writing_diagnostics(target, sources):
        pass


def writing_diagnostics(target: Path, sources: Sources) -> Iterator[str]:
    """The same step by step, with the name of each part; given up before the end it leaves nothing."""
    if target.exists():
        raise DiagnosticsError(f"{target} exists already; name another file")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files_of(sources):
            yield name
            archive.writestr(name, text)
    try:
        replace_bytes(target, packed.getvalue(), mode=PRIVATE)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DiagnosticsError(
            f"{target} cannot be written: {reason}; name a file in another folder"
        ) from None
