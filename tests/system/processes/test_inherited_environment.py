"""A task gets of the environment what is on the list, and no secret by accident."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.config.masking import is_secret
from parallel_execution_manager.system.processes.environment import DEFAULT, DEFAULT_NAMES, inherited

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "task-environment.md"
ENVIRONMENTS = st.dictionaries(
    st.text(min_size=1, max_size=12) | st.sampled_from(["PATH", "LC_ALL"]), st.text()
)


@pytest.mark.parametrize(
    "name",
    [
        *("PATH", "HOME", "LANG", "LC_ALL", "TZ", "DISPLAY", "XAUTHORITY", "PYTHONPATH", "VIRTUAL_ENV"),
        *("CONDA_PREFIX", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "https_proxy", "SSL_CERT_FILE"),
        *("PEM_DATA_DIR", "XDG_RUNTIME_DIR", "LD_LIBRARY_PATH", "SYSTEMROOT"),
    ],
)
def test_ordinary_scripts_find_what_they_need(name: str):
    assert inherited({name: "x"}, [DEFAULT]).passed == {name: "x"}


@pytest.mark.parametrize(
    "name",
    [
        *("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "DATABASE_URL", "SSH_AUTH_SOCK", "UV_PUBLISH_TOKEN"),
        *("CONDA_API_KEY", "PEM_PASSWORD", "home"),
    ],
)
def test_what_is_not_on_the_list_or_called_like_a_secret_is_withheld_and_named(name: str):
    found = inherited({name: "x", "PATH": "/bin"}, [DEFAULT])
    assert (dict(found.passed), found.withheld) == ({"PATH": "/bin"}, (name,))


def test_a_secret_is_passed_on_when_it_is_named_in_full():
    environment = {"MY_TOKEN": "x", "MY_NAME": "y", "OTHER": "z"}
    assert inherited(environment, ["MY_*"]).passed == {"MY_NAME": "y"}
    assert inherited(environment, ["MY_*", "MY_TOKEN"]).passed == {"MY_NAME": "y", "MY_TOKEN": "x"}


def test_what_only_says_where_the_shell_was_is_not_worth_a_word():
    assert inherited({"PWD": "/", "SHLVL": "1", "_": "x"}, [DEFAULT]).withheld == ()


def test_an_outer_manager_still_knows_what_is_its_own():
    assert inherited({"PEM_TASK_MARK": "m"}, []).passed == {"PEM_TASK_MARK": "m"}


@given(ENVIRONMENTS)
def test_a_star_passes_on_everything(environment: dict[str, str]):
    found = inherited(environment, ["*"])
    assert (found.passed, found.withheld) == (environment, ())


@given(ENVIRONMENTS, st.lists(st.text(max_size=5) | st.just(DEFAULT) | st.text("A*_[?!", max_size=6)))
def test_any_list_divides_the_environment_and_changes_no_value(
    environment: dict[str, str], patterns: list[str]
):
    found = inherited(environment, patterns)
    assert found.passed.items() <= environment.items()
    assert set(found.withheld).isdisjoint(found.passed)
    named = {*patterns, *DEFAULT_NAMES}
    if "*" not in patterns:
        assert not [
            name for name in found.passed if is_secret(name) and name not in named | {"PEM_TASK_MARK"}
        ]


def test_the_documentation_has_the_whole_list():
    text = DOCUMENTATION.read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", text))
    assert [name for name in DEFAULT_NAMES if name not in named] == []
