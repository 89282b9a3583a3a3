"""Prepare an installation: database, base data, and the demonstration in steps that can be interrupted and go on."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lingnan.engines.evaluate.models import Assessment
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.evaluate.services.observations import import_values
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account, Setting
from lingnan.engines.identity.services.accounts import create_account
from lingnan.engines.identity.services.calendar import load_calendar
from lingnan.engines.identity.services.regions import load_regions
from lingnan.engines.identity.services.units import load_units
from lingnan.engines.place.services import load_regions as load_layers
from lingnan.engines.plan.models import Plan, SupervisionItem
from lingnan.engines.report.services import build_edition, keep_pdf, publish
from lingnan.engines.sense.demonstration import load_sample_history
from lingnan.web.demo.collection import INSTITUTION, YUNFU, sample_collection
from lingnan.web.demo.council import sample_business
from lingnan.web.demo.group import sample_group
from lingnan.web.demo.plan import DOCUMENT, sample_work, take_in

Say = Callable[[str], object]
BUSINESS_DATE = date(2018, 4, 16)  # docs/decisions/0002-business-date.md
FIGURES = DOCUMENT.parents[1] / "evaluation/guangdong21_observations_long.csv"
YEARS = (2015, 2016, 2017)
FRAMEWORK = "gd-demo-2017"
DONE = "demonstration"  # the setting that says which steps are done


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account of the demonstration."""

    username: str
    name: str
    unit: str
    roles: tuple[str, ...]
    looks_at: str


PEOPLE = (
    Person(username="office", name="林涛", unit="gd-office", roles=("office",), looks_at="催办、会议、采用方案"),
    Person(username="auditor", name="何志强", unit="gd-office", roles=("auditor",), looks_at="审计记录"),
    Person(username="clerk", name="李明", unit="gov-445381", roles=("clerk",), looks_at="被退回的数"),
    Person(
        username="city", name="黄丽", unit=f"gov-{YUNFU}", roles=("leader", "clerk"), looks_at="审核县区的数、提异议"
    ),
    Person(
        username="reviewer",
        name="吴岚",
        unit=INSTITUTION,
        roles=("reviewer", "expert"),
        looks_at="核查、评分、答复异议",
    ),
    Person(username="admin", name="系统管理员", unit="gd-office", roles=("admin",), looks_at="单位、人员、角色"),
)


@dataclass(kw_only=True)
class Build:
    """What preparing did: new accounts with their passwords (known only now), the plan just imported."""

    passwords: list[tuple[Person, str]] = field(default_factory=list)
    imported: Plan | None = None
    first_to_see: tuple[str, str] = ("", "")

    def closing_lines(self, address: str, *, is_serving: bool = True) -> Iterator[str]:
        """The last lines of `lingnan start`; where nothing serves yet, the last says how to begin."""
        yield ""
        if self.passwords:
            yield "账号（密码为本次安装生成，只显示这一次） Accounts, passwords shown this once:"
            for person, password in self.passwords:
                yield f"  {person.username:10} {password}   {person.name}，{person.looks_at}"
        elif Account.objects.exists():
            yield "账号已建好；忘了密码：lingnan account reset-password 账号 · Accounts are kept; lost one? reset it"
        if self.imported:
            yield f"已导入 Imported: 《{self.imported.title}》 {address}/plan/{self.imported.key}"
        who, url = self.first_to_see
        if url:
            yield f"先看 Look first: {address}/evaluate/ranking?year=2017 → {address}/report/2017/"
            yield f"         用 {who} 登录，看{url}：督办排在第一 · sign in as {who}: the supervision item stands first"
        if is_serving:
            yield f"岭南已开通 Lingnan is ready: {address}/"
        else:
            yield "已备好，用 make run 开通 · Prepared; make run serves it"


@contextmanager
def step(say: Say, name: str) -> Iterator[None]:
    """Name a step and give its seconds."""
    say(f"· {name} …")
    began = time.monotonic()
    yield
    say(f"  {time.monotonic() - began:.1f} s")


def prepare(*, plan: Path | None, say: Say, demo: bool = True) -> Build:
    """Migrate, load what every installation needs, make the demonstration where it is wanted and not yet there."""
    bring_up_to_date()
    build = Build()
    done = set(setting(DONE, []))
    if "base" not in done:
        with step(say, "行政区划、单位、日历 Regions, units, calendar"):
            load_regions(by=SYSTEM)
            load_units(by=SYSTEM)
            load_calendar(by=SYSTEM)
            load_layers(by=SYSTEM)
        finish("base", done)
    if demo:
        demonstrate(build, done, say)
    if plan is not None:
        with step(say, f"导入 {plan.name} Importing"):
            build.imported = take_in(plan)
    return build


def bring_up_to_date() -> None:
    """Migrate, where there is something to migrate."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)


def demonstrate(build: Build, done: set[str], say: Say) -> None:
    """The steps of the demonstration that are not done yet. Each can be broken off and begun again."""
    if "finished" in done:
        return
    Setting.objects.get_or_create(key="business_date", defaults={"value": BUSINESS_DATE.isoformat()})
    if "plan" not in done:
        with step(say, "方案：读文件、拆任务 Plan: reading the document"):
            sample_work(take_in(DOCUMENT))
        finish("plan", done)
    if "council" not in done:
        with step(say, "工作组：建议、征求意见、会议 Working group: proposals, comments, meetings"):
            sample_business(take_in(DOCUMENT))
        finish("council", done)
    if "stations" not in done:
        with step(say, "运行：21 个样例站经网关送三年日均值 Run: sample stations send three years through the gateway"):
            load_sample_history(by=SYSTEM, progress=shown(say))
        finish("stations", done)
    if "figures" not in done:
        with step(say, "评价：导入真实数据，计算 2015–2017 Evaluate"):
            import_values(SYSTEM, FIGURES)
            for year in YEARS:
                freeze(SYSTEM, assess(SYSTEM, FRAMEWORK, year))
        finish("figures", done)
    if "report" not in done:
        with step(say, "报告：年度报告网页和 PDF Report"):
            for year in YEARS:
                edition = build_edition(SYSTEM, year, framework=FRAMEWORK)
                if edition.state != "published":
                    publish(SYSTEM, edition)
                elif edition.pdf_id is None:  # broken off between publishing and typesetting
                    keep_pdf(edition)
        finish("report", done)
    if "group" not in done:
        with step(say, "工作组：成员、专家、交流、检查、考核 The working group's people and oversight"):
            sample_group(Plan.objects.filter(state="adopted").order_by("-period_from")[0])
        finish("group", done)
    collect(done, say)
    with step(say, "账号 Accounts"):
        build.passwords = list(make_accounts())
        build.first_to_see = weakest()
    finish("finished", done)


def collect(done: set[str], say: Say) -> None:
    """A small round of made-up values on its way up."""
    if "collection" not in done:
        with step(say, "报送：县、市、部门、机构、办公室，样例 Collection: from county to office, sample values"):
            sample_collection()
        finish("collection", done)


def setting(key: str, otherwise: list[str]) -> list[str]:
    """A list kept in the settings."""
    kept = Setting.objects.filter(key=key).first()
    return list(kept.value) if kept else otherwise


def finish(name: str, done: set[str]) -> None:
    """Remember that a step is done."""
    done.add(name)
    Setting.objects.update_or_create(key=DONE, defaults={"value": sorted(done)})


def shown(say: Say) -> Callable[[int, int], None]:
    """A progress line every tenth."""
    last = [0]

    def progress(count: int, whole: int) -> None:
        tenth = count * 10 // max(whole, 1)
        if tenth > last[0]:
            last[0] = tenth
            say(f"  {count:,} / {whole:,}")

    return progress


def people() -> Iterator[Person]:
    """The fixed accounts, the liaison officer whom the weakest result concerns, and an operator of a city's station."""
    yield from PEOPLE
    item = SupervisionItem.objects.filter(source__startswith="evaluate.weak:").order_by("-source").first()
    unit = item.unit_id if item else "gd-epd"
    yield Person(username="liaison", name="周敏", unit=unit, roles=("liaison",), looks_at="本单位待办，督办排在第一")
    from lingnan.engines.cases.models import Case  # noqa: PLC0415 -- only where a case was opened

    case = Case.objects.order_by("pk").first()
    if case and case.unit_id:
        yield Person(username="operator", name="陈洁", unit=case.unit_id, roles=("operator",), looks_at="超标办件")


def make_accounts() -> Iterator[tuple[Person, str]]:
    """Create the accounts that are not there; their passwords."""
    for person in people():
        if not Account.objects.filter(username=person.username).exists():
            made = create_account(
                by=SYSTEM,
                username=person.username,
                display_name=person.name,
                unit_key=person.unit,
                roles=person.roles,
                must_change=False,
            )
            yield person, made.password


def weakest() -> tuple[str, str]:
    """Who is asked about the weakest result, and where."""
    item = SupervisionItem.objects.filter(source__startswith="evaluate.weak:").order_by("-source").first()
    published = Assessment.objects.filter(state="frozen").exists()
    return ("liaison", f"{item.unit.name}首页") if item and published else ("", "")
