"""The configuration's file: read with positions, edited in place; secrets masked."""

from __future__ import annotations
