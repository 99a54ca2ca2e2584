# ruff: noqa: N999 - it has the name of what it stands in for
"""In the place of Qt's module: graphs are drawn without OpenGL, and the real one has 9 MB."""

from __future__ import annotations


def __getattr__(name: str) -> object:
    """Say what is missing: pyqtgraph imports the module, and uses it only where OpenGL is switched on."""
    raise AttributeError(f"QtOpenGL.{name}: the packaged program brings no OpenGL")
