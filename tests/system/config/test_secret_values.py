"""No text that is written holds the value of a variable that is called like a secret."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.system.config.masking import HIDDEN, SHORTEST, SecretValues
from parallel_execution_manager.system.processes.executor import Launch

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Zl", "Zp", "Cc", "Zs"]), max_size=12)
SECRETS = st.text("abcXYZ0189/+=$.*\\([", min_size=SHORTEST, max_size=20)
NAMES = st.sampled_from(["TOKEN", "MY_API_KEY", "db_password", "AWS_SECRET_ACCESS_KEY", "clientSecret"])


@given(st.dictionaries(NAMES, SECRETS, min_size=1), WORDS, WORDS)
def test_no_secret_is_left_wherever_it_stands(environment: dict[str, str], before: str, after: str):
    secrets = SecretValues.of(environment)
    for value in environment.values():
        assume(value not in HIDDEN)
        nested = {"detail": [f"{before}{value}{after}", {"why": value}], "number": 7, "none": None}
        shown = secrets.hidden(nested)
        assert value not in shown["detail"][0].replace(HIDDEN, "")
        assert (shown["detail"][1], shown["number"], shown["none"]) == ({"why": HIDDEN}, 7, None)


@given(WORDS)
def test_a_text_without_secrets_is_left_as_it_is(text: str):
    assert SecretValues.of({"TOKEN": "swordfish-swordfish", "LANG": text}).hidden(text) == text
    assert SecretValues.of({}).hidden(text) == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | WORDS,
        lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    )
)
def test_any_plain_data_stays_plain_data(data: object):
    shown = SecretValues.of({"TOKEN": "swordfish"}).hidden(data)
    assert json.loads(json.dumps(shown)) == json.loads(json.dumps(data))


@pytest.mark.parametrize(
    ("environment", "text", "shown"),
    [
        ({"TOKEN": "short"}, "a short way", "a short way"),
        ({"PWD": "/home/ada/study"}, "in /home/ada/study", "in /home/ada/study"),
        ({"A_TOKEN": "abcdefgh", "B_TOKEN": "abcdefghij"}, "abcdefghij", HIDDEN),
        ({"KEY": "-----BEGIN-----\nMIIabcdef\n-----END-----"}, "read MIIabcdef", f"read {HIDDEN}"),
        ({"DATABASE_URL": "db://ada:swordfish@host/x"}, "no swordfish", f"no {HIDDEN}"),
        ({"DATABASE_URL": "db://ada:swordfish@host/x"}, "ada at host", "ada at host"),
    ],
)
def test_what_is_a_secret(environment: dict[str, str], text: str, shown: str):
    assert SecretValues.of(environment).hidden(text) == shown


def test_a_task_shows_no_variables_where_it_is_shown_as_a_whole():
    task = TaskSpec(id="a", role="r", name="n", env={"API_KEY": "swordfish"})
    launch = Launch(("true",), "/", {"API_KEY": "swordfish"})
    assert "swordfish" not in f"{task!r} {launch!r}"
