"""A sector's form with a gap is refused and the fault named; each test breaks the whole form in one place."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lingnan.checks import check_sectors, faults
from lingnan.core.labels import Label
from lingnan.engines.sense.declare import AlertRule, DatedLimit, ObservedProperty
from lingnan.manifest import SECTORS, Sector
from lingnan.sectors.environment.manifest import SECTOR as WHOLE

NAME = Label(zh="名称", en="Name")


def alert(**changes: object) -> AlertRule:
    form: dict[str, object] = {
        "key": "environment.trial",
        "label": NAME,
        "property": "environment.pm25",
        "statistic": "avg_day",
        "limit": Decimal(1),
    }
    return AlertRule(**{**form, **changes})  # type: ignore[arg-type] # a form for tests, checked by the class itself


def observed(**changes: object) -> ObservedProperty:
    form: dict[str, object] = {
        "key": "environment.trial",
        "label": NAME,
        "unit": "m",
        "standard": "GB",
        "valid_min": Decimal(0),
        "valid_max": Decimal(1),
    }
    return ObservedProperty(**{**form, **changes})  # type: ignore[arg-type] # a form for tests, checked by the class itself


def test_the_whole_form_has_no_fault() -> None:
    assert faults(WHOLE) == []


CASE, LAYER = WHOLE.case_types[0], WHOLE.layers[0]


def with_property(**changes: object) -> Sector:
    return replace(WHOLE, properties=(*WHOLE.properties, observed(**changes)))


def with_alert(**changes: object) -> Sector:
    return replace(WHOLE, alerts=(*WHOLE.alerts, alert(**changes)))


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (replace(WHOLE, tasks=()), "serves no task"),
        (replace(WHOLE, departments=()), "no department leads"),
        (replace(WHOLE, key="Environment"), "write lower-case letters"),
        (with_property(key="water.trial"), "begin with environment."),
        (with_property(key="environment.pm25"), "declared more than once"),
        (with_property(unit="furlong"), "unknown unit 'furlong'"),
        (with_property(standard=" "), "names no standard"),
        (with_property(valid_max=None), "which values are possible"),
        (replace(WHOLE, rules=("hj999",)), "unknown rule 'hj999'"),
        (replace(WHOLE, protocols=("morse",)), "unknown protocol morse (known: "),
        (with_alert(property="environment.lead"), "unknown property environment.lead"),
        (with_alert(case_type="environment.none"), "unknown case type environment.none"),
        (with_alert(limit=DatedLimit(rule="gb3095", path=("limits", "Pb"))), "no value 'limits.Pb'"),
        (with_alert(limit=DatedLimit(rule="gb9999", path=())), "unknown rule 'gb9999'"),
        (replace(WHOLE, case_types=(replace(CASE, standard=""),)), "names no standard for its steps"),
        (replace(WHOLE, case_types=(replace(CASE, opened_by=("environment.no",)),)), "unknown alert rule"),
        (replace(WHOLE, layers=(replace(LAYER, property="environment.lead"),)), "layer environment.air_stations"),
    ],
)
def test_a_gap_is_named(broken: Sector, said: str) -> None:
    assert any(said in fault for fault in faults(broken)), faults(broken)


def test_django_refuses_to_start_with_a_broken_sector() -> None:
    with SECTORS.swapped({"environment": replace(WHOLE, tasks=())}):
        (message,) = check_sectors()
    assert message.id == "lingnan.E001"
    assert "serves no task" in message.msg
    assert check_sectors() == []
