"""Where a report is written: checked before a batch starts, written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from parallel_execution_manager.system.files.atomic_write import replace_text

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class ReportError(Exception):
    """The report cannot be written there; the message names the path, the reason and the way out."""


def check_report_path(path: Path) -> None:
    """Make sure that a report can be written to ``path`` later, before any task is started.

    Raises:
        ReportError: the folder is missing or not writable, or ``path`` is a folder or read-only.
    """
    if path.is_dir():
        raise ReportError(f"report {path}: is a folder; name a file in it, such as {path / 'report.json'}")
    if path.exists() and not os.access(path, os.W_OK):
        raise ReportError(f"report {path}: is read-only; make it writable (chmod u+w) or name another file")
    if _is_stream(path):
        return
    # Only for who wants a report.
    import tempfile

    try:
        handle, probe = tempfile.mkstemp(prefix=".pem-report-", dir=path.resolve().parent)
    except OSError as error:
        raise ReportError(_unwritable(path, error)) from None
    os.close(handle)
    Path(probe).unlink()


def refuse_to_overwrite(path: Path, inputs: Iterable[tuple[str, Path]]) -> None:
    """Make sure that the report takes the place of nothing that is read, whatever name it goes by.

    ``inputs`` are for each file what it is, for people, and its path.

    Raises:
        ReportError: ``path`` is one of them, also by a link.
    """
    for what, read in inputs:
        if not _is_stream(path) and _is_same(path, read):
            raise ReportError(
                f"report {path}: is {what}, which the report would overwrite; name another file"
            )


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        # One of them is not there, or its name is none.
        return False


def write_report(path: Path, report: dict[str, Any]) -> None:
    """Write ``report`` so that a reader of ``path`` sees the whole of it or what was there before.

    A device or a pipe (``/dev/stdout``, ``/dev/null``) is written to and never replaced by a file.

    Raises:
        ReportError: the file cannot be written.
    """
    text = _text(report)
    try:
        if _is_stream(path):
            path.write_text(text, encoding="utf-8")
        else:
            replace_text(path, text)
    except OSError as error:
        raise ReportError(_unwritable(path, error)) from None


def _text(report: dict[str, Any]) -> str:
    """JSON with a line for each thing of a list: only without an indent does the encoder run in C."""
    parts = [f"  {_ENCODER.encode(key)}: {_part(value)}" for key, value in report.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _part(value: object) -> str:
    if isinstance(value, list):
        lines = ",\n".join(f"    {_ENCODER.encode(each)}" for each in value)
        return f"[\n{lines}\n  ]" if lines else "[]"
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n  ")


def _is_stream(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _unwritable(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"report {path}: its folder does not exist; make it with: mkdir -p {path.parent}"
    if error.errno in _NO_ROOM:
        return f"report {path}: its disk has no room left for it; make room, or name a file on another disk"
    return (
        f"report {path}: cannot be written ({error.strerror}); name a file in a folder that you may write to"
    )
