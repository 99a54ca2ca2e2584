"""What is missing in a log, in words."""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.system.logs.log_reader import Chunk

_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP: Final = 1024


def gap_lines(chunk: Chunk) -> str:
    """What is missing before the chunk's text, a line for each reason; empty if nothing is."""
    lines = []
    if chunk.restarted:
        lines.append("… the log was cut or replaced; it starts again here …")
    if chunk.dropped:
        lines.append(f"… {amount(chunk.dropped)} of output were dropped here (log limit output.max_log_mb) …")
    if chunk.left_out:
        lines.append(f"… {amount(chunk.left_out)} are not shown here; the file in the run folder has them …")
    return "".join(f"{line}\n" for line in lines)


def amount(number: int) -> str:
    """A number of bytes in words: ``512 bytes``, ``3.2 MiB``."""
    value = float(number)
    for unit in _UNITS[:-1]:
        if value < _STEP:
            return f"{number:,} bytes" if unit == _UNITS[0] else f"{value:.1f} {unit}"
        value /= _STEP
    return f"{value:,.1f} {_UNITS[-1]}"
