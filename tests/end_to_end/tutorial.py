"""Follows a tutorial to the letter: writes its files, gives its commands, and reads what it promises."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.headless import Headless, headless
from tests.end_to_end.pem import PATIENCE_S

_BLOCK = re.compile(
    r"(?P<before>[^\n]*)\n\n?^```(?P<language>\w+)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE
)
_FILE = re.compile(r"`([^`]+)`:$")
_MARK = "=== the command ended with "
_OPENS_THE_WINDOW = "pem run"


@dataclass(frozen=True)
class Command:
    """A line to type, and the lines that the page says come then; “…” stands for anything."""

    typed: str
    promised: tuple[str, ...]


def follow(page: Path, folder: Path) -> int:
    """Do what ``page`` says in an empty ``folder``; gives how many commands there were.

    From the line that opens the window on, a manager without a window takes its place.

    Raises:
        AssertionError: a command failed, or its output lacks a line that the page promises.
    """
    given = 0
    with contextlib.ExitStack() as until_the_end:
        for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
            name = _FILE.search(block["before"])
            if block["language"] == "console":
                commands = _commands(block["text"])
                if any(command.typed == _OPENS_THE_WINDOW for command in commands):
                    until_the_end.enter_context(_manager(folder))
                _give([each for each in commands if each.typed != _OPENS_THE_WINDOW], folder)
                given += len(commands)
            elif name:
                path = folder / name[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block["text"], encoding="utf-8")
    return given


def _commands(text: str) -> list[Command]:
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:].split("  # ")[0].strip(), []))
        elif found:
            found[-1][1].append(line)
    return [Command(typed, tuple(promised)) for typed, promised in found]


def _give(commands: list[Command], folder: Path) -> None:
    """One shell for all of a block, as a reader would have it."""
    mark = f"_mark() {{ code=$?; echo; echo '{_MARK}'$code; return $code; }}"
    script = "\n".join([mark, *(f"{command.typed}\n_mark" for command in commands)])
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=_environment(folder), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    printed = re.split(rf"^{_MARK}(\d+)\n", done.stdout, flags=re.MULTILINE)
    asks_itself = [command.typed == "echo $?" for command in commands[1:]] + [False]
    for command, asked, output, code in zip(commands, asks_itself, printed[::2], printed[1::2], strict=False):
        assert code == "0" or asked, f"{command.typed} ended with {code}:\n{output}"
        for line in command.promised:
            pattern = r"\s+".join(re.escape(word).replace("…", ".*") for word in line.split())
            assert re.search(rf"^\s*{pattern}\s*$", output, re.MULTILINE), f"{line!r} is not in:\n{output}"


def _environment(folder: Path) -> dict[str, str]:
    programs = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PEM_DATA_DIR": str(_data_dir(folder))}


def _data_dir(folder: Path) -> Path:
    return folder.with_name("data")


@contextlib.contextmanager
def _manager(folder: Path) -> Iterator[Headless]:
    with headless(folder, _data_dir(folder)) as manager:
        yield manager
