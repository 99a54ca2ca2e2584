"""``dev.py translations``: the catalogues of the window's texts, brought up to date, compiled and checked.

``resources/translations`` holds for each language what lupdate found (``.ts``, edited with Qt Linguist or by
hand) and what the program loads (``.qm``). Both are committed: a checkout and a wheel need no tool to speak.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from devtools.environment import DEV, Environment
from devtools.processes import Command
from devtools.project import ROOT, ToolError, say

FOLDER = ROOT / "resources" / "translations"
SOURCES = ROOT / "gui"
TABLES = "parallel_execution_manager_gui.translation.tables"
PLURALS_ONLY = "pem_en.ts"
"""English stands in the source; its catalogue only knows what is said of one and of several."""
CATALOGUES = ("pem_de.ts", PLURALS_ONLY)
_COUNTED = re.compile(r'"[^"\n]*%n[^"\n]*"')
"""A counted text in the source. lupdate takes it for one only in ``tr`` of an object."""
_PLACEHOLDER = re.compile(r"\{[^}]*\}|%n")


def translations(environment: Environment, *, check: bool) -> int:
    """Bring the catalogues up to date and compile them; with ``check`` only say what is wrong with them."""
    environment.prepare(DEV)
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        problems = list(_update(environment, fresh))
        if check:
            problems += _stale(fresh)
        else:
            _take_over(fresh)
    for problem in problems:
        print(problem)
    if problems:
        say(f"{len(problems)} to mend in {FOLDER.relative_to(ROOT)}; then call: python3 dev.py translations")
    return bool(problems)


def _update(environment: Environment, fresh: Path) -> Iterator[str]:
    """Make the catalogues anew in ``fresh``; gives what is wrong with their texts."""
    tables = fresh / "tables.py"
    tables.write_bytes(_output([environment.python, "-P", "-m", TABLES]))
    sources = [tables, *sorted(SOURCES.rglob("*.py"))]
    for name in CATALOGUES:
        catalogue = fresh / name
        if (FOLDER / name).exists():
            shutil.copy(FOLDER / name, catalogue)
        kind = ["-pluralonly"] if name == PLURALS_ONLY else []
        language = catalogue.stem.rpartition("_")[2]
        options = ["-locations", "none", "-no-obsolete", "-silent", "-source-language", "en"]
        _output(
            [
                environment.program("pyside6-lupdate"),
                *options,
                *kind,
                *("-target-language", language),
                *sources,
                *("-ts", catalogue),
            ]
        )
        yield from (f"{name}: {problem}" for problem in _problems(catalogue))
        yield from _overlooked(catalogue)
        compiled = catalogue.with_suffix(".qm")
        _output([environment.program("pyside6-lrelease"), "-silent", catalogue, "-qm", compiled])


def _overlooked(catalogue: Path) -> Iterator[str]:
    messages = _tree(catalogue).iter("message")
    known = {message.findtext("source") for message in messages if message.get("numerus") == "yes"}
    for path in sorted(SOURCES.rglob("*.py")):
        for text in _COUNTED.findall(path.read_text(encoding="utf-8")):
            if text[1:-1] not in known:
                yield f"{path.name}: {text} is not counted: lupdate finds that only in tr of an object"


def _output(command: Command) -> bytes:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise ToolError(f"{Path(command[0]).name} failed: {said}")
    return done.stdout


def _tree(catalogue: Path) -> ET.Element:
    return ET.parse(catalogue).getroot()  # noqa: S314 - a file of this checkout


def _problems(catalogue: Path) -> Iterator[str]:
    for context in _tree(catalogue).iter("context"):
        where = context.findtext("name") or ""
        if not where:
            yield "a text has no context: call tr of a class, or translate with a context"
        for message in context.iter("message"):
            source, translation = message.findtext("source") or "", message.find("translation")
            if translation is None or translation.get("type") == "unfinished":
                yield f"{where}: {source!r} is not translated"
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")]
            yield from (f"{where}: {it}" for it in _differences(source, forms or [translation.text or ""]))


def _differences(source: str, forms: list[str]) -> Iterator[str]:
    wanted = Counter(_PLACEHOLDER.findall(source))
    for form in forms:
        found = Counter(_PLACEHOLDER.findall(form))
        lacks_number = len(forms) > 1 and wanted - found == Counter(["%n"])
        if not form.strip():
            yield f"{source!r} is translated by nothing"
        elif found != wanted and not lacks_number:
            yield f"{source!r} has other placeholders than {form!r}"
        elif ("&" in source) is not ("&" in form):
            yield f"{source!r} and {form!r}: only one of them has a key behind &"


def _stale(fresh: Path) -> list[str]:
    names = [Path(name).with_suffix(suffix).name for name in CATALOGUES for suffix in (".ts", ".qm")]
    return [f"{name} is not up to date" for name in names if not _same(fresh / name, FOLDER / name)]


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def _take_over(fresh: Path) -> None:
    FOLDER.mkdir(exist_ok=True)
    for path in (*fresh.glob("*.ts"), *fresh.glob("*.qm")):
        shutil.copy(path, FOLDER / path.name)
