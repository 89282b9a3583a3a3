"""What `manage.py check` asks of every sector. Each fault says what is wrong, where, and what to do.

The questions are pure functions from a sector to its faults, so that a test can ask them of a broken sector;
`check_sectors` hands them to Django, which refuses to start with an error among them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from lingnan import rules
from lingnan.core.errors import NotFound
from lingnan.core.quantities import unit
from lingnan.engines.sense.declare import SILENT, DatedLimit
from lingnan.engines.sense.protocols.base import PROTOCOLS
from lingnan.manifest import SECTORS, Sector

KEY = re.compile(r"[a-z][a-z_]*")
Question = Callable[[Sector], Iterator[str]]


def is_named(sector: Sector) -> Iterator[str]:
    if not KEY.fullmatch(sector.key):
        yield f"key {sector.key!r}: write lower-case letters and underscores, as the package is called"
    for key in sector.declared_keys:
        if not key.startswith(f"{sector.key}."):
            yield f"{key}: keys of this sector begin with {sector.key}."
    doubles = {key for key in sector.declared_keys if sector.declared_keys.count(key) > 1}
    for key in sorted(doubles):
        yield f"{key} is declared more than once"


def serves_a_task(sector: Sector) -> Iterator[str]:
    if not sector.tasks:
        yield "serves no task of a plan: name at least one in `tasks`"
    if not any(department.duty == "lead" for department in sector.departments):
        yield "no department leads: name one with the duty lead in `departments`"


def has_units_and_standards(sector: Sector) -> Iterator[str]:
    for observed in sector.properties:
        if not observed.standard.strip():
            yield f"property {observed.key} names no standard"
        try:
            unit(observed.unit)
        except NotFound as fault:
            yield f"property {observed.key}: {fault}"
        if observed.valid_min is None or observed.valid_max is None:
            yield f"property {observed.key}: say which values are possible (valid_min and valid_max)"
    for case_type in sector.case_types:
        if not case_type.standard.strip():
            yield f"case type {case_type.key} names no standard for its steps and days"


def has_its_rules(sector: Sector) -> Iterator[str]:
    for rule_id in sector.rules:
        try:
            rules.editions(rule_id)
        except NotFound as fault:
            yield str(fault)


def speaks_known_protocols(sector: Sector) -> Iterator[str]:
    for name in sector.protocols:
        if name not in PROTOCOLS:
            yield f"speaks the unknown protocol {name} (known: {_listing(set(PROTOCOLS.keys()))})"


def alerts_are_about_something(sector: Sector) -> Iterator[str]:
    known = {observed.key for observed in sector.properties}
    for alert in sector.alerts:
        if alert.property not in known:
            yield f"alert rule {alert.key} waits for the unknown property {alert.property} (known: {_listing(known)})"
        if isinstance(alert.limit, DatedLimit):
            yield from _limit_faults(alert.key, alert.limit)


def _limit_faults(key: str, limit: DatedLimit) -> Iterator[str]:
    try:
        for edition in rules.editions(limit.rule):
            edition.number(*limit.path)
    except (NotFound, TypeError) as fault:
        yield f"alert rule {key}: {fault}"


def cases_are_opened_by_something(sector: Sector) -> Iterator[str]:
    alerts = {alert.key for alert in sector.alerts}
    case_types = {case_type.key for case_type in sector.case_types}
    for case_type in sector.case_types:
        for opener in case_type.opened_by:
            if opener not in alerts and not opener.startswith(SILENT):
                yield f"case type {case_type.key} waits for the unknown alert rule {opener} (known: {_listing(alerts)})"
    for alert in sector.alerts:
        if alert.case_type is not None and alert.case_type not in case_types:
            yield f"alert rule {alert.key} opens the unknown case type {alert.case_type}: {_listing(case_types)}"


def indicators_are_explained(sector: Sector) -> Iterator[str]:
    for indicator in sector.indicators:
        if not indicator.source.strip():
            yield f"indicator {indicator.key} names no source"
        if indicator.direction not in (1, -1):
            yield f"indicator {indicator.key}: is more better (1) or less (-1)?"
        if indicator.example is None:
            yield f"indicator {indicator.key} has no worked example"


def layers_show_something(sector: Sector) -> Iterator[str]:
    known = {observed.key for observed in sector.properties}
    for layer in sector.layers:
        if layer.property and layer.property not in known:
            yield f"layer {layer.key} shows the unknown property {layer.property} (known: {_listing(known)})"


def _listing(keys: set[str]) -> str:
    return ", ".join(sorted(keys)) or "none"


QUESTIONS: tuple[Question, ...] = (
    is_named,
    serves_a_task,
    has_units_and_standards,
    has_its_rules,
    speaks_known_protocols,
    alerts_are_about_something,
    cases_are_opened_by_something,
    indicators_are_explained,
    layers_show_something,
)


def faults(sector: Sector) -> list[str]:
    """Everything that is wrong with a sector's form; an empty list is a whole one."""
    return [fault for question in QUESTIONS for fault in question(sector)]


@checks.register
def check_sectors(
    *,
    app_configs: Sequence[AppConfig] | None = None,
    **_: Any,  # Any: Django may add further keywords
) -> list[checks.CheckMessage]:
    """Every registered sector, asked every question."""
    return [
        checks.Error(f"sector {sector.key}: {fault}", obj=sector.key, id="lingnan.E001")
        for sector in SECTORS
        for fault in faults(sector)
    ]
