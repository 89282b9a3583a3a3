"""What a sector may declare to the cases engine: case types with their steps, deadlines and actors. No tables here."""

from dataclasses import dataclass

from lingnan.core.labels import Label
from lingnan.core.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a case: who does it and in how many working days from the day it became the next step."""

    key: str
    label: Label
    role: str
    working_days: int

    def __post_init__(self) -> None:
        if self.working_days < 1:
            raise ValueError(f"step {self.key}: a deadline is at least one working day, got {self.working_days}")


@dataclass(frozen=True, kw_only=True)
class CaseType:
    """A kind of case: its steps in order, the unit that answers for it, and the alert rules that open it.

    `unit` is the key of the responsible unit with `{region}` standing for the city's code, such as `emc-{region}`.
    `standard` names the rule that sets steps and days, or says that they are the platform's own choice.
    """

    key: str
    label: Label
    steps: tuple[Step, ...]
    unit: str
    standard: str
    opened_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        sector, dot, name = self.key.partition(".")
        if not (dot and sector.isidentifier() and name):
            raise ValueError(f"case type key {self.key!r}: write sector.name, for example environment.exceedance")
        keys = [step.key for step in self.steps]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError(f"case type {self.key}: needs steps with different keys, got {keys}")

    def step(self, key: str) -> Step:
        """The step of this key."""
        found = next((step for step in self.steps if step.key == key), None)
        if found is None:
            known = ", ".join(step.key for step in self.steps)
            raise KeyError(f"case type {self.key} has no step {key!r}; known: {known}")
        return found

    def after(self, key: str) -> Step | None:
        """The step after this one; None after the last."""
        position = self.steps.index(self.step(key))
        return self.steps[position + 1] if position + 1 < len(self.steps) else None

    def before(self, key: str) -> Step | None:
        """The step before this one; None before the first."""
        position = self.steps.index(self.step(key))
        return self.steps[position - 1] if position else None

    def unit_for(self, city: str) -> str:
        """The key of the unit that answers in this city."""
        return self.unit.format(region=city)


CASE_TYPES: Registry[CaseType] = Registry("case type")


def declare_case_type(declared: CaseType) -> CaseType:
    """Register a case type."""
    return CASE_TYPES.register(declared.key, declared)


def opened_by(alert_rule: str, named: str | None = None) -> CaseType | None:
    """The case type that an alert of this rule opens: the one its rule names, or the one that lists the rule."""
    if named:
        return CASE_TYPES.get(named)
    return next((kept for kept in CASE_TYPES if alert_rule in kept.opened_by), None)
