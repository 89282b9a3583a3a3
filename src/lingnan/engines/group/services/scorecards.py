"""Compute a year's scorecards of all units and cities, kept as a run beside the earlier ones."""

import hashlib
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import Max

from lingnan import rules
from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.group.models import Scorecard, Seat
from lingnan.engines.group.rulebook import SCORECARD
from lingnan.engines.group.scoring import Part, parts_of, total_of
from lingnan.engines.group.selectors.membership import held_on
from lingnan.engines.group.selectors.work import Year, rows_of
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.fields import canonical
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import open_on
from lingnan.engines.plan.models import PlanMember


def scored_units(year: Year, with_rows: set[str]) -> list[Unit]:
    """Members of the group, whoever something was due from, and every city; the office does not score itself."""
    members = set(PlanMember.objects.filter(plan__state="adopted", unit__isnull=False).values_list("unit", flat=True))
    seats = set(Seat.objects.filter(held_on(year.last)).values_list("unit", flat=True))
    cities = set(Unit.objects.filter(open_on(year.last), kind="city_government").values_list("pk", flat=True))
    wanted = members | seats | cities | with_rows
    return list(Unit.objects.filter(pk__in=wanted).exclude(kind="office").order_by("pk"))


def digest_of(parts: tuple[Part, ...], edition: str) -> str:
    """What a scorecard says, as one fingerprint."""
    said = {"edition": edition, "parts": [part.as_json() for part in parts]}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


@transaction.atomic
def compute_year(*, by: Actor, year: int, as_of: date | None = None, edition: str = "") -> int:
    """Compute every scorecard of a year as it stands on a day, under the edition in force at the year's end (or a named
    one). The same digits again give the run that is there. Returns the number of the run."""
    require(by, "group.score")
    day = as_of or today()
    if not 2000 <= year <= day.year:  # noqa: PLR2004 -- no plan handled here is older
        raise Invalid(
            Label(zh="年度", en="Year"),
            Label(zh=f"{year} 年还不能考核，今天是 {day}", en=f"{year} cannot be scored yet; today is {day}"),
        )
    found = rules.in_force(SCORECARD, on=min(date(year, 12, 31), day))
    rule = rules.edition(SCORECARD, edition) if edition else found
    judged = Year(number=year, as_of=day, rule=rule)
    rows = rows_of(judged)
    last = Scorecard.objects.filter(year=year).aggregate(run=Max("run"))["run"] or 0
    cards = [card(unit, judged, rows.get(unit.pk, {}), run=last + 1, by=by) for unit in scored_units(judged, set(rows))]
    kept = dict(Scorecard.objects.filter(year=year, run=last).values_list("unit", "digest"))
    if cards and kept == {each.unit_id: each.digest for each in cards}:
        return int(last)
    Scorecard.objects.bulk_create(cards)
    audit.record(by=by, verb="group.score", about=f"group.scorecards:{year}",
                 summary=f"计算 {year} 年度考核（第 {last + 1} 次，截至 {day}）：{len(cards)} 个单位",
                 after={"run": last + 1, "edition": rule.edition, "units": len(cards), "on": day})  # fmt: skip
    return int(last) + 1


def card(unit: Unit, year: Year, rows: object, *, run: int, by: Actor) -> Scorecard:
    """One unit's scorecard."""
    parts = parts_of(rows, rule=year.rule)  # type: ignore[arg-type]  # part → rows, as `rows_of` gives them
    total = total_of(parts, rule=year.rule)
    is_city = unit.kind == "city_government"
    return Scorecard(
        year=year.number,
        run=run,
        kind="city" if is_city else "unit",
        unit=unit,
        region_id=unit.region_id if is_city else None,
        total=total.value,
        missing=total.missing.value if total.missing else "",
        weight_present=total.weight_present,
        parts=[part.as_json() for part in parts],
        rule=year.rule.id,
        edition=year.rule.edition,
        as_of=year.as_of,
        digest=digest_of(parts, year.rule.edition),
        computed_at=datetime.now(UTC),
        computed_by=by.name,
        is_sample=any(row.is_sample for part in parts for row in part.rows),
    )
