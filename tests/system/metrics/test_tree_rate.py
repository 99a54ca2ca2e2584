"""A tree's rate follows its members through births and deaths, and is never negative."""

from __future__ import annotations

from parallel_execution_manager.system.metrics.trees import Reading, TreeRate

ROOT, CHILD, OTHER = (10, 1), (11, 2), (12, 3)


def test_the_first_rate_is_the_average_of_each_members_life():
    assert TreeRate().per_second(5.0, {10: {ROOT: Reading(6.0, 3.0), CHILD: Reading(1.0, 2.0)}}) == {10: 2.5}


def test_a_member_of_no_age_has_no_rate_yet():
    assert TreeRate().per_second(5.0, {10: {ROOT: Reading(6.0, 0.0)}}) == {10: 0.0}


def test_later_rates_are_growth_by_time_summed_over_the_members():
    rate = TreeRate()
    rate.per_second(1.0, {10: {ROOT: Reading(1.0, 9.0), CHILD: Reading(4.0, 9.0)}})
    assert rate.per_second(3.0, {10: {ROOT: Reading(2.0, 11.0), CHILD: Reading(7.0, 11.0)}}) == {10: 2.0}


def test_a_young_member_counts_whole_and_an_old_one_that_was_just_found_by_its_average():
    rate = TreeRate()
    rate.per_second(1.0, {10: {ROOT: Reading(0.0, 100.0)}})
    members = {ROOT: Reading(0.0, 102.0), CHILD: Reading(1.0, 0.5), OTHER: Reading(50.0, 100.0)}
    assert rate.per_second(3.0, {10: members}) == {10: 0.5 + 0.5}


def test_what_an_ended_child_hands_on_to_its_parent_is_not_counted_again():
    rate = TreeRate()
    rate.per_second(1.0, {10: {ROOT: Reading(1.0, 9.0), CHILD: Reading(40.0, 9.0)}})
    # The child has used 2 more before its end, all of which the parent now has.
    assert rate.per_second(2.0, {10: {ROOT: Reading(43.0, 10.0)}}) == {10: 2.0}


def test_a_parent_that_waits_a_little_later_makes_no_leap():
    rate = TreeRate()
    rate.per_second(1.0, {10: {ROOT: Reading(1.0, 9.0), CHILD: Reading(40.0, 9.0)}})
    assert rate.per_second(2.0, {10: {ROOT: Reading(2.0, 10.0)}}) == {10: 0.0}
    assert rate.per_second(3.0, {10: {ROOT: Reading(43.0, 11.0)}}) == {10: 2.0}


def test_a_member_that_nobody_waits_for_hides_the_others_for_two_readings_at_most():
    rate = TreeRate()
    rate.per_second(1.0, {10: {ROOT: Reading(0.0, 9.0), CHILD: Reading(1000.0, 9.0)}})
    rates = [rate.per_second(at, {10: {ROOT: Reading(at - 1, 9.0)}})[10] for at in (2.0, 3.0, 4.0, 5.0)]
    assert rates == [0.0, 0.0, 1.0, 1.0]


def test_what_began_and_ended_between_two_readings_is_seen_in_its_parent():
    rate = TreeRate()
    rate.per_second(1.0, {10: {ROOT: Reading(1.0, 9.0)}})
    assert rate.per_second(2.0, {10: {ROOT: Reading(1.75, 10.0)}}) == {10: 0.75}


def test_trees_are_told_apart_and_one_that_is_gone_is_forgotten():
    rate = TreeRate()
    rate.per_second(1.0, {10: {ROOT: Reading(1.0, 9.0)}, 12: {OTHER: Reading(5.0, 9.0)}})
    rates = rate.per_second(2.0, {10: {ROOT: Reading(1.5, 10.0)}, 12: {OTHER: Reading(6.0, 10.0)}})
    assert rates == {10: 0.5, 12: 1.0}
    assert rate.per_second(3.0, {12: {OTHER: Reading(6.0, 11.0)}}) == {12: 0.0}


def test_a_counter_that_steps_back_and_a_clock_that_stands_are_no_negative_rates():
    rate = TreeRate()
    rate.per_second(1.0, {10: {ROOT: Reading(5.0, 10.0)}})
    assert rate.per_second(2.0, {10: {ROOT: Reading(4.0, 11.0)}}) == {10: 0.0}
    assert rate.per_second(2.0, {10: {ROOT: Reading(11.0, 11.0)}}) == {10: 1.0}
