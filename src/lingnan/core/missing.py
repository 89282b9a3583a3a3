"""Missing: a value that is not there, and why. It never becomes 0, and no arithmetic accepts it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeGuard, TypeVar

from lingnan.core.errors import LingnanError
from lingnan.core.labels import Label

T = TypeVar("T")


class MissingReason(StrEnum):
    """Why a value is missing (rows 1-7 of the word table)."""

    NOT_REPORTED = "not_reported"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"
    INVALID = "invalid"
    SOURCE_SILENT = "source_silent"
    PARTIAL = "partial"
    WITHHELD = "withheld"

    @property
    def label(self) -> Label:
        return _LABELS[self]


_LABELS = {
    MissingReason.NOT_REPORTED: Label(zh="未报送", en="Not reported"),
    MissingReason.NOT_DUE: Label(zh="未到报送期", en="Not due yet"),
    MissingReason.NOT_APPLICABLE: Label(zh="不适用", en="Not applicable"),
    MissingReason.INVALID: Label(zh="无效", en="Invalid"),
    MissingReason.SOURCE_SILENT: Label(zh="来源未应答", en="No answer from the source"),
    MissingReason.PARTIAL: Label(zh="来源只给出部分", en="Given only in part by the source"),
    MissingReason.WITHHELD: Label(zh="不公开", en="Withheld"),
}


class MissingValueError(LingnanError, ArithmeticError):
    """Somebody tried to calculate with a missing value."""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Missing:
    """The place of a value that is not there. `words.missing` says it as a sentence.

    `due` is the day by which it should have come (not reported), `since` the day from which the source is silent,
    `detail` what exactly is wrong (invalid: which fault; partial: which part; withheld: on what ground).
    """

    reason: MissingReason
    detail: Label | None = None
    due: date | None = None
    since: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", MissingReason(self.reason))

    def _refuse(self, *_: object) -> NoReturn:
        detail = f"（{self.detail}）" if self.detail else ""
        raise MissingValueError(f"缺失的值不能参与计算：{self.reason.label}{detail}")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __neg__ = __pos__ = __abs__ = __round__ = __int__ = __float__ = __index__ = _refuse


def is_present(value: T | Missing) -> TypeGuard[T]:
    """True where there is a value to calculate with."""
    return not isinstance(value, Missing)
