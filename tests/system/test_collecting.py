"""Garbage collection put off while much is made that stays."""

from __future__ import annotations

import gc

from parallel_execution_manager.system.collecting import uncollected


def test_what_is_made_meanwhile_is_not_looked_at_and_counts_as_old() -> None:
    gc.unfreeze()
    try:
        with uncollected():
            assert not gc.isenabled()
            made = [[number] for number in range(20_000)]
        assert gc.isenabled()
        young = {id(each) for each in gc.get_objects(generation=0)}
        assert not young & set(map(id, made))
    finally:
        gc.freeze()


def test_where_it_is_off_already_it_stays_off() -> None:
    gc.disable()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
