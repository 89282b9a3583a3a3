"""Two results side by side, and the index against something outside."""

import pytest
from scipy import stats

from lingnan.core.errors import Invalid
from lingnan.index.compare import compare, correlate, regress


def test_who_moved_how_far() -> None:
    found = compare({"a": 3.0, "b": 2.0, "c": 1.0, "gone": 9.0}, {"a": 1.0, "b": 3.0, "c": 2.0, "new": None})
    moved = {change.unit: change.moved for change in found.changes}
    # before: gone 1, a 2, b 3, c 4; after: b 1, c 2, a 3
    assert moved == {"b": 2, "c": 2, "a": -1, "gone": None, "new": None}
    assert (found.mean_shift, found.largest_shift) == (pytest.approx(5 / 3), 2)


def test_regression_is_that_of_scipy() -> None:
    x = {"a": 1.0, "b": 2.0, "c": 4.0, "d": 7.0, "e": None}
    y = {"a": 3.0, "b": 3.5, "c": 6.0, "d": 8.0, "e": 1.0}
    found = regress(x, y)
    theirs = stats.linregress([1, 2, 4, 7], [3, 3.5, 6, 8])
    assert (found.slope, found.intercept, found.slope_error) == pytest.approx(
        (theirs.slope, theirs.intercept, theirs.stderr)
    )
    assert found.r_squared == pytest.approx(theirs.rvalue**2)
    assert (found.units, sum(found.residuals.values())) == (4, pytest.approx(0))
    assert correlate(x, y)[0] == pytest.approx(theirs.rvalue)


def test_what_cannot_be_regressed() -> None:
    with pytest.raises(Invalid, match="只有 1 个单位"):
        regress({"a": 1.0, "b": None}, {"a": 1.0, "b": 2.0})
    with pytest.raises(Invalid, match="指数相同"):
        regress(dict.fromkeys("abc", 1.0), {"a": 1.0, "b": 2.0, "c": 3.0})
