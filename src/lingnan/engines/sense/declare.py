"""What a sector may declare to the sense engine: observed properties and alert rules. No tables here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from lingnan import rules
from lingnan.core.labels import Label
from lingnan.core.registry import Registry

# How an observation sums up its period: as it was read (rtd), or the mean, least, most or total of a minute, hour, day.
STATISTICS: Mapping[str, Label] = MappingProxyType(
    {
        "rtd": Label(zh="实时值", en="Real-time value"),
        **{
            f"{kind}_{period}": Label(zh=f"{span}{what}", en=f"{long} {kind_en}")
            for period, span, long in (
                ("minute", "分钟", "10-minute"),
                ("hour", "小时", "Hourly"),
                ("day", "日", "Daily"),
            )
            for kind, what, kind_en in (
                ("avg", "均值", "mean"),
                ("min", "最小值", "minimum"),
                ("max", "最大值", "maximum"),
                ("total", "累计值", "total"),
            )
        },
    }
)


# Alerts of devices that fell silent: the rule's key is this and the kind of the station. A case type that lists
# `sense.silent_air` in `opened_by` gets a case for each.
SILENT = "sense.silent_"
DIRECT = frozenset({"push", "csv"})  # doors whose codes are the keys of the properties themselves


def check_key(key: str, what: str) -> None:
    """A declared key is `sector.name`, so that two sectors never clash."""
    sector, dot, name = key.partition(".")
    if not (dot and sector.isidentifier() and name):
        raise ValueError(f"{what} key {key!r}: write sector.name, for example environment.pm25")


@dataclass(frozen=True, kw_only=True)
class ObservedProperty:
    """A thing that devices measure: its name, unit and standard, the range a sensor can give, its protocol codes.

    `valid_min`/`valid_max` bound what is physically possible: outside it a value is kept with the flag `range`,
    it is not judged against limits and not used in indicators. `codes` maps protocol → factor codes.
    """

    key: str
    label: Label
    unit: str
    standard: str
    valid_min: Decimal | None = None
    valid_max: Decimal | None = None
    codes: Mapping[str, tuple[str, ...] | list[str]] = field(default_factory=dict)
    decimals: int | None = None

    def __post_init__(self) -> None:
        check_key(self.key, "property")

    @property
    def short(self) -> Label:
        """What it is called where there is little room: `细颗粒物（PM2.5）` → `PM2.5`."""
        inside = self.label.zh.partition("（")[2].partition("）")[0]
        return Label(zh=inside or self.label.zh, en=self.label.en)

    def in_range(self, value: Decimal) -> bool:
        """Is the value physically possible?"""
        return (self.valid_min is None or value >= self.valid_min) and (
            self.valid_max is None or value <= self.valid_max
        )


@dataclass(frozen=True, kw_only=True)
class DatedLimit:
    """A limit that stands in a dated rule-set: rule id and the path of the number in its values."""

    rule: str
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LimitInForce:
    """The limit of one day, with the edition that says so (empty for a limit that is fixed in the declaration)."""

    value: Decimal
    rule: str = ""
    edition: str = ""
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertRule:
    """When an observation of this property and statistic is past its limit, an alert opens (and a case, if named)."""

    key: str
    label: Label
    property: str
    statistic: str
    limit: Decimal | DatedLimit
    direction: Literal["above", "below"] = "above"
    severity: Literal["info", "warning", "serious"] = "warning"
    case_type: str | None = None

    def __post_init__(self) -> None:
        check_key(self.key, "alert rule")
        if self.statistic not in STATISTICS:
            raise ValueError(
                f"alert rule {self.key}: unknown statistic {self.statistic!r}; known: {', '.join(STATISTICS)}"
            )

    def limit_on(self, day: date) -> LimitInForce:
        """The limit for an observation of this day, from the edition in force that day."""
        if isinstance(self.limit, Decimal):
            return LimitInForce(value=self.limit)
        edition = rules.in_force(self.limit.rule, on=day)
        return LimitInForce(
            value=edition.number(*self.limit.path), rule=edition.id, edition=edition.edition, clause=edition.clause
        )

    def is_past(self, value: Decimal, limit: Decimal) -> bool:
        """At the limit is not past it."""
        return value > limit if self.direction == "above" else value < limit


PROPERTIES: Registry[ObservedProperty] = Registry("observed property")
ALERT_RULES: Registry[AlertRule] = Registry("alert rule")


def declare_property(declared: ObservedProperty) -> ObservedProperty:
    """Register an observed property; two properties may not claim one factor code of one protocol."""
    for protocol, codes in declared.codes.items():
        for code in codes:
            other = property_of(protocol, code)
            if other and other.key != declared.key:
                raise ValueError(f"{declared.key}: code {code} of {protocol} belongs to {other.key} already")
    return PROPERTIES.register(declared.key, declared)


def declare_alert(declared: AlertRule) -> AlertRule:
    """Register an alert rule; its property may be declared after it."""
    return ALERT_RULES.register(declared.key, declared)


def property_of(protocol: str, code: str) -> ObservedProperty | None:
    """The property that a protocol's factor code means; None where no sector declared it."""
    if protocol in DIRECT:
        return PROPERTIES.get(code) if code in PROPERTIES else None
    return next((kept for kept in PROPERTIES if code in kept.codes.get(protocol, ())), None)


def alert_rules_for(property_key: str, statistic: str) -> tuple[AlertRule, ...]:
    """The rules that judge observations of this property and statistic."""
    return tuple(rule for rule in ALERT_RULES if (rule.property, rule.statistic) == (property_key, statistic))
