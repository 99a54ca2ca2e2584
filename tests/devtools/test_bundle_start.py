"""The packaged program of Linux starts by a script, with its own Python, and finds what is packed."""

from __future__ import annotations

import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.bundle.rearrange import HERE, modules_in, pack

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has PyInstaller's start")

SOURCES = {
    "plain/__init__.py": "",
    "plain/file.py": "WORD = 'a file'\n",
    "plain/deep.py": "WORD = 'packed, in a package of files'\n",
    "only/__init__.py": "from only.part import WORD\n",
    "only/part.py": "WORD = 'packed'\n",
    "single.py": "WORD = 'alone'\n",
}
PACKED = {"plain.deep", "only", "only.part", "single"}


@pytest.fixture
def inside(tmp_path):
    """A folder of a program, some of its modules packed, with a file of another kind in a packed package."""
    folder = tmp_path / "_internal"
    for name, text in SOURCES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        py_compile.compile(str(path), str(path.with_suffix(".pyc")), name, doraise=True)
        path.unlink()
    modules = dict(modules_in(folder))
    assert set(modules) == {"plain", "plain.file", *PACKED}
    pack(folder, {name: path for name, path in modules.items() if name in PACKED})
    (folder / "only" / "data.txt").write_text("data")
    return folder


def run(inside, code):
    """What ``code`` prints after the modules of the folder are made to be found; ``inside`` is its path."""
    begin = (
        f"import sys, zlib; sys.path.insert(0, {str(HERE)!r}); inside = {str(inside)!r}\n"
        "import linux_start; linux_start.find_in(inside)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", begin + code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_modules_are_found_as_files_and_packed(inside):
    assert {name for name, _ in modules_in(inside)} == {"plain", "plain.file"}
    code = (
        "import plain.file, plain.deep, only, single\n"
        "for module in (plain.file, plain.deep, only, single): print(module.WORD)"
    )
    assert run(inside, code) == ["a file", "packed, in a package of files", "packed", "alone"]


def test_a_packed_module_says_where_its_file_would_be_so_that_other_files_of_its_package_are_found(inside):
    code = (
        "import only, single\n"
        "print(only.__file__, *only.__path__, single.__file__, hasattr(single, '__path__'))\n"
        "print(only.__loader__.get_data(only.__path__[0] + '/data.txt'))"
    )
    places = (inside / "only/__init__.pyc", inside / "only", inside / "single.pyc", False)
    assert run(inside, code) == [" ".join(map(str, places)), "b'data'"]


def test_a_module_that_is_nowhere_is_no_module(inside):
    code = (
        "import plain\ntry:\n    import plain.nothing\nexcept ModuleNotFoundError as error:\n    print(error)"
    )
    assert run(inside, code) == ["No module named 'plain.nothing'"]


def test_what_is_before_the_program_on_the_path_goes_before_what_is_packed(inside, tmp_path):
    own = tmp_path / "own" / "plain"
    own.mkdir(parents=True)
    (own / "__init__.py").write_text("WORD = 'of the user'\n")
    (own.parent / "single.py").write_text("WORD = 'of the user'\n")
    code = (
        f"sys.path.insert(0, {str(own.parent)!r})\n"
        "import plain, single, only\n"
        "print(plain.WORD, single.WORD, only.WORD)\n"
        "try:\n    import plain.deep\nexcept ModuleNotFoundError: print('not mixed')"
    )
    assert run(inside, code) == ["of the user of the user packed", "not mixed"]


SHOW = '#!/bin/sh\nprintf "%s\\n" "$LD_LIBRARY_PATH" "${LD_LIBRARY_PATH_ORIG-unset}" "$@"\n'


@pytest.fixture
def program(tmp_path):
    """The script in a folder with a space in its name; its interpreter shows what it is called with."""
    folder = tmp_path / "a folder"
    (folder / "_internal").mkdir(parents=True)
    shutil.copyfile(HERE / "linux" / "pem.sh", folder / "pem")
    (folder / "_internal" / "pem").write_text(SHOW)
    for path in (folder / "pem", folder / "_internal" / "pem"):
        path.chmod(0o755)
    return folder / "pem"


def called(program, *words, cwd=None, **env):
    """What the interpreter is called with: its two variables, its own words, and those of the program."""
    done = subprocess.run(
        [program, *words],
        cwd=cwd,
        env={"PATH": "/nowhere", **env},
        capture_output=True,
        text=True,
        check=True,
    )
    path, before, *rest = done.stdout.splitlines()
    return path, before, rest[: rest.index("-X") + 3], rest[rest.index("-X") + 3 :]


def test_the_script_hands_on_its_name_and_all_words_as_they_are(program):
    inside = program.parent / "_internal"
    path, before, own, words = called(program, "a b", "", "*", "-c")
    assert (path, before) == (str(inside), "unset")
    assert own == ["-I", "-S", "-B", "-X", "utf8", str(inside / "start.pyc")]
    assert words == [str(program), "a b", "", "*", "-c"]


def test_the_script_finds_its_folder_by_a_link_and_by_a_relative_path(program, tmp_path):
    inside = str(program.parent / "_internal")
    link = tmp_path / "parallel-execution-manager"
    link.symlink_to(program)
    path, _, _, words = called(link)
    assert (path, words) == (inside, [str(link)])
    path, _, own, words = called(Path("a folder/pem"), cwd=tmp_path)
    assert (path, own[-1], words) == (inside, f"{inside}/start.pyc", ["a folder/pem"])


def test_the_script_keeps_aside_what_was_set_for_libraries(program):
    path, before, _, _ = called(program, LD_LIBRARY_PATH="/opt/x:/opt/y")
    assert (path, before) == (str(program.parent / "_internal"), "/opt/x:/opt/y")


def test_the_script_forgets_what_another_program_has_kept_aside_for_itself(program):
    _, before, _, _ = called(program, LD_LIBRARY_PATH_ORIG="/opt/other")
    assert before == "unset"


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_shell_that_is_told_to_run_the_script_finds_its_folder(program, tmp_path, shell):
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"there is no {shell}")
    inside = str(program.parent / "_internal")
    path, _, _, words = called(found, "pem", "x", cwd=program.parent)
    assert (path, words) == (inside, ["pem", "x"])
    link = tmp_path / "on the path" / "pem"
    link.parent.mkdir()
    link.symlink_to(program)
    path, _, _, words = called(found, link, "x", cwd="/")
    assert (path, words) == (inside, [str(link), "x"])
    if shell == "bash":
        path, _, _, _ = called(found, "pem", cwd="/", PATH=str(link.parent))
        assert path == inside


def test_a_copy_of_the_script_alone_says_what_to_do(program, tmp_path):
    copy = tmp_path / "bin" / "pem"
    copy.parent.mkdir()
    shutil.copy(program, copy)
    done = subprocess.run([copy], env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 127
    assert "make a link to the installed program" in done.stderr
