"""How many of each stratum: the method of the largest remainder, exact."""

from collections.abc import Mapping
from fractions import Fraction

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label


def allocate(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Seats by weight: whole quotas first, what is left to the largest remainders (Hamilton).

    Equal remainders: the heavier stratum first, then the one named first. The sum is always `total`.

    >>> allocate(5, {"data": 6, "security": 5, "standards": 2})
    {'data': 2, 'security': 2, 'standards': 1}
    """
    if total < 0:
        raise Invalid(
            Label(zh="人数", en="Number of people"), Label(zh=f"{total} 不是人数", en=f"{total} is no number of people")
        )
    if any(weight < 0 for weight in weights.values()):
        raise Invalid(
            Label(zh="权重", en="Weight"), Label(zh="各领域的权重不能是负数", en="No weight of a field may be negative")
        )
    whole = sum(weights.values())
    if not whole:
        raise Invalid(
            Label(zh="权重", en="Weight"), Label(zh="至少一个领域要有人", en="At least one field needs people")
        )
    quotas = {name: Fraction(total * weight, whole) for name, weight in weights.items()}
    seats = {name: quota.numerator // quota.denominator for name, quota in quotas.items()}
    names = list(weights)
    left = total - sum(seats.values())
    by_remainder = sorted(names, key=lambda name: (-(quotas[name] - seats[name]), -weights[name], names.index(name)))
    for name in by_remainder[:left]:
        seats[name] += 1
    return seats
