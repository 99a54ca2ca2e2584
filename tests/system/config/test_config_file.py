"""A configuration file is read with the line of every problem, and a bad one never does harm."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.settings.configuration import (
    ConfigurationError,
    default_configuration,
)
from parallel_execution_manager.system.config.file import (
    LARGEST_FILE,
    ConfigurationSource,
    LoadedConfiguration,
    load_configuration,
    peek_extra_roles,
    read_configuration,
)
from tests.scheduling.json_values import good_configurations
from tests.scheduling.sample_roles import DECLARATIONS, WITH_NEEDY

DEFAULTS = default_configuration(DECLARATIONS)
SLOW_CPU = '{"resource_thresholds": {"cpu_percent": 55}}'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "parallel_execution_config.json"


@pytest.fixture
def last_good(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    return folder / "last_good_config.json"


def load(path, last_good=None) -> LoadedConfiguration:
    return load_configuration(path, DECLARATIONS, last_good)


def test_a_missing_file_means_the_defaults_and_is_no_problem(path, last_good):
    assert load(path, last_good) == LoadedConfiguration(DEFAULTS, (), ConfigurationSource.DEFAULTS)
    assert not path.exists()
    assert not last_good.exists()


def test_a_good_file_is_in_force_and_a_copy_is_kept(path, last_good):
    path.write_text(SLOW_CPU)
    loaded = load(path, last_good)
    assert (loaded.problems, loaded.source) == ((), ConfigurationSource.FILE)
    assert loaded.configuration.thresholds["cpu"].throttle == 55.0
    assert last_good.read_text() == SLOW_CPU


def test_a_copy_that_is_current_is_not_written_again(path, last_good):
    path.write_text(SLOW_CPU)
    load(path, last_good)
    before = last_good.stat()
    load(path, last_good)
    assert last_good.stat().st_ino == before.st_ino
    assert last_good.stat().st_mtime_ns == before.st_mtime_ns


def test_a_byte_order_mark_is_skipped(path):
    path.write_bytes(b"\xef\xbb\xbf" + SLOW_CPU.encode())
    assert load(path).problems == ()


def test_every_problem_has_its_line_and_stands_in_the_order_of_the_file(path):
    path.write_text(
        """{
  "scheduling": {
    "dwell_s": "soon"
  },
  "resource_thresholds": {
    "cpu_percnt": 80,
    "disk_percent": NaN,
    "memory_percent": {"throttle": 50,
      "resume": 60}
  },
  "scheduling": {
    "ageing_s": 0
  },
  "role_options": {"gui_testing": {"settle_s":
     -1}}
}
"""
    )
    name = path.name
    too_high = "is 60, above throttle (50 %); must be at most 50 %"
    assert load(path).problems == (
        f"{name}:6: resource_thresholds.cpu_percnt: unknown key; did you mean cpu_percent?",
        f"{name}:7: resource_thresholds.disk_percent: is NaN; must be a number from 1 to 100 %",
        f"{name}:9: resource_thresholds.memory_percent.resume: {too_high}",
        f"{name}:11: scheduling: stands twice in one object (before in line 2); remove one",
        f"{name}:12: scheduling.ageing_s: is 0; must be a number from 1 to 604800 s",
        f"{name}:14: role_options.gui_testing.settle_s: is -1; must be a number of at least 0 s",
        f"{path} is left as it is; the defaults are in force until it is put right.",
    )


def test_a_duplicate_key_alone_is_a_problem(path):
    path.write_text('{"monitoring_interval": 1,\n"monitoring_interval": 2}')
    assert load(path).problems[0] == (
        f"{path.name}:2: monitoring_interval: stands twice in one object (before in line 1); remove one"
    )


def test_a_problem_of_something_missing_has_the_line_around_it(path):
    path.write_text('{\n"role_options": {\n"translation": {}}}')
    loaded = load_configuration(path, WITH_NEEDY, None)
    assert loaded.problems[0].startswith(f"{path.name}:3: role_options.translation.language: is missing;")


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"monitoring_interval": 5', b"[]", b"null", b"\0", b"\xff\xfe{}"]
)
def test_a_bad_file_is_left_untouched_and_the_last_good_stays_in_force(path, last_good, content):
    path.write_text(SLOW_CPU)
    load(path, last_good)
    path.write_bytes(content)
    loaded = load(path, last_good)
    assert loaded.source is ConfigurationSource.LAST_GOOD
    assert loaded.configuration.thresholds["cpu"].throttle == 55.0
    assert len(loaded.problems) == 2
    assert loaded.problems[-1] == (
        f"{path} is left as it is; the last good configuration stays in force until it is put right."
    )
    assert path.read_bytes() == content
    assert last_good.read_text() == SLOW_CPU


def test_a_bad_copy_leaves_the_defaults_in_force(path, last_good):
    path.write_text("{")
    last_good.write_text('{"a": 1}')
    loaded = load(path, last_good)
    assert loaded.configuration == DEFAULTS
    assert loaded.source is ConfigurationSource.DEFAULTS
    assert loaded.problems[1].startswith(f"{last_good.name}:1: a: unknown key")
    assert loaded.problems[2].endswith("the defaults are in force: the last good configuration is bad too.")


def test_a_syntax_error_names_line_and_column(path):
    path.write_text('{\n  "monitoring_interval": 5,\n}\n')
    assert load(path).problems[0] == f"{path.name}:2:27: a comma before '}}'; remove it"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_bytes_that_are_not_utf_8_are_named_with_their_offset(path, mark):
    content = mark + b'{\n "roles": {}, "x": "\xe4"}'
    path.write_bytes(content)
    offset = content.index(b"\xe4")
    assert load(path).problems[0] == (
        f"{path.name}:2: byte 0xe4 at offset {offset} is not UTF-8; save the file as UTF-8"
    )


def test_a_folder_is_no_configuration(tmp_path):
    assert load(tmp_path).problems[0] == f"{tmp_path.name}: is a folder; name a file with settings"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(path):
    os.mkfifo(path)
    assert "is no regular file" in load(path).problems[0]


def test_a_huge_file_is_refused(path):
    path.write_bytes(b" " * (LARGEST_FILE + 1))
    assert (
        load(path).problems[0]
        == f"{path.name}: is larger than {LARGEST_FILE} bytes; that is no configuration"
    )


def test_a_path_through_a_file_is_a_problem(path):
    path.write_text("{}")
    below = path / "config.json"
    assert load(below).problems[0].startswith(f"config.json: {below} cannot be read: ")


def test_a_copy_that_cannot_be_kept_is_reported_and_the_file_still_counts(path, tmp_path):
    path.write_text(SLOW_CPU)
    nowhere = tmp_path / "missing" / "copy.json"
    loaded = load(path, nowhere)
    assert loaded.source is ConfigurationSource.FILE
    assert loaded.configuration.thresholds["cpu"].throttle == 55.0
    (problem,) = loaded.problems
    assert problem.startswith(f"the configuration is in force, but no copy can be kept at {nowhere}: ")


def test_the_strict_reading_gives_a_configuration_or_lines_to_print(path):
    path.write_text(SLOW_CPU)
    assert read_configuration(path, DECLARATIONS).thresholds["cpu"].throttle == 55.0
    path.write_text('{"a": 1,\n"b": 2}')
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(path, DECLARATIONS)
    assert [line.split(": unknown")[0] for line in caught.value.lines] == [
        f"{path}:1: a",
        f"{path}:2: b",
    ]


def test_the_strict_reading_refuses_a_missing_file(path):
    with pytest.raises(ConfigurationError, match="does not exist; name an existing file"):
        read_configuration(path, DECLARATIONS)


def test_the_defaults_written_out_are_the_defaults(path):
    path.write_text(json.dumps(DEFAULTS.raw), encoding="utf-8")
    assert load(path).configuration == DEFAULTS


def test_further_roles_are_known_before_their_declarations(path, last_good):
    assert peek_extra_roles(path, None) == {}
    last_good.write_text('{"roles": {"old": "a:B"}}')
    assert peek_extra_roles(path, last_good) == {"old": "a:B"}
    path.write_text('{"roles": {"new": "a:B"}, "monitoring_interval": -1}')
    assert peek_extra_roles(path, last_good) == {"new": "a:B"}
    path.write_text("{")
    assert peek_extra_roles(path, last_good) == {"old": "a:B"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_no_content_raises_or_is_changed(path, content):
    path.write_bytes(content)
    assert load(path).configuration == DEFAULTS or load(path).problems == ()
    assert path.read_bytes() == content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(good_configurations())
def test_every_good_configuration_survives_the_file(path, data):
    path.write_text(json.dumps(data), encoding="utf-8")
    configuration = read_configuration(path, DECLARATIONS)
    path.write_text(json.dumps(configuration.raw, ensure_ascii=False), encoding="utf-8")
    assert read_configuration(path, DECLARATIONS) == configuration
