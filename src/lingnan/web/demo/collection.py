"""The demonstration's collection: a small round of made-up values half way up, a survey, a panel and an objection."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import transaction

from lingnan.engines.evaluate.approval import Level
from lingnan.engines.evaluate.collect.services import objections, panels, surveys
from lingnan.engines.evaluate.collect.services.entries import Written, add_evidence, save_drafts, submit_entries
from lingnan.engines.evaluate.collect.services.judging import accept, send_back
from lingnan.engines.evaluate.collect.services.rounds import Wanted, assign, extend, open_round
from lingnan.engines.evaluate.models import Assessment, Entry, Objection, Panel, Round, Survey
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Unit

ROUND, SURVEY, PANEL = "round-2017", "satisfaction-2017", "openness-2017"
YUNFU, DONGGUAN = "445300", "441900"
DEPARTMENT, INSTITUTION = "gd-eic", "gd-academy"
WINDOWS = {
    Level.COUNTY: (date(2018, 3, 1), date(2018, 4, 20)),
    Level.CITY: (date(2018, 3, 1), date(2018, 4, 30)),
    Level.DEPARTMENT: (date(2018, 3, 1), date(2018, 5, 11)),
    Level.INSTITUTION: (date(2018, 3, 1), date(2018, 5, 25)),
    Level.OFFICE: (date(2018, 3, 1), date(2018, 6, 8)),
}
ASKED = (
    Wanted(indicator="wlan_points", level=Level.COUNTY, department=DEPARTMENT),
    Wanted(indicator="service_items", level=Level.CITY, department=DEPARTMENT),
    Wanted(
        indicator="reported_pm25", level=Level.CITY, department="gd-environment", live="environment.pm25_annual_mean"
    ),
)
COUNTIES = {"445302": 1240, "445303": 610, "445321": 980, "445322": 720, "445381": 16800}  # made up
TOO_MUCH = "445381"
LEDGER = "样例台账"


class Cast:
    """Who acts in the sample: one made-up person for each unit and role."""

    def __init__(self) -> None:
        self.names = dict(Unit.objects.values_list("key", "name"))

    def of(self, unit: str, role: str, name: str) -> Actor:
        region = unit.removeprefix("gov-") if unit.startswith("gov-") else "440000"
        return Actor(
            name=f"{name}（样例）",
            unit_key=unit,
            unit_name=self.names[unit],
            region_code=region,
            roles=frozenset({role}),
        )


@transaction.atomic
def sample_collection() -> None:
    """Everything that is not there yet, all or nothing."""
    cast = Cast()
    office = cast.of("gd-office", "office", "林涛")
    if not Round.objects.filter(pk=ROUND).exists():
        sample_round(cast, office)
    if not Survey.objects.filter(pk=SURVEY).exists():
        sample_survey(office)
    if not Panel.objects.filter(pk=PANEL).exists():
        sample_panel(cast, office)
    if not Objection.objects.exists():
        sample_objection(cast)


def sample_round(cast: Cast, office: Actor) -> None:
    """Five counties report: four are passed, one is sent back. A city without counties goes all the way up."""
    open_round(
        by=office, key=ROUND, title="2017 年度数据报送（样例）", title_en="Collection of 2017 (sample)", period="2017",
        windows=WINDOWS, institution=INSTITUTION, sample_percent=20, is_sample=True,
    )  # fmt: skip
    for wanted in ASKED:
        assign(by=office, key=ROUND, wanted=wanted, cities=(YUNFU, DONGGUAN))
    for code, value in COUNTIES.items():
        report(
            cast.of(f"gov-{code}", "clerk", "填报员"),
            entry(code, "wlan_points"),
            Decimal(value),
            has_evidence=code != "445322",
        )
        judge_county(cast, code)
    extend(
        by=office, key=ROUND, unit_key=f"gov-{TOO_MUCH}", until=date(2018, 4, 25), reason="样例：退回后需重新核对台账"
    )
    for indicator, value in (("wlan_points", 18400), ("service_items", 1310)):
        climb(cast, office, entry(DONGGUAN, indicator), Decimal(value))
    clerk = cast.of(f"gov-{YUNFU}", "clerk", "填报员")
    report(clerk, entry(YUNFU, "reported_pm25"), Decimal("36.4"), why="样例：公报用全部点位，平台只有一个样例站")


def entry(place: str, indicator: str) -> Entry:
    return Entry.objects.get(assignment__round=ROUND, assignment__indicator=indicator, place_code=place)


def report(by: Actor, row: Entry, value: Decimal, *, why: str = "", has_evidence: bool = True) -> None:
    """Hand one value in with its evidence."""
    save_drafts(by=by, written=[Written(entry=row.pk, value=value, why=why)])
    if has_evidence:
        add_evidence(by=by, entry=row.pk, kind="query", text=LEDGER, url="/evaluate/indicators")
    submit_entries(by=by, entries=[row.pk])
    row.refresh_from_db()


def judge_county(cast: Cast, code: str) -> None:
    """The city passes four and sends one back."""
    city, row = cast.of(f"gov-{YUNFU}", "leader", "分管负责人"), entry(code, "wlan_points")
    if code == TOO_MUCH:
        reason = "样例：是其余各县的十几倍，疑似多写一位，请核对台账"
        send_back(by=city, entry=row.pk, version=row.version, reason=reason)
    elif code != "445302":
        accept(by=city, entry=row.pk, version=row.version)


def climb(cast: Cast, office: Actor, row: Entry, value: Decimal) -> None:
    """From the city to the office."""
    report(cast.of(row.unit_id, "clerk", "填报员"), row, value)
    accept(by=cast.of(row.assignment.department_id, "liaison", "联络员"), entry=row.pk, version=row.version)
    row.refresh_from_db()
    reviewer = cast.of(INSTITUTION, "reviewer", "审核员")
    accept(by=reviewer, entry=row.pk, version=row.version, score=85, remark="样例：抽查 20 处，相符")
    row.refresh_from_db()
    accept(by=office, entry=row.pk, version=row.version)


def sample_survey(office: Actor) -> None:
    """Three cities, adopted."""
    surveys.open_survey(
        by=office, key=SURVEY, indicator="citizen_satisfaction", period="2017", title="政务服务满意度调查（样例）",
        title_en="Satisfaction with government services (sample)",
        method="样例：常住居民按街道分层随机抽取，电话访问，2017 年 11 月", is_sample=True,
    )  # fmt: skip
    for region, size, mean, deviation, effect in (
        (YUNFU, 412, "81.6", "12.4", "1.35"),
        (DONGGUAN, 640, "84.2", "11.1", "1.52"),
        ("440100", 820, "85.0", "10.8", "1.61"),
    ):
        surveys.set_estimate(
            by=office, key=SURVEY, region=region, size=size, mean=Decimal(mean), deviation=Decimal(deviation),
            design_effect=Decimal(effect),
        )  # fmt: skip
    surveys.adopt(by=office, key=SURVEY)


def sample_panel(cast: Cast, office: Actor) -> None:
    """Two experts scored, the third is asked."""
    panels.open_panel(
        by=office, key=PANEL, indicator="data_openness", period="2017", title="公共数据开放水平评分（样例）",
        title_en="Openness of public data (sample)", closes_on=date(2018, 5, 11), is_sample=True,
    )  # fmt: skip
    for name, scores in sample_scores():
        panels.rate(by=cast.of(INSTITUTION, "expert", name), key=PANEL, scores=scores)


def sample_scores() -> Iterator[tuple[str, dict[str, Decimal]]]:
    yield "专家甲", {YUNFU: Decimal(52), DONGGUAN: Decimal(74), "440100": Decimal(88), "440300": Decimal(90)}
    yield "专家乙", {YUNFU: Decimal(56), DONGGUAN: Decimal(70), "440100": Decimal(84), "440300": Decimal(93)}


def sample_objection(cast: Cast) -> None:
    """The city doubts one result; it is answered and waits for the office."""
    judged = Assessment.objects.filter(state="frozen", year=2017).order_by("-run").first()
    if judged is None:
        return
    city = cast.of(f"gov-{YUNFU}", "leader", "分管负责人")
    kept = objections.file_objection(
        by=city, assessment=judged.pk, node="road_area_per_capita", region=YUNFU, is_sample=True,
        text="样例：2017 年城区人口口径有调整，请核对人均道路面积的分母",
    )  # fmt: skip
    reviewer = cast.of(INSTITUTION, "reviewer", "审核员")
    objections.answer(by=reviewer, number=kept.number, text="样例：已核对来源，来源只给比值，口径与全省一致")
