import pytest

from asesor.evaluation import shares
from asesor.evaluation.shares import Share


def test_wilsons_interval_is_the_textbook_one() -> None:
    assert Share(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-3)
    assert Share(0, 60).interval == pytest.approx((0.0, 0.0602), abs=1e-3)


def test_nothing_has_no_share() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)
    assert shares.loss([], []).value is None
    assert shares.quantile([], 0.5).value is None


def test_a_paired_loss_is_the_mean_difference_with_an_interval_around_it() -> None:
    lost = shares.loss([1.0] * 90 + [0.0] * 10, [1.0] * 80 + [0.0] * 20)
    assert lost.value == pytest.approx(0.10)
    assert lost.interval is not None
    assert 0.03 < lost.interval[0] < 0.10 < lost.interval[1] < 0.18


def test_quantiles_are_nearest_ranks() -> None:
    assert shares.quantile([3, 1, 2], 0.5).value == 2
    assert shares.quantile(range(1, 101), 0.99).value == 99
