"""The bench's own arithmetic."""

import pytest
from bench.arithmetic import a_second, collapse, fuse, median, percentile, rank


def test_passages_of_one_fiche_count_once_in_the_order_found():
    assert collapse(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]


def test_only_five_fiches_are_kept():
    assert collapse("abcdefg") == list("abcde")


def test_rank_is_that_of_the_first_right_fiche():
    assert rank(["a", "b", "c"], {"c", "b"}) == 2
    assert rank(["a", "b"], ("x",)) is None
    assert rank([], ("x",)) is None


def test_fusion_prefers_what_both_lists_hold():
    assert fuse([["a", "b"], ["b", "c"]], (0.5, 0.5), str) == ["b", "a", "c"]


def test_fusion_weighs_its_lists_and_keeps_the_order_met_at_ties():
    assert fuse([["a"], ["b"]], (0.3, 0.7), str) == ["b", "a"]
    assert fuse([["a"], ["b"]], (0.5, 0.5), str) == ["a", "b"]


def test_fusion_refuses_lists_without_a_weight():
    with pytest.raises(ValueError, match="one weight a list"):
        fuse([["a"], ["b"]], (1.0,), str)


def test_percentiles_are_values_that_were_seen():
    values = [float(n) for n in range(100, 0, -1)]
    assert percentile(values, 0.5) == 50.0
    assert percentile(values, 0.99) == 99.0
    assert percentile(values, 1.0) == 100.0
    assert percentile([7.0], 0.99) == 7.0
    assert median([3.0, 1.0, 2.0]) == 2.0


def test_no_values_have_no_percentile():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_rate_over_no_time_is_zero():
    assert a_second(10, 2.0) == 5.0
    assert a_second(10, 0.0) == 0.0
