"""A Debian package, written without Debian's tools: an ``ar`` archive of three members (deb(5))."""

from __future__ import annotations

import hashlib
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from devtools.archives import tar_gz_of_texts, write_tar_gz

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_CHUNK = 1 << 20
_NAME, _TIME, _OWNER, _MODE, _SIZE = 16, 12, 6, 8, 10


def architecture() -> str:
    """This machine's, as Debian calls it."""
    return _ARCHITECTURES.get(platform.machine(), platform.machine())


def write_deb(target: Path, tree: Path, fields: dict[str, str], mtime: int) -> None:
    """Write the package: ``tree`` is what is installed below ``/``, ``fields`` go into its control file."""
    size_kib = sum(path.stat().st_size for path in _files(tree)) // 1024
    control = "".join(
        f"{key}: {value}\n" for key, value in {**fields, "Installed-Size": str(size_kib)}.items()
    )
    texts = (("./control", control), ("./md5sums", "".join(_sums(tree))))
    with tempfile.TemporaryFile() as data, target.open("wb") as deb:
        write_tar_gz(data, tree, "./", mtime)
        deb.write(b"!<arch>\n")
        _write_member(deb, "debian-binary", b"2.0\n", mtime)
        _write_member(deb, "control.tar.gz", tar_gz_of_texts(texts, mtime), mtime)
        _copy_member(deb, "data.tar.gz", data, mtime)


def _files(tree: Path) -> Iterator[Path]:
    return (path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink())


def _sums(tree: Path) -> Iterator[str]:
    for path in _files(tree):
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False))
        yield f"{digest.hexdigest()}  {path.relative_to(tree).as_posix()}\n"


def _header(name: str, size: int, mtime: int) -> bytes:
    fields = ((name, _NAME), (mtime, _TIME), (0, _OWNER), (0, _OWNER), ("100644", _MODE), (size, _SIZE))
    return "".join(str(value).ljust(width) for value, width in fields).encode() + b"`\n"


def _write_member(deb: BinaryIO, name: str, content: bytes, mtime: int) -> None:
    deb.write(_header(name, len(content), mtime) + content + b"\n" * (len(content) % 2))


def _copy_member(deb: BinaryIO, name: str, content: BinaryIO, mtime: int) -> None:
    size = content.tell()
    deb.write(_header(name, size, mtime))
    content.seek(0)
    while chunk := content.read(_CHUNK):
        deb.write(chunk)
    deb.write(b"\n" * (size % 2))
