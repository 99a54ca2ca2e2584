"""Hiding secrets: what is called like one is hidden wherever it stands, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from parallel_execution_manager.system.config.masking import HIDDEN, is_secret, masked, masked_text


@pytest.mark.parametrize(
    "key",
    [
        *("token", "API_TOKEN", "password", "db-password", "passwd", "clientSecret", "apiKey", "api_key"),
        *("key", "ssh-key", "signing_key", "private_key", "Authorization", "credentials", "accessKeyId"),
        *("AWS_SECRET_ACCESS_KEY", "cookie"),
    ],
)
def test_what_is_called_like_a_secret_is_one(key):
    assert is_secret(key)


@pytest.mark.parametrize(
    "key", ["keyboard", "monkey", "name", "cpu_percent", "path", "keep_days", "turnkeys"]
)
def test_what_only_sounds_like_one_is_none(key):
    assert not is_secret(key)


def test_secrets_are_hidden_at_any_depth_and_everything_else_is_kept():
    data = {
        "env": {"API_TOKEN": "abc", "LANG": "C", "EMPTY_TOKEN": ""},
        "options": [{"password": ["a", "b"]}, {"seed": 7, "on": True, "none": None}],
    }
    assert masked(data) == {
        "env": {"API_TOKEN": HIDDEN, "LANG": "C", "EMPTY_TOKEN": ""},
        "options": [{"password": HIDDEN}, {"seed": 7, "on": True, "none": None}],
    }


def test_secrets_in_the_words_of_a_command_are_hidden():
    command = ["run", "--api-token", "abc", "--seed", "7", "--password=x y", "--token", "--fast", "a"]
    assert masked(command) == [
        *("run", "--api-token", HIDDEN, "--seed", "7", f"--password={HIDDEN} y", "--token", "--fast", "a"),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password: hunter2, next", f"password: {HIDDEN}, next"),
        ('{"token": "a b c", "x": 1}', f'{{"token": {HIDDEN}, "x": 1}}'),
        ("API_KEY=abc; rest", f"API_KEY={HIDDEN}; rest"),
        ("run --secret abc file", f"run --secret {HIDDEN} file"),
        ("Authorization: Bearer abcdefgh.ijk", f"Authorization: Bearer {HIDDEN}"),
        ("sent Bearer abcdefgh12 to it", f"sent Bearer {HIDDEN} to it"),
        ("from https://ada:pw@example.org/x", f"from https://{HIDDEN}@example.org/x"),
        ("the keyboard = qwerty, monkey: 7", "the keyboard = qwerty, monkey: 7"),
        ("see docs/tokens.md for more", "see docs/tokens.md for more"),
    ],
)
def test_secrets_in_a_text_are_hidden(text, shown):
    assert masked_text(text) == shown


def test_the_home_folder_is_not_named(home, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada"))
    assert masked_text("/home/ada/wing-study/plan.toml") == "~/wing-study/plan.toml"


@pytest.mark.parametrize(
    "text",
    ["a" * 300_000, "token" * 60_000, "-" * 300_000, "--token" * 40_000, "://" * 100_000, "a.-" * 100_000],
)
def test_a_long_word_is_looked_at_in_linear_time(text):
    # In quadratic time this would not end within a day's patience.
    assert masked_text(f"{text} password=x").endswith(f"password={HIDDEN}")
    masked([text, f"-{text}"])
