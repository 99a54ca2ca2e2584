# ruff: noqa: N999 - it has the name of what it stands in for
"""In the place of Qt's module, which needs QtOpenGL: pyqtgraph derives a class from it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget as QOpenGLWidget  # noqa: TID251 - no part of core

__all__ = ["QOpenGLWidget"]
