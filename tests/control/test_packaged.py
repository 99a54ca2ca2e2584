"""The entry of the packaged program, run here by an interpreter that says it is packaged."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from parallel_execution_manager.control.as_python import Kind, python_call
from parallel_execution_manager.control.packaged import clean_environment

ENTRY = (
    "import sys; sys.frozen = True\n"
    "from parallel_execution_manager.control.packaged import main; sys.exit(main())"
)


def packaged(*words, cwd, **env):
    """Run the entry with the words of a command line."""
    return subprocess.run(
        [sys.executable, "-P", "-c", ENTRY, *map(str, words)],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [[], ["run"], ["run", "-c", "x"], ["--version"], ["-h"], ["-"], ["-c"], ["-u"], ["-P", "-x", "a"]],
)
def test_words_for_the_program_are_no_call_of_python(words):
    assert python_call(words) is None


def test_a_call_of_python_is_read_with_all_that_belongs_to_it():
    call = python_call(["-IS", "-X", "utf8", "-Wignore", "-c", "print()", "-m", "x"])
    assert call is not None
    assert (call.kind, call.what, call.arguments) == (Kind.CODE, "print()", ("-m", "x"))
    assert (call.has_safe_path, call.ignores_environment) == (True, True)
    call = python_call(["-u", "a.py", "-c"])
    assert call is not None
    assert (call.kind, call.what, call.arguments) == (Kind.SCRIPT, "a.py", ("-c",))
    assert (call.has_safe_path, call.ignores_environment) == (False, False)


def test_a_text_is_run_as_python_runs_it(tmp_path):
    (tmp_path / "beside.py").write_text("WORD = 'found'\n")
    code = "import sys, beside; print(__name__, sys.argv, beside.WORD, hasattr(sys, 'frozen')); sys.exit(7)"
    done = packaged("-c", code, "a b", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (7, "__main__ ['-c', 'a b'] found False\n"), done.stderr
    assert packaged("-P", "-c", code, cwd=tmp_path).returncode == 1


def test_a_script_finds_what_is_beside_it_and_starts_processes_of_its_own(tmp_path):
    (tmp_path / "beside.py").write_text("def double(number):\n    return 2 * number\n")
    script = tmp_path / "größer.py"
    script.write_text(
        "import multiprocessing, sys, beside\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context('spawn')\n"
        "    with context.Pool(1) as pool:\n"
        "        print(sys.argv, pool.map(beside.double, [4]))\n",
        encoding="utf-8",
    )
    done = packaged("-u", script, "x", cwd="/", PYTHONUTF8="1")
    assert (done.returncode, done.stdout) == (0, f"[{str(script)!r}, 'x'] [8]\n"), done.stderr


def test_a_script_needs_no_option_if_it_is_there_and_cannot_be_a_file_to_open(tmp_path):
    script = str(tmp_path / "a.py")
    assert python_call([script]) is None
    (tmp_path / "a.py").touch()
    call = python_call([script, "-c"])
    assert call is not None
    assert (call.kind, call.what, call.arguments) == (Kind.SCRIPT, script, ("-c",))
    assert python_call([script], accepts_script=False) is None
    assert python_call(["-u", script], accepts_script=False) is not None


def test_a_script_ends_itself_as_in_any_python(tmp_path):
    for word, code in {"exit": 3, "quit": 4}.items():
        (tmp_path / "ends.py").write_text(f"{word}({code})\n")
        done = packaged("ends.py", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (code, "")


def test_a_module_is_run_by_its_name(tmp_path):
    (tmp_path / "own.py").write_text("import sys\nprint(__name__, sys.argv[1:])\n")
    done = packaged("-P", "-m", "own", "x", cwd="/", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "__main__ ['x']\n"), done.stderr


def test_other_words_are_those_of_pem(tmp_path):
    done = packaged("--version", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("pem ")


def test_tasks_get_the_environment_that_the_program_was_started_with():
    env = {
        "LD_LIBRARY_PATH": "/opt/pem/_internal",
        "LD_LIBRARY_PATH_ORIG": "/usr/local/lib",
        "_PYI_ARCHIVE_FILE": "/opt/pem/pem",
        "PATH": "/bin",
    }
    clean_environment(env, "/opt/pem/_internal")
    assert env == {"LD_LIBRARY_PATH": "/usr/local/lib", "PATH": "/bin"}
    env = {"LD_LIBRARY_PATH": "/opt/pem/_internal", "LD_LIBRARY_PATH_ORIG": ""}
    clean_environment(env, "/opt/pem/_internal")
    assert env == {}
    env = {"LD_LIBRARY_PATH": "/opt/co:lon/_internal"}
    clean_environment(env, "/opt/co:lon/_internal")
    assert env == {}
    env = {"LD_LIBRARY_PATH": "/usr/lib/other"}
    clean_environment(env, "/opt/pem/_internal")
    assert env == {"LD_LIBRARY_PATH": "/usr/lib/other"}


SHOW_LOCALE = (
    "import os, _locale; print(os.environ.get('LC_CTYPE'), _locale.setlocale(_locale.LC_CTYPE, None))"
)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other locales")
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"LANG": "xx_NO.UTF-8"}, "C.UTF-8 C.UTF-8"),
        ({"LANG": "C"}, "C.UTF-8 C.UTF-8"),
        ({"LANG": "C.UTF-8", "LC_CTYPE": ""}, " C.UTF-8"),
        ({"LC_ALL": "C"}, "None C"),
        ({"LC_ALL": "xx_NO.UTF-8"}, "None C.UTF-8"),
    ],
)
def test_a_locale_that_does_not_exist_does_not_cost_letters(tmp_path, given, told):
    without = {"LANG": "", "LC_ALL": "", "PYTHONCOERCECLOCALE": "0", **given}
    assert packaged("-c", SHOW_LOCALE, cwd=tmp_path, **without).stdout == f"{told}\n"
