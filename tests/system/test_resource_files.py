"""The program's own files are found in a checkout and in an installed package."""

from __future__ import annotations

import pytest

from parallel_execution_manager.system.host import resource_path


def test_the_default_configuration_is_found():
    assert (
        resource_path("parallel_execution_config.json").read_text(encoding="utf-8").lstrip().startswith("{")
    )


def test_a_missing_resource_is_named_with_the_places_and_the_way_out():
    with pytest.raises(
        FileNotFoundError, match=r"'icons/none\.svg' is missing .*resources.*install the program again"
    ):
        resource_path("icons/none.svg")
