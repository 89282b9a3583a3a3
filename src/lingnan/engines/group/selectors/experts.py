"""Experts as their readers see them; who of the pool is barred from a matter, and why."""

from datetime import date

from django.db.models import Q, QuerySet

from lingnan import rules
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.labels import INTERESTS
from lingnan.engines.group.models import Draw, Expert, Opinion
from lingnan.engines.group.rulebook import EXPERTS
from lingnan.engines.group.selectors.membership import unit_family
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import require, scope


def experts(by: Actor) -> QuerySet[Expert]:
    """The pool, for who may see it; an expert sees only themself."""
    if scope(by, "group.see_experts").allows():
        return Expert.objects.prefetch_related("interests", "absences", "draws", "opinions")
    if by.account_id is not None and "expert" in by.roles:
        return Expert.objects.filter(account=by.account_id).prefetch_related("interests", "absences")
    require(by, "group.see_experts")
    return Expert.objects.none()


def expert(by: Actor, *, number: str) -> Expert:
    """One expert; NotFound where there is none that the actor may see."""
    found = experts(by).select_related("employer_unit", "account").filter(number=number).first()
    if found is None:
        raise NotFound(Label(zh=f"没有您能看的专家 {number}", en=f"There is no expert {number} that you may see"))
    return found


def in_pool(on: date) -> QuerySet[Expert]:
    """Everybody who is in the pool on a day."""
    there = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))
    return Expert.objects.filter(there).prefetch_related("interests", "absences").order_by("number")


def plain(name: str) -> str:
    """A name without blanks and with half-width brackets, to be compared."""
    return "".join(name.split()).replace("（", "(").replace("）", ")").lower()


class Concerned:
    """Whom a matter concerns: names as given, and our units with those they came from and became."""

    def __init__(self, applicants: list[tuple[str, Unit | None]]) -> None:
        self.names = {plain(name) for name, _ in applicants}
        self.units = {key for _, unit in applicants if unit for key in unit_family(unit)}

    def is_one(self, name: str, unit_key: str | None) -> bool:
        """Is the organisation one of those concerned?"""
        return plain(name) in self.names or (unit_key is not None and unit_key in self.units)


def bars(expert: Expert, *, concerned: Concerned, on: date) -> tuple[str, ...]:
    """Every reason that keeps an expert out of a matter on a day; none: the expert may be drawn."""
    years = rules.in_force(EXPERTS, on=on).integer("cooling_years")
    found = []
    if concerned.is_one(expert.employer, expert.employer_unit_id):
        found.append(f"任职于{expert.employer}")
    for tie in expert.interests.all():
        binds = tie.until is None or on < years_after(tie.until, years)
        if binds and concerned.is_one(tie.organisation, tie.unit_id):
            ended = f"（{tie.until} 止，未满 {years} 年）" if tie.until else ""
            found.append(f"{INTERESTS[tie.kind].zh}：{tie.organisation}{ended}")
    for away in expert.absences.all():
        if away.starts_on <= on <= away.ends_on:
            found.append(f"{away.starts_on} 至 {away.ends_on} 不能参加")
    return tuple(found)


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def draws(by: Actor) -> QuerySet[Draw]:
    """Every draw, for who may see the pool."""
    require(by, "group.see_experts")
    return Draw.objects.prefetch_related("drawn__expert")


def draw_numbered(by: Actor, *, number: str) -> Draw:
    """One draw with who was drawn."""
    found = draws(by).filter(number=number).first()
    if found is None:
        raise NotFound(Label(zh=f"没有抽取 {number}", en=f"There is no draw {number}"))
    return found


def opinions(by: Actor) -> QuerySet[Opinion]:
    """Opinions: all for who may see the pool, an expert's own for the expert."""
    found = Opinion.objects.select_related("expert", "draw", "attachment")
    if scope(by, "group.see_experts").allows():
        return found
    if by.account_id is None:
        return found.none()
    return found.filter(expert__account=by.account_id)


def opinion(by: Actor, *, number: str) -> Opinion:
    """One opinion; NotFound where there is none that the actor may see."""
    found = opinions(by).filter(number=number).first()
    if found is None:
        raise NotFound(Label(zh=f"没有您能看的专家意见 {number}", en=f"There is no opinion {number} that you may see"))
    return found
