"""Archives that are the same, byte for byte, whenever and by whomever they are made of the same files."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_COMPRESSION = 6
_EXECUTABLE, _PLAIN = 0o755, 0o644


def write_tar_gz(target: BinaryIO, folder: Path, prefix: str, mtime: int) -> None:
    """Pack what is in ``folder`` below ``prefix``, as root's, in order of the names, all of one time.

    Links stay links. Of permissions only the one to execute is kept.
    """
    with (
        gzip.GzipFile("", "wb", _COMPRESSION, target, mtime=mtime) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for path in _in_order(folder):
            _add(archive, path, f"{prefix}{path.relative_to(folder).as_posix()}", mtime)


def tar_gz_of_texts(texts: Iterable[tuple[str, str]], mtime: int) -> bytes:
    """A packed archive of small files: name and content of each."""
    content = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", _COMPRESSION, content, mtime=mtime) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for name, text in texts:
            member = _member(name, mtime)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return content.getvalue()


def _in_order(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _in_order(path)


def _add(archive: tarfile.TarFile, path: Path, name: str, mtime: int) -> None:
    member = _member(name, mtime)
    if path.is_symlink():
        member.type = tarfile.SYMTYPE
        member.linkname = str(path.readlink())
        archive.addfile(member)
    elif path.is_dir():
        member.type = tarfile.DIRTYPE
        member.mode = _EXECUTABLE
        archive.addfile(member)
    else:
        status = path.stat()
        member.size = status.st_size
        member.mode = _EXECUTABLE if status.st_mode & 0o100 else _PLAIN
        with path.open("rb") as content:
            archive.addfile(member, content)


def _member(name: str, mtime: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.mtime, member.mode = mtime, _PLAIN
    member.uname = member.gname = "root"
    return member
