"""Declarations refuse what could not work, and limits are those of the day."""

from datetime import date
from decimal import Decimal

import pytest
from tests.engines.sense.conftest import PM25, PM25_DAY

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.sense.declare import (
    ALERT_RULES,
    PROPERTIES,
    AlertRule,
    DatedLimit,
    ObservedProperty,
    alert_rules_for,
    declare_property,
    property_of,
)
from lingnan.rules import RULES, RuleSet

NAME = Label(zh="试", en="Try")


def dated(edition: str, start: date, end: date | None, limit: str) -> RuleSet:
    return RuleSet(
        id="try", label=NAME, edition=edition, in_force_from=start, in_force_to=end, source="made up", clause="1",
        values={"day": Decimal(limit)},
    )  # fmt: skip


def test_the_limit_is_that_of_the_edition_in_force_on_the_day() -> None:
    rule = AlertRule(
        key="try.day", label=NAME, property="try.x", statistic="avg_day", limit=DatedLimit(rule="try", path=("day",))
    )
    old, new = dated("old", date(2015, 1, 1), date(2026, 3, 1), "75"), dated("new", date(2026, 3, 1), None, "60")
    with RULES.swapped(old, new):
        assert (rule.limit_on(date(2026, 2, 28)).value, rule.limit_on(date(2026, 2, 28)).edition) == (75, "old")
        assert (rule.limit_on(date(2026, 3, 1)).value, rule.limit_on(date(2026, 3, 1)).edition) == (60, "new")
        with pytest.raises(NotFound):
            rule.limit_on(date(2014, 12, 31))


def test_below_a_limit() -> None:
    rule = AlertRule(
        key="try.oxygen", label=NAME, property="try.x", statistic="rtd", limit=Decimal(5), direction="below"
    )
    assert rule.is_past(Decimal("4.99"), Decimal(5))
    assert not rule.is_past(Decimal("5.00"), Decimal(5))


def test_a_factor_code_belongs_to_one_property() -> None:
    assert property_of("hj212", "a34004") == PM25
    with PROPERTIES.swapped({PM25.key: PM25}), pytest.raises(ValueError, match=r"environment\.pm25"):
        declare_property(
            ObservedProperty(key="try.x", label=NAME, unit="m", standard="-", codes={"hj212": ("a34004",)})
        )


@pytest.mark.parametrize("key", ["pm25", ".pm25", "environment.", "my sector.x"])
def test_a_key_names_its_sector(key: str) -> None:
    with pytest.raises(ValueError, match="sector"):
        ObservedProperty(key=key, label=NAME, unit="m", standard="-")


def test_an_unknown_statistic_is_refused_with_those_known() -> None:
    with pytest.raises(ValueError, match="avg_day"):
        AlertRule(key="try.x", label=NAME, property="try.x", statistic="average", limit=Decimal(1))


def test_rules_of_a_property_and_statistic() -> None:
    with ALERT_RULES.swapped({PM25_DAY.key: PM25_DAY}):
        assert alert_rules_for("environment.pm25", "avg_day") == (PM25_DAY,)
        assert alert_rules_for("environment.pm25", "rtd") == ()
