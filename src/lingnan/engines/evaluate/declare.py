"""What a sector may declare to the evaluate engine: indicators and how their values are computed. No tables here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lingnan.core.labels import Label
from lingnan.core.missing import MissingReason
from lingnan.core.periods import Period
from lingnan.core.registry import Registry


class SourceKind(StrEnum):
    """How a value comes about; it decides what counts as its evidence."""

    COMPUTED = "computed"  # from what another engine holds, or from other values
    REPORTED = "reported"  # a clerk or a published table gave it
    SURVEYED = "surveyed"  # a survey of citizens
    EXPERT = "expert"  # raters gave it

    @property
    def label(self) -> Label:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    SourceKind.COMPUTED: Label(zh="平台计算", en="Computed"),
    SourceKind.REPORTED: Label(zh="报送", en="Reported"),
    SourceKind.SURVEYED: Label(zh="调查", en="Surveyed"),
    SourceKind.EXPERT: Label(zh="专家评分", en="Scored by experts"),
}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One thing a value stands on.

    `kind` is a word of the catalogue (observations, value, file, link, rule), `about` names the object as the audit
    does ("sense.datastream:12"), `count` says how many rows it stands for, `url` is the page that shows them.
    """

    kind: str
    about: str
    description: Label
    count: int = 1
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Computed:
    """The value of one region and period with its parts, or the reason why there is none.

    A ratio gives both parts, so that an aggregate is made from them; `flags` are doubts that do not forbid the value.
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    missing: MissingReason | None = None
    detail: Label | None = None
    flags: tuple[Label, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    is_sample: bool = False
    rule: str = ""
    edition: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) is (self.missing is None):
            raise ValueError("a computed value has either a value or the reason why it is missing")


Compute = Callable[[Sequence[str], Period], Mapping[str, Computed]]
"""Many regions at once, never a loop over one; a region that the answer leaves out counts as not reported."""


@dataclass(frozen=True, kw_only=True)
class WorkedExample:
    """One calculation that anyone can redo by hand: the parts, and the value with the decimals it is shown with."""

    numerator: Decimal
    denominator: Decimal | None
    value: Decimal
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """numerator ÷ denominator × factor, each in words; `direction` +1 means more is better, −1 less is better.

    A ratio is aggregated over regions only through its parts. `source` names the standard or table it follows.
    """

    key: str
    label: Label
    numerator: Label
    denominator: Label | None = None
    factor: Decimal = Decimal(1)
    decimals: int
    unit: Label
    direction: int
    source_kind: SourceKind
    source: str
    compute: Compute | None = None
    example: WorkedExample | None = None
    note: Label | None = None
    confidence: str = ""  # how sure its name is, where it comes from a text (a word of the rule files)

    def __post_init__(self) -> None:
        if self.direction not in (1, -1):
            raise ValueError(f"indicator {self.key}: direction is 1 or -1, got {self.direction}")
        if (self.source_kind is SourceKind.COMPUTED) is (self.compute is None):
            raise ValueError(f"indicator {self.key}: a computed indicator needs `compute`, any other has none")
        if not self.source.strip():
            raise ValueError(f"indicator {self.key}: names no source")


INDICATORS: Registry[Indicator] = Registry("indicator")


def declare_indicator(declared: Indicator) -> Indicator:
    """Register an indicator; frameworks name it by its key."""
    return INDICATORS.register(declared.key, declared)
