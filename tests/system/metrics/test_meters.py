"""Counters become percentages and rates; what cannot be told is no number, and never a wrong one."""

from __future__ import annotations

from parallel_execution_manager.system.metrics.fast_samples import BusyMeter, RateMeter


def test_busy_percent_is_the_busy_share_of_the_time_between_two_readings():
    meter = BusyMeter()
    assert meter.percent(busy_s=100, idle_s=300) is None
    assert meter.percent(busy_s=103, idle_s=301) == 75.0
    assert meter.percent(busy_s=103, idle_s=302) == 0.0


def test_busy_percent_is_unknown_when_no_time_went_by():
    meter = BusyMeter()
    meter.percent(1, 1)
    assert meter.percent(1, 1) is None


def test_busy_percent_is_unknown_once_after_a_counter_went_backwards():
    meter = BusyMeter()
    meter.percent(5, 5)
    assert meter.percent(6, 4) is None
    assert meter.percent(7, 5) == 50.0


def test_a_rate_is_growth_by_time():
    meter = RateMeter()
    assert meter.per_second(10.0, 100) is None
    assert meter.per_second(12.0, 110) == 5.0


def test_a_rate_is_unknown_once_after_a_wrap():
    meter = RateMeter()
    meter.per_second(1.0, 100)
    assert meter.per_second(2.0, 3) is None
    assert meter.per_second(3.0, 4) == 1.0


def test_a_rate_is_unknown_when_time_stands_or_goes_back():
    meter = RateMeter()
    meter.per_second(5.0, 1)
    assert meter.per_second(5.0, 2) is None
    assert meter.per_second(4.0, 3) is None
    assert meter.per_second(5.0, 4) == 1.0


def test_a_rate_begins_anew_after_a_gap():
    meter = RateMeter()
    meter.per_second(1.0, 1)
    assert meter.per_second(2.0, None) is None
    assert meter.per_second(3.0, 9) is None
    assert meter.per_second(4.0, 10) == 1.0
