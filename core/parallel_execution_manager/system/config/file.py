"""The configuration in its file: read with the line of every problem, kept safe, written whole.

A bad file is never touched and never stops the program: the last good configuration, of which a
copy is kept after every good load, stays in force, and every problem is reported.
"""

from __future__ import annotations

import stat
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum, unique
from operator import itemgetter
from pathlib import Path
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.settings.configuration import (
    Configuration,
    ConfigurationError,
    ConfigurationProblem,
    default_configuration,
    extra_roles,
    parse,
)
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.system.config.json_text import (
    Duplicate,
    JsonDocument,
    JsonSyntaxError,
    read_json,
)
from parallel_execution_manager.system.files.atomic_write import PRIVATE, replace_text

LARGEST_FILE: Final = 1024 * 1024
"""Bytes; a configuration has a few thousand."""

Declarations = Mapping[str, RoleDeclaration]


@unique
class ConfigurationSource(StrEnum):
    """Where the configuration in force came from."""

    FILE = "file"
    LAST_GOOD = "last_good"
    DEFAULTS = "defaults"


@dataclass(frozen=True, slots=True)
class LoadedConfiguration:
    """A configuration in force, and what an operator must read about it.

    ``problems`` are lines; where the file could not be used the last one says what is in force.
    """

    configuration: Configuration
    problems: tuple[str, ...]
    source: ConfigurationSource


def load_configuration(path: Path, declarations: Declarations, last_good: Path | None) -> LoadedConfiguration:
    """The configuration of ``path``, or the best there is; never raises for a bad file.

    A missing file means the defaults and is no problem. After a good load a copy of the file is
    kept at ``last_good`` (if given), to stay in force when the file turns bad.
    """
    try:
        text = read_text(path)
        configuration = parse_text(text, path.name, declarations)
    except FileNotFoundError:
        return LoadedConfiguration(default_configuration(declarations), (), ConfigurationSource.DEFAULTS)
    except ConfigurationError as error:
        return _fallback(path, error.lines, declarations, last_good)
    return LoadedConfiguration(configuration, tuple(_keep(text, last_good)), ConfigurationSource.FILE)


def read_configuration(path: Path, declarations: Declarations) -> Configuration:
    """The configuration of a file that must be there and be good; its problems have the whole path.

    Raises:
        ConfigurationError: it is not; its ``lines`` are ready to be printed.
    """
    try:
        return parse_text(read_text(path, str(path)), str(path), declarations)
    except FileNotFoundError:
        message = f"{path} does not exist; name an existing file, or none for the defaults"
        raise ConfigurationError([ConfigurationProblem((), message)]) from None


def peek_extra_roles(path: Path, last_good: Path | None) -> dict[str, str]:
    """Name and class of the roles that the file adds, before their declarations are known.

    Of a file that cannot be read, those of the copy at ``last_good``. Reports nothing: loading the
    configuration with the declarations of these roles does.
    """
    for candidate in filter(None, (path, last_good)):
        try:
            return extra_roles(read_json(read_text(candidate)).value)
        except (OSError, ConfigurationError, JsonSyntaxError):
            continue
    return {}


def _fallback(
    path: Path, lines: tuple[str, ...], declarations: Declarations, last_good: Path | None
) -> LoadedConfiguration:
    kept = f"{path} is left as it is;"
    try:
        if last_good is None:
            raise FileNotFoundError
        configuration = parse_text(read_text(last_good), last_good.name, declarations)
    except FileNotFoundError:
        ending: tuple[str, ...] = (f"{kept} the defaults are in force until it is put right.",)
    except ConfigurationError as error:
        ending = (*error.lines, f"{kept} the defaults are in force: the last good configuration is bad too.")
    else:
        ending = (f"{kept} the last good configuration stays in force until it is put right.",)
        return LoadedConfiguration(configuration, lines + ending, ConfigurationSource.LAST_GOOD)
    defaults = default_configuration(declarations)
    return LoadedConfiguration(defaults, lines + ending, ConfigurationSource.DEFAULTS)


def _keep(text: str, last_good: Path | None) -> Iterator[str]:
    """Keep a copy of a good file; yields what went wrong with that."""
    if last_good is None:
        return
    try:
        if not last_good.exists() or last_good.read_text(encoding="utf-8", errors="replace") != text:
            replace_text(last_good, text, mode=PRIVATE, follow=False)
    except OSError as error:
        reason = error.strerror or str(error)
        yield f"the configuration is in force, but no copy can be kept at {last_good}: {reason}"


def parse_text(text: str, name: str, declarations: Declarations) -> Configuration:
    """The configuration that ``text``, of a file called ``name``, describes.

    Raises:
        ConfigurationError: it is none; each problem has its line.
    """
    try:
        document = read_json(text)
    except JsonSyntaxError as error:
        raise _one_problem(f"{name}:{error.line}:{error.column}", error.message) from None
    found = [_twice(duplicate) for duplicate in document.duplicates]
    try:
        configuration = parse(document.value, declarations)
    except ConfigurationError as error:
        raise _located([*found, *error.problems], document, name) from None
    if found:
        raise _located(found, document, name)
    return configuration


def _twice(duplicate: Duplicate) -> ConfigurationProblem:
    message = f"stands twice in one object (before in line {duplicate.first_line}); remove one"
    return ConfigurationProblem(duplicate.path, message)


def _located(
    problems: Iterable[ConfigurationProblem], document: JsonDocument, name: str
) -> ConfigurationError:
    """The problems in the order of the file, each with its line."""
    by_line = sorted(((document.line_of(problem.path), problem) for problem in problems), key=itemgetter(0))
    return ConfigurationError(replace(problem, where=f"{name}:{line}") for line, problem in by_line)


def read_text(path: Path, name: str = "") -> str:
    """The file's text without a byte order mark; problems call it ``name``, by default without its folder.

    Raises:
        FileNotFoundError: there is no such file.
        ConfigurationError: it cannot be read as text.
    """
    name = name or path.name
    try:
        data = _read_bytes(path, name)
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        whole = "" if name == str(path) else f"{path} "
        raise _one_problem(name, f"{whole}cannot be read: {reason}; make it readable") from None
    return _decoded(data, name)


def _read_bytes(path: Path, name: str) -> bytes:
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "no regular file"
        raise _one_problem(name, f"is {kind}; name a file with settings")
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _one_problem(name, f"is larger than {LARGEST_FILE} bytes; that is no configuration")
    return data


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # the codec counts from behind the byte order mark
        offset = error.start + (len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0)
        line = data.count(b"\n", 0, offset) + 1
        message = f"byte {data[offset]:#04x} at offset {offset} is not UTF-8; save the file as UTF-8"
        raise _one_problem(f"{name}:{line}", message) from None


def _one_problem(where: str, message: str) -> ConfigurationError:
    return ConfigurationError([ConfigurationProblem((), message, where)])
