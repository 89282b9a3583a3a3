"""What a survey says of a region, and how far experts agree: plain arithmetic, each with a worked example."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.rules.exact import half_even

DIGITS = 4
SURE = 0.975  # both sides of a 95 % interval
FEW = 30  # answers below which an estimate is marked
ENOUGH = Decimal("0.667")  # of agreement: below it not even tentative conclusions (Krippendorff 2004, chapter 11)
TWO = 2


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The weighted mean of the answers, its standard error and 95 % interval (none with fewer than two answers)."""

    size: int
    design_effect: Decimal
    value: Decimal
    error: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def estimate(
    answers: Sequence[tuple[Decimal, Decimal]], *, least: Decimal | None = None, most: Decimal | None = None
) -> Estimate:
    """From single answers as (score, design weight); the interval does not leave what is possible.

    mean = Σwy ÷ Σw; variance = n ÷ (n − 1) × Σw²(y − mean)² ÷ (Σw)² (with replacement, linearised);
    design effect (Kish) = nΣw² ÷ (Σw)²; interval = mean ± t(n − 1, 97.5 %) × √variance.

    >>> pairs = [(Decimal(y), Decimal(w)) for y, w in ((60, 1), (80, 1), (100, 2))]
    >>> found = estimate(pairs)  # (60 + 80 + 200) ÷ 4 = 85; 4·6 ÷ … : 3 × 6 ÷ 16 = 1.125
    >>> found.value, found.design_effect
    (Decimal('85.0000'), Decimal('1.1250'))
    """
    if not answers:
        raise Invalid(Label(zh="样本", en="Sample"), Label(zh="一份答卷也没有", en="There is not one answer"))
    if any(weight <= 0 for _, weight in answers):
        raise Invalid(Label(zh="权重", en="Weight"), Label(zh="设计权重应大于 0", en="A design weight is above 0"))
    size = len(answers)
    whole = sum((Fraction(weight) for _, weight in answers), Fraction(0))
    mean = sum((Fraction(score) * Fraction(weight) for score, weight in answers), Fraction(0)) / whole
    squares = sum((Fraction(weight) ** 2 for _, weight in answers), Fraction(0))
    effect = size * squares / whole**2
    if size < TWO:
        return Estimate(size=size, design_effect=half_even(effect, DIGITS), value=half_even(mean, DIGITS))
    spread = sum((Fraction(w) ** 2 * (Fraction(y) - mean) ** 2 for y, w in answers), Fraction(0))
    variance = Fraction(size, size - 1) * spread / whole**2
    return _with_interval(size, effect, mean, variance, least, most)


def from_summary(
    *, size: int, mean: Decimal, deviation: Decimal, design_effect: Decimal,
    least: Decimal | None = None, most: Decimal | None = None,
) -> Estimate:  # fmt: skip
    """From what a survey firm reports: variance = design effect × s² ÷ n."""
    if size < TWO:
        raise Invalid(Label(zh="样本量", en="Sample size"), Label(zh="至少 2 份答卷", en="At least 2 answers"))
    if deviation < 0:
        raise Invalid(Label(zh="标准差", en="Standard deviation"), Label(zh="不能小于 0", en="It cannot be below 0"))
    if design_effect <= 0:
        raise Invalid(
            Label(zh="设计效应", en="Design effect"),
            Label(zh="应大于 0；简单随机抽样填 1", en="Above 0; 1 for simple random sampling"),
        )
    variance = Fraction(design_effect) * Fraction(deviation) ** 2 / size
    return _with_interval(size, Fraction(design_effect), Fraction(mean), variance, least, most)


def _with_interval(
    size: int, effect: Fraction, mean: Fraction, variance: Fraction, least: Decimal | None, most: Decimal | None
) -> Estimate:
    error = root(variance)
    reach = error * t_quantile(size - 1)
    low, high = half_even(mean - reach, DIGITS), half_even(mean + reach, DIGITS)
    return Estimate(
        size=size,
        design_effect=half_even(effect, DIGITS),
        value=half_even(mean, DIGITS),
        error=half_even(error, DIGITS),
        low=low if least is None else max(low, least),
        high=high if most is None else min(high, most),
    )


def root(number: Fraction) -> Fraction:
    """The square root, to 40 digits."""
    with localcontext() as context:
        context.prec = 40
        return Fraction((Decimal(number.numerator) / Decimal(number.denominator)).sqrt())


def t_quantile(freedom: int) -> Fraction:
    """The 97.5 % point of Student's t."""
    from scipy.special import stdtrit  # noqa: PLC0415 -- not at web start

    return Fraction(float(stdtrit(freedom, SURE)))


def agreement(ratings: Mapping[str, Iterable[Decimal]]) -> Decimal | None:
    """Krippendorff's alpha for interval data; None where nothing varies or nobody was rated twice.

    ratings: what was rated → the scores it got; raters may have left some out.
    alpha = 1 − observed ÷ expected disagreement: the mean squared difference of two scores of one region, against that
    of any two scores at all. 1: full agreement; 0: as if by chance.

    >>> agreement({"a": [Decimal(1), Decimal(1)], "b": [Decimal(5), Decimal(5)]})
    Decimal('1.0000')
    """
    units = [[Fraction(score) for score in scores] for scores in ratings.values()]
    units = [scores for scores in units if len(scores) >= TWO]
    pooled = [score for scores in units for score in scores]
    count = len(pooled)
    observed = sum((_squares(scores) / (len(scores) - 1) for scores in units), Fraction(0))
    expected = _squares(pooled)
    if not expected:
        return None
    return half_even(1 - (count - 1) * observed / expected, DIGITS)


def _squares(scores: Sequence[Fraction]) -> Fraction:
    """Σ over all ordered pairs of the squared difference: 2(nΣx² − (Σx)²)."""
    total = sum(scores, Fraction(0))
    return 2 * (len(scores) * sum((score**2 for score in scores), Fraction(0)) - total**2)


def bias(ratings: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """How far each rater stands above (+) or below (−) the mean of all, over the regions that they rated."""
    means = {region: _mean(scores.values()) for region, scores in ratings.items() if scores}
    apart: dict[str, list[Fraction]] = {}
    for region, scores in ratings.items():
        for rater, score in scores.items():
            apart.setdefault(rater, []).append(Fraction(score) - means[region])
    return {rater: half_even(sum(gaps, Fraction(0)) / len(gaps), DIGITS) for rater, gaps in sorted(apart.items())}


def _mean(scores: Iterable[Decimal]) -> Fraction:
    known = [Fraction(score) for score in scores]
    return sum(known, Fraction(0)) / len(known)


def mean_of(scores: Iterable[Decimal]) -> Decimal:
    """The plain mean of the scores of one region."""
    return half_even(_mean(scores), DIGITS)
