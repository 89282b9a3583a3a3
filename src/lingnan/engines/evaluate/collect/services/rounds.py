"""The office runs a round: opens it, assigns indicators, gives more time, closes and reopens it."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.core.periods import Period
from lingnan.engines.evaluate import approval
from lingnan.engines.evaluate.actions import MANAGE_ROUNDS
from lingnan.engines.evaluate.approval import CHAINS, Level, State
from lingnan.engines.evaluate.checks import shipped_facts
from lingnan.engines.evaluate.collect import ladder
from lingnan.engines.evaluate.collect.places import Change, Place, places_at
from lingnan.engines.evaluate.declare import INDICATORS, SourceKind
from lingnan.engines.evaluate.models import Assignment, Entry, Extension, Round, RoundAct, RoundWindow
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Region, RegionEvent, Unit
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.selectors.units import successors, unit_keyed

KEY = re.compile(r"[a-z0-9][a-z0-9-]{2,39}")
YEAR_DIGITS = 4
Windows = Mapping[Level, tuple[date, date]]
MODULUS = 100


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An indicator to collect: at which level, which department answers for it, what the platform itself measures."""

    indicator: str
    level: Level
    department: str
    live: str = ""


@transaction.atomic
def open_round(
    *,
    by: Actor,
    key: str,
    title: str,
    period: str,
    windows: Windows,
    institution: str = "",
    title_en: str = "",
    sample_percent: int = 10,
    is_sample: bool = False,
) -> Round:
    """Begin a collection: one period, a window for each level."""
    require(by, MANAGE_ROUNDS)
    if not KEY.fullmatch(key):
        raise Invalid(
            Label(zh="代号", en="Key"),
            Label(
                zh=f"“{key}”不能作代号：用小写字母、数字和连字符，3 至 40 个，例如 round-2017",
                en="Use 3 to 40 small letters, digits and hyphens, such as round-2017",
            ),
        )
    if Round.objects.filter(pk=key).exists():
        raise Invalid(Label(zh="代号", en="Key"), Label(zh=f"“{key}”已有批次使用", en=f"“{key}” is taken"))
    if not title.strip():
        raise Invalid(Label(zh="名称", en="Name"), Label(zh="请填批次名称", en="Give it a name"))
    if not (len(period) == YEAR_DIGITS and period.isdigit()):
        raise Invalid(
            Label(zh="年度", en="Year"),
            Label(zh=f"“{period}”不是年度；写四位数字，如 2017", en=f"“{period}” is no year; write four digits"),
        )
    check_windows(windows)
    if institution:
        unit_keyed(institution, field=Label(zh="评价机构", en="Institution"))
    if not 0 <= sample_percent <= MODULUS:
        raise Invalid(Label(zh="抽查比例", en="Share checked"), Label(zh="应为 0 至 100", en="0 to 100"))
    kept = Round.objects.create(
        key=key,
        title=title.strip(),
        title_en=title_en.strip(),
        period=str(Period.year(int(period))),
        institution_id=institution or None,
        sample_percent=sample_percent,
        is_sample=is_sample,
        opened_at=datetime.now(UTC),
        opened_by=by.name,
    )
    RoundWindow.objects.bulk_create(
        RoundWindow(round=kept, level=level, opens_on=first, closes_on=last) for level, (first, last) in windows.items()
    )
    tell(by, kept, "opened", f"开始“{kept.title}”，{kept.period} 年数据")
    return kept


def check_windows(windows: Windows) -> None:
    """Each window ends after it begins, and no level ends before the one below it."""
    last = date.min
    for level in Level:
        if level not in windows:
            continue
        first, end = windows[level]
        if end < first:
            raise Invalid(
                Label(zh=f"{level.label.zh}窗口", en=f"Window: {level.label.en}"),
                Label(zh=f"{end} 早于 {first}", en=f"{end} is before {first}"),
            )
        if end < last:
            raise Invalid(
                Label(zh=f"{level.label.zh}窗口", en=f"Window: {level.label.en}"),
                Label(zh=f"{end} 早于下一级的 {last}，来不及审核", en=f"{end} is before the level below ends ({last})"),
            )
        last = end


def tell(by: Actor, collection: Round, verb: str, summary: str, *, reason: str = "", after: object = None) -> None:
    """One line in the round's story and one in the audit trail."""
    RoundAct.objects.create(
        round=collection, verb=verb, reason=reason[:400], done_at=datetime.now(UTC), who=by.name
    )  # fmt: skip
    record(
        by=by,
        verb=f"evaluate.round_{verb}",
        about=f"evaluate.round:{collection.key}",
        summary=f"{summary}{f'：{reason}' if reason else ''}",
        after=after,
    )


def locked_round(key: str) -> Round:
    found = Round.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise NotFound(Label(zh=f"没有代号为“{key}”的报送批次", en=f"There is no collection round “{key}”"))
    return found


def said(reason: str) -> str:
    """The reason, without which nothing serious is done."""
    if not reason.strip():
        raise Invalid(Label(zh="原因", en="Reason"), Label(zh="请写明原因，别人看得到", en="Say why; others read it"))
    return reason.strip()


@transaction.atomic
def close_round(*, by: Actor, key: str, reason: str) -> Round:
    """Nothing more is reported or judged."""
    require(by, MANAGE_ROUNDS)
    kept, why = locked_round(key), said(reason)
    if kept.state == "closed":
        raise Conflict(Label(zh=f"“{kept.title}”已经关闭", en="The round is closed already"))
    kept.state = "closed"
    kept.save(update_fields=["state"])
    tell(by, kept, "closed", f"关闭“{kept.title}”", reason=why)
    return kept


@transaction.atomic
def reopen_round(*, by: Actor, key: str, reason: str) -> Round:
    """Work goes on where it stood."""
    require(by, MANAGE_ROUNDS)
    kept, why = locked_round(key), said(reason)
    if kept.state == "open":
        raise Conflict(Label(zh=f"“{kept.title}”没有关闭", en="The round is not closed"))
    kept.state = "open"
    kept.save(update_fields=["state"])
    tell(by, kept, "reopened", f"重新开放“{kept.title}”", reason=why)
    return kept


@transaction.atomic
def extend(*, by: Actor, key: str, unit_key: str, until: date, reason: str) -> Extension:
    """More time for one unit of the round."""
    require(by, MANAGE_ROUNDS)
    kept, why = locked_round(key), said(reason)
    unit = unit_keyed(unit_key)
    if until < today():
        raise Invalid(Label(zh="延至", en="Extended to"), Label(zh=f"{until} 已经过去", en=f"{until} is past"))
    given = Extension.objects.create(
        round=kept, unit=unit, until=until, reason=why[:200], given_at=datetime.now(UTC), given_by=by.name
    )
    tell(by, kept, "extended", f"“{kept.title}”给{unit.name}延期至 {until}", reason=why)
    return given


@transaction.atomic
def assign(*, by: Actor, key: str, wanted: Wanted, cities: Sequence[str] = ()) -> Assignment:
    """Ask for one indicator: an entry for each place of the period, at the level that reports it."""
    require(by, MANAGE_ROUNDS)
    kept = locked_round(key)
    check_wanted(kept, wanted)
    assignment = Assignment.objects.create(
        round=kept,
        indicator=wanted.indicator,
        level=wanted.level,
        department_id=wanted.department,
        live=wanted.live,
    )
    made = make_entries(assignment, places_of(int(kept.period)), cities)
    label = INDICATORS.get(wanted.indicator).label
    tell(by, kept, "assigned", f"“{kept.title}”分派“{label.zh}”，{wanted.level.label.zh}填报，共 {made} 项",
         after={"indicator": wanted.indicator, "entries": made, "live": wanted.live})  # fmt: skip
    return assignment


def check_wanted(collection: Round, wanted: Wanted) -> None:
    if wanted.level not in CHAINS:
        raise Invalid(
            Label(zh="层级", en="Level"),
            Label(
                zh=f"{wanted.level.label.zh}只审核，不填报", en=f"{wanted.level.label.en} judges and does not report"
            ),
        )
    if wanted.indicator not in INDICATORS:
        raise Invalid(
            Label(zh="指标", en="Indicator"),
            Label(zh=f"没有指标“{wanted.indicator}”", en=f"There is no indicator “{wanted.indicator}”"),
        )
    declared = INDICATORS.get(wanted.indicator)
    if declared.source_kind is not SourceKind.REPORTED:
        raise Invalid(
            Label(zh="指标", en="Indicator"),
            Label(
                zh=f"“{declared.label.zh}”是{declared.source_kind.label.zh}的，不用报送",
                en=f"“{declared.label.en}” is {declared.source_kind.label.en.lower()} and not collected",
            ),
        )
    if wanted.level is Level.COUNTY and not shipped_facts().is_additive(wanted.indicator):
        raise Invalid(
            Label(zh="层级", en="Level"),
            Label(
                zh=f"“{declared.label.zh}”不能由县区相加得到市的数；请分派它的分子和分母，或由市填报",
                en=f"“{declared.label.en}” is no sum of counties; assign its parts, or let cities report it",
            ),
        )
    unit_keyed(wanted.department, field=Label(zh="主管部门", en="Department"))
    if wanted.live and (wanted.live not in INDICATORS or INDICATORS.get(wanted.live).compute is None):
        raise Invalid(
            Label(zh="平台实测", en="Computed by the platform"),
            Label(zh=f"“{wanted.live}”不是平台计算的指标", en=f"“{wanted.live}” is not computed by the platform"),
        )
    if collection.assignments.filter(indicator=wanted.indicator).exists():
        raise Conflict(Label(zh=f"“{declared.label.zh}”已经分派过", en=f"“{declared.label.en}” is assigned already"))


def places_of(year: int) -> list[Place]:
    """The counties of the period, from the register and its changes."""
    present = dict(Region.objects.filter(level="county").values_list("code", "name"))
    events = RegionEvent.objects.order_by("year", "key").values_list("year", "kind", "old", "codes")
    changes = [
        Change(year=on, kind=kind, old=codes[0], old_name=old, new=codes[1])
        for on, kind, old, codes in events
        if codes and (codes[0] or codes[1])
    ]
    return places_at(year, present=present, changes=changes)


def make_entries(assignment: Assignment, places: Iterable[Place], cities: Sequence[str]) -> int:
    """The entries of one assignment: cities first, their counties as parts where counties report."""
    counties: dict[str, list[Place]] = {}
    for place in places:
        counties.setdefault(place.city, []).append(place)
    known = Region.objects.filter(level="city")
    chosen = list(known.filter(code__in=cities) if cities else known)
    if cities and len(chosen) != len(set(cities)):
        raise Invalid(
            Label(zh="城市", en="City"),
            Label(
                zh=f"不是地级市代码：{'、'.join(sorted(set(cities) - {c.code for c in chosen}))}",
                en=f"No codes of cities: {', '.join(sorted(set(cities) - {c.code for c in chosen}))}",
            ),
        )
    answering = Answering()
    made = 0
    for city in chosen:
        parts = counties.get(city.code, []) if assignment.level == Level.COUNTY else []
        whole = new_entry(assignment, city, parts, answering)
        whole.save()
        rows = [county_entry(assignment, whole, place, answering) for place in parts]
        Entry.objects.bulk_create(rows)
        made += 1 + len(rows)
    return made


class Answering:
    """Which unit answers for a division today: its government, or who took it over."""

    def __init__(self) -> None:
        self.units = {unit.key: unit for unit in Unit.objects.filter(key__startswith="gov-")}
        self.regions = set(Region.objects.filter(level__in=("city", "county")).values_list("code", flat=True))
        self.day = today()

    def unit(self, code: str, otherwise: str) -> str:
        unit = self.units.get(f"gov-{code}")
        if unit is None:
            return otherwise
        if unit.valid_to is None or self.day < unit.valid_to:
            return unit.key
        after = successors(unit, on=self.day)
        return after[0].key if after else otherwise


def new_entry(assignment: Assignment, city: Region, parts: Sequence[Place], answering: Answering) -> Entry:
    """What a city (or, for a department's own figures, the department) is asked for."""
    is_departments = assignment.level == Level.DEPARTMENT
    unit = assignment.department_id if is_departments else answering.unit(city.code, f"gov-{city.code}")
    return Entry(
        assignment=assignment,
        level=Level.DEPARTMENT if is_departments else Level.CITY,
        place_code=city.code,
        place_name=city.name,
        region=city,
        unit_id=unit,
        covers=[place.code for place in parts] or [city.code],
        is_sampled=is_drawn(assignment, city.code),
        changed_at=datetime.now(UTC),
    )


def county_entry(assignment: Assignment, whole: Entry, place: Place, answering: Answering) -> Entry:
    """What one county of the period is asked for; whoever is there today answers."""
    now = next((code for code in place.today if code in answering.regions), whole.place_code)
    return Entry(
        assignment=assignment,
        level=Level.COUNTY,
        place_code=place.code,
        place_name=place.name,
        region_id=now,
        unit_id=answering.unit(now, whole.unit_id),
        covers=[place.code],
        whole=whole,
        changed_at=datetime.now(UTC),
    )


def is_drawn(assignment: Assignment, code: str) -> bool:
    """Is this value in the institution's sample? Anybody can draw it again: from the round, indicator and place."""
    text = f"{assignment.round_id}:{assignment.indicator}:{code}"
    drawn = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % MODULUS
    return drawn < assignment.round.sample_percent


@transaction.atomic
def recut(
    *, by: Actor, key: str, indicator: str, old: Sequence[str], new: Mapping[str, tuple[str, str, Sequence[str]]],
    reason: str,
) -> list[Entry]:  # fmt: skip
    """Let others report the territory of these places: new code → (name, unit, the places of the period it covers)."""
    require(by, MANAGE_ROUNDS)
    kept, why = locked_round(key), said(reason)
    mine = Entry.objects.select_for_update(of=("self",)).select_related(*ladder.RELATED)
    rows = list(mine.filter(assignment__round=kept, assignment__indicator=indicator, level=Level.COUNTY,
                            place_code__in=old).exclude(state=State.SUPERSEDED))  # fmt: skip
    if len(rows) != len(set(old)) or len({row.whole_id for row in rows}) != 1:
        raise Invalid(
            Label(zh="原填报项", en="Former entry"),
            Label(zh="要写同一个市里现有的填报项", en="Name a present entry of the same city"),
        )
    whole = rows[0].whole
    steps = [
        approval.Entry(key=code, level=Level.COUNTY, unit=name, covers=frozenset(covers))
        for code, (name, _, covers) in new.items()
    ]
    after = approval.recut([ladder.as_step(row) for row in rows], steps, whole=ladder.as_step(whole) if whole else None)
    for row, step in zip(rows, after, strict=True):
        ladder.keep(row, step)
        ladder.note(row, by, "superseded", reason=why)
    regions = set(Region.objects.filter(code__in=new).values_list("code", flat=True))
    made = [
        Entry.objects.create(
            assignment=rows[0].assignment, level=Level.COUNTY, place_code=code, place_name=name,
            region_id=code if code in regions else rows[0].region_id, unit_id=unit, covers=sorted(covers), whole=whole,
            changed_at=datetime.now(UTC),
        )
        for code, (name, unit, covers) in new.items()
    ]  # fmt: skip
    names = "、".join(row.place_name for row in rows), "、".join(entry.place_name for entry in made)
    tell(by, kept, "recut", f"“{kept.title}”改由{names[1]}填报{names[0]}的范围", reason=why)
    return made


def hand_over(before: Sequence[str], after: str) -> int:
    """Units ended: who follows answers for what they were asked, and judges what waits for them."""
    rows = Entry.objects.filter(assignment__round__state="open")
    moved = rows.filter(unit__in=before).exclude(state__in=approval.GONE).update(unit_id=after)
    moved += rows.filter(waits_unit__in=before).update(waits_unit_id=after)
    moved += Assignment.objects.filter(round__state="open", department__in=before).update(department_id=after)
    return moved + Round.objects.filter(state="open", institution__in=before).update(institution_id=after)
