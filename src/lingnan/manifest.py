"""`Sector`: the one form that every sector fills in, and the registry of the sectors that stand.

A sector's `manifest.py` says `SECTOR = Sector(...)`; its `apps.py` calls `register(SECTOR)`, which hands each
declaration to the engine that owns it. `manage.py check` (lingnan.checks) refuses a form with gaps.
"""

from dataclasses import dataclass
from typing import Literal

from lingnan.core.labels import Label
from lingnan.core.registry import Registry
from lingnan.engines.cases.declare import CaseType, declare_case_type
from lingnan.engines.evaluate.declare import Indicator, declare_indicator
from lingnan.engines.sense.declare import AlertRule, ObservedProperty, declare_alert, declare_property

Duty = Literal["lead", "cooperate"]


@dataclass(frozen=True, kw_only=True)
class TaskServed:
    """A task of a plan that this sector carries out: the plan by its period, the task by its number."""

    plan: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Department:
    """A department behind the sector: its name as the plan writes it, the unit it is today, and its duty."""

    name: str
    unit: str
    duty: Duty


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A map layer: what stands on the map, and the property whose newest value colours it (empty: none)."""

    key: str
    label: Label
    shows: Label
    property: str = ""
    is_public: bool = True


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What the sector offers to others: the content, how fresh, in which form, and whether it is open."""

    key: str
    label: Label
    content: Label
    freshness: Label
    form: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the sector: the question it answers, and the name of its address."""

    key: str
    label: Label
    question: Label
    url_name: str
    is_public: bool = True


@dataclass(frozen=True, kw_only=True)
class Sector:
    """Everything a sector declares, in the order in which a reader asks for it."""

    key: str
    label: Label
    tasks: tuple[TaskServed, ...]
    departments: tuple[Department, ...]
    rules: tuple[str, ...] = ()
    properties: tuple[ObservedProperty, ...] = ()
    alerts: tuple[AlertRule, ...] = ()
    protocols: tuple[str, ...] = ()
    case_types: tuple[CaseType, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    layers: tuple[Layer, ...] = ()
    resources: tuple[Resource, ...] = ()
    pages: tuple[Page, ...] = ()

    @property
    def declared_keys(self) -> tuple[str, ...]:
        """Every key that must begin with the sector's own."""
        groups = (
            self.properties,
            self.alerts,
            self.case_types,
            self.indicators,
            self.layers,
            self.resources,
            self.pages,
        )
        return tuple(thing.key for group in groups for thing in group)


SECTORS: Registry[Sector] = Registry("sector")


def register(sector: Sector) -> Sector:
    """Let the sector stand: each declaration goes to the engine that owns its noun."""
    for observed in sector.properties:
        declare_property(observed)
    for alert in sector.alerts:
        declare_alert(alert)
    for case_type in sector.case_types:
        declare_case_type(case_type)
    for indicator in sector.indicators:
        declare_indicator(indicator)
    return SECTORS.register(sector.key, sector)
