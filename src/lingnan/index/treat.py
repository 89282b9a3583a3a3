"""Outliers: the test by skewness and kurtosis, winsorising one point at a time, and the log and Box-Cox families."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from lingnan.core.errors import Invalid
from lingnan.index.arrays import Bools, Floats, Table
from lingnan.index.chain import Treat

FEWEST_FOR_SKEWNESS, FEWEST_FOR_KURTOSIS = 3, 4


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """What was done to one indicator: the log of the run."""

    code: str
    skewness_before: float | None
    kurtosis_before: float | None
    skewness_after: float | None
    kurtosis_after: float | None
    done: str  # none, winsorise, log_ct, …, untreatable
    high: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    note: str = ""


def skewness(values: Floats) -> float | None:
    """Sample skewness corrected for size (G1); None under three values or where all are equal.

    >>> round(skewness(np.array([1.0, 2.0, 3.0, 10.0])), 6)
    1.763633
    """
    known = values[~np.isnan(values)]
    n = known.size
    if n < FEWEST_FOR_SKEWNESS or known.min() == known.max():
        return None
    off = known - known.mean()
    g1 = sqrt(n) * float((off**3).sum()) / float(float((off**2).sum()) ** 1.5)
    return g1 * sqrt(n * (n - 1)) / (n - 2)


def kurtosis(values: Floats) -> float | None:
    """Sample excess kurtosis corrected for size (G2); None under four values or where all are equal.

    >>> round(kurtosis(np.array([1.0, 2.0, 3.0, 10.0])), 6)
    3.228
    """
    known = values[~np.isnan(values)]
    n = known.size
    if n < FEWEST_FOR_KURTOSIS or known.min() == known.max():
        return None
    off = known - known.mean()
    raw = n * float((off**4).sum()) / float((off**2).sum()) ** 2
    return ((n + 1) * (raw - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def passes(values: Floats, *, skew: float, kurt: float) -> bool | None:
    """True where no treatment is due: |skewness| or excess kurtosis under its limit; None where nobody can tell."""
    s, k = skewness(values), kurtosis(values)
    if (s is not None and abs(s) < skew) or (k is not None and k < kurt):
        return True
    return None if s is None or k is None else False


def winsorise(values: Floats, *, winmax: int, skew: float, kurt: float) -> tuple[Floats, Bools, Bools]:
    """Pull in the extreme on the skewed side until the test passes or `winmax` points have moved.

    All points tied at the extreme move together to the next value and all count, so more than `winmax` may have moved.
    The side is looked at anew each time. Returns the values and which points moved from above and from below.
    """
    x = values.copy()
    high = np.zeros(x.shape, dtype=bool)
    low = high.copy()
    while passes(x, skew=skew, kurt=kurt) is False and int(high.sum()) + int(low.sum()) < winmax:
        s = skewness(x)
        if s is not None and s >= 0:
            high = x == np.nanmax(x)
            x[high] = np.nanmax(x[~high])
        else:
            low = x == np.nanmin(x)
            x[low] = np.nanmin(x[~low])
    return x, high, low


def log_ct(x: Floats) -> Floats:
    """log(x − min + 0.01·(max − min)): defined for any values that are not all equal."""
    least, most = np.nanmin(x), np.nanmax(x)
    return np.asarray(np.log(x - least + 0.01 * (most - least)))


def log_ct_plus(x: Floats) -> Floats:
    """`log_ct` on the skewed side: for negative skewness the mirror image −log(max + 0.01·(max − min) − x)."""
    least, most = np.nanmin(x), np.nanmax(x)
    if (skewness(x) or 0.0) > 0:
        return log_ct(x)
    return np.asarray(-np.log(most + 0.01 * (most - least) - x))


def log_gii(x: Floats) -> Floats:
    """log((max − 1)·(x − min)/(max − min) + 1), the form of the Global Innovation Index; needs max above 1."""
    least, most = np.nanmin(x), np.nanmax(x)
    if most <= 1:
        raise Invalid("treat.log_gii", f"最大值 {most:g} 不大于 1，这个变换没有定义")
    return np.asarray(np.log((most - 1) * (x - least) / (most - least) + 1))


def log_plain(x: Floats) -> Floats:
    """log(x − min + 1)."""
    return np.asarray(np.log(x - np.nanmin(x) + 1))


def boxcox(x: Floats, power: float | None = None) -> Floats:
    """((x − min + 1)^λ − 1)/λ, log for λ = 0; without a power the likeliest λ of −2, −1.9, …, 2."""
    shifted = x - np.nanmin(x) + 1
    if power is None:
        known = shifted[~np.isnan(shifted)]
        tried = np.round(np.arange(-2.0, 2.05, 0.1), 1)
        power = float(tried[int(np.argmax([_likelihood(each, known) for each in tried]))])
    return np.asarray(np.log(shifted) if power == 0 else (shifted**power - 1) / power)


def _likelihood(power: float, known: Floats) -> float:
    """Log-likelihood of a Box-Cox exponent for normal data, up to a constant."""
    logs = np.log(known)
    moved = logs if power == 0 else (known**power - 1) / power
    return float((power - 1) * logs.sum() - known.size / 2 * np.log(moved.var()))


TRANSFORMS: dict[str, Callable[[Floats], Floats]] = {
    "log_ct": log_ct,
    "log_ct_plus": log_ct_plus,
    "log_gii": log_gii,
    "log": log_plain,
    "boxcox": boxcox,
}


def treat_column(values: Floats, settings: Treat) -> tuple[Floats, str, Bools, Bools, str]:
    """One indicator: its treated values, what was done, the points moved from above and below, and a remark."""
    nobody = np.zeros(values.shape, dtype=bool)
    limits = {"skew": settings.get("skewness"), "kurt": settings.get("kurtosis")}
    if passes(values, **limits) is not False:
        return values, "none", nobody, nobody, ""
    second = settings.method
    if settings.method == "winsorise":
        x, high, low = winsorise(values, winmax=settings.get("winmax"), **limits)
        passed = passes(x, **limits)
        if passed is None:
            return values, "untreatable", nobody, nobody, "缩尾后所有值相等，保留原值"
        if passed or settings.get("otherwise") == "none":
            return x, "winsorise", high, low, "" if passed else "缩尾后仍未通过检验"
        second = settings.get("otherwise")
    power = settings.get("power") if settings.method == "boxcox" else None
    x = boxcox(values, power) if second == "boxcox" else TRANSFORMS[second](values)
    passed = passes(x, **limits)
    if passed is None:
        return values, "untreatable", nobody, nobody, "变换后所有值相等，保留原值"
    return x, second, nobody, nobody, "" if passed else "变换后仍未通过检验"


def treat(table: Table, settings: Treat) -> tuple[Table, tuple[Treatment, ...]]:
    """Every indicator on its own; the log says for each what was done."""
    if settings.method == "none":
        return table, ()
    treated, log = table.values.copy(), []
    for place, code in enumerate(table.codes):
        before = table.values[:, place]
        try:
            after, done, high, low, note = treat_column(before, settings)
        except Invalid as error:
            raise Invalid(f"{error.field}（{code}）", error.reason) from error
        treated[:, place] = after
        log.append(
            Treatment(
                code=code,
                skewness_before=skewness(before),
                kurtosis_before=kurtosis(before),
                skewness_after=skewness(after),
                kurtosis_after=kurtosis(after),
                done=done,
                high=tuple(table.units[row] for row in np.flatnonzero(high)),
                low=tuple(table.units[row] for row in np.flatnonzero(low)),
                note=note,
            )
        )
    return table.with_values(treated), tuple(log)
