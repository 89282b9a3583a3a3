"""The table that every step takes and gives: units down, codes across, not-a-number where nothing is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lingnan.core.errors import Fault, Invalid

CELLS_AT_ONCE = 1 << 20
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """`values[row, column]` is the value of `units[row]` in `codes[column]`."""

    units: tuple[str, ...]
    codes: tuple[str, ...]
    values: Floats

    @cached_property
    def position(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def row(self) -> dict[str, int]:
        return {unit: place for place, unit in enumerate(self.units)}

    def column(self, code: str) -> Floats:
        found: Floats = self.values[:, self.position[code]]
        return found

    def value(self, unit: str, code: str) -> float | None:
        """The value as a number, or None where there is none."""
        found = float(self.values[self.row[unit], self.position[code]])
        return None if np.isnan(found) else found

    def with_values(self, values: Floats) -> "Table":
        return replace(self, values=values)

    def rows(self, keep: Bools) -> "Table":
        units = tuple(unit for unit, kept in zip(self.units, keep, strict=True) if kept)
        return Table(units=units, codes=self.codes, values=self.values[keep])

    def columns(self, codes: Sequence[str]) -> "Table":
        places = [self.position[code] for code in codes]
        return Table(units=self.units, codes=tuple(codes), values=self.values[:, places])

    def as_dict(self) -> dict[str, dict[str, float | None]]:
        """unit → code → value, with None for what is missing."""
        return {unit: {code: self.value(unit, code) for code in self.codes} for unit in self.units}


@dataclass(frozen=True, kw_only=True, eq=False)
class Dataset:
    """What a chain starts from: indicator values, the columns it divides by, the groups it may impute within.

    `others` are the same for other years, from which gaps may be filled (impute method "panel").
    """

    table: Table
    denominators: Mapping[str, Floats]
    groups: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    year: int | None = None
    others: Mapping[int, "Dataset"] = field(default_factory=dict)


def from_mapping(values: Mapping[str, Mapping[str, float | Decimal | None]], codes: Sequence[str]) -> Table:
    """A table of these codes from unit → code → value; an absent code is missing, an unknown one is an error."""
    units, known = tuple(values), set(codes)
    filled = np.full((len(units), len(codes)), np.nan)
    faults: list[Fault] = []
    position = {code: place for place, code in enumerate(codes)}
    for row, (unit, cells) in enumerate(values.items()):
        for code, value in cells.items():
            if code not in known:
                faults.append(Fault(where=f"{unit}.{code}", reason="指标树里没有这个指标"))
            elif value is not None:
                filled[row, position[code]] = number = float(value)
                if not np.isfinite(number):
                    faults.append(
                        Fault(where=f"{unit}.{code}", reason=f"{value} 不是有限的数字", allowed="缺失写 None")
                    )
    if faults:
        raise Invalid("values", "；".join(str(fault) for fault in faults[:5]), faults=tuple(faults))
    return Table(units=units, codes=tuple(codes), values=filled)


def ranks(values: Floats) -> Floats:
    """Rank 1 for the highest of each column; equal values share the smallest rank; a missing value has none.

    >>> ranks(np.array([[3.0], [5.0], [3.0], [np.nan], [1.0]]))[:, 0]
    array([ 2.,  1.,  2., nan,  4.])
    """
    width = max(1, CELLS_AT_ONCE // max(len(values), 1))
    if values.shape[1] > width:  # a study of thousands of units: the work needs little more room than the answer
        parts = [ranks(values[:, start : start + width]) for start in range(0, values.shape[1], width)]
        return np.concatenate(parts, axis=1)
    order = np.argsort(-values, axis=0, kind="stable")  # not-a-number sorts last
    sorted_values = np.take_along_axis(values, order, axis=0)
    places = np.broadcast_to(np.arange(1.0, len(values) + 1)[:, None], values.shape).copy()
    if len(values) > 1:
        tied = sorted_values[1:] == sorted_values[:-1]
        places[1:][tied] = 0.0
    np.maximum.accumulate(places, axis=0, out=places)
    places[np.isnan(sorted_values)] = np.nan
    ranked = np.empty_like(places)
    np.put_along_axis(ranked, order, places, axis=0)
    return ranked
