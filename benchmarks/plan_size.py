"""The plan at size: 5,000 tasks and 60,000 reports, board, search and the nightly job; and at ten times the size.

PYTHONPATH=src python benchmarks/plan_size.py [--times 10]      its own data, in a scratch database that it removes
Promised: board under 200 ms on the server with a fixed number of queries, search under 100 ms, nightly job under 10 s.
"""

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

TASKS, REPORTS_EACH, UNITS = 5_000, 12, 60
ON = date(2018, 4, 16)
WORDS = [
    "智慧城市",
    "数据共享",
    "水质监测",
    "交通拥堵",
    "视频监控",
    "政务服务",
    "信息资源",
    "宽带网络",
    "试点示范",
    "标准规范",
    "食品追溯",
    "环境保护",
    "远程医疗",
    "社保卡",
    "养老服务",
    "电子商务",
    "地理信息",
    "云平台",
    "物联网",
    "统一门户",
]
PATHS = ("/plan/big", "/plan/big?state=late&lead=第7厅", "/plan/big?q=水质", "/plan/big/timeline", "/plan/big/groups")
LOOKED_FOR = ("水", "水质", "智慧城市", "水质监测 试点", "數據共享", "ＡＰＰ", "不存在的词")


def fill(tasks: int) -> None:
    """Units, a plan, tasks with milestones and leads, twelve quarters of reports."""
    from lingnan.engines.identity.models import Account, Region, RoleGrant, Setting, Unit  # noqa: PLC0415
    from lingnan.engines.plan.models import Milestone, Plan, Progress, Task, TaskUnit  # noqa: PLC0415

    rng = random.Random(1)
    Setting.objects.update_or_create(key="business_date", defaults={"value": ON.isoformat()})
    Region.objects.create(code="440000", name="广东省", level="province")
    Unit.objects.bulk_create(
        Unit(key=f"u{n}", name=f"第{n}厅", kind="department", region_id="440000") for n in range(UNITS)
    )
    Unit.objects.create(key="gd-office", name="办公室", kind="office", region_id="440000")
    for n in range(UNITS):
        account = Account.objects.create(
            username=f"l{n}", display_name=f"联络员{n}", unit_id=f"u{n}", email=f"l{n}@x.cn"
        )
        RoleGrant.objects.create(account=account, role="liaison")
    plan = Plan.objects.create(
        key="big", title="大方案", period_from=date(2015, 1, 1), period_to=date(2018, 12, 31), state="adopted",
        original_text="", clean_text="", reading={}, imported_at=datetime.now(UTC), adopted_at=datetime.now(UTC),
    )  # fmt: skip
    made = Task.objects.bulk_create(
        [
            Task(plan=plan, number=n, title=sentence(rng, 2), text=sentence(rng, 12), source_start=0, source_end=0,
                 state="done" if n % 5 == 0 else "running")
            for n in range(1, tasks + 1)
        ],
        batch_size=1000,
    )  # fmt: skip
    TaskUnit.objects.bulk_create(
        [
            TaskUnit(task=task, order=k, role="lead" if not k else "cooperating", written=f"第{u}厅", unit_id=f"u{u}",
                     signed_on=ON)
            for task in made
            for k, u in enumerate(rng.sample(range(UNITS), 2))
        ],
        batch_size=1000,
    )  # fmt: skip
    Milestone.objects.bulk_create(
        [
            Milestone(task=task, title=sentence(rng, 1), written="",
                      due=(due := ON + timedelta(days=rng.randint(-700, 260))),
                      met_on=due if due < ON and rng.random() < 0.97 else None, evidence="文件")
            for task in made
            for _ in range(3)
        ],
        batch_size=1000,
    )  # fmt: skip
    quarters = [f"{year}Q{quarter}" for year in (2015, 2016, 2017) for quarter in (1, 2, 3, 4)]
    for task in range(0, len(made), 1000):
        Progress.objects.bulk_create(
            [
                Progress(task=one, unit_id="u1", period=quarter,
                         reported_on=date(int(quarter[:4]), int(quarter[5]) * 3, 20),
                         text=sentence(rng, 10), recorded_at=datetime.now(UTC))
                for one in made[task : task + 1000]
                for quarter in quarters
                if quarter != "2017Q4" or rng.random() < 0.97
            ],
            batch_size=1000,
        )  # fmt: skip


def sentence(rng: random.Random, words: int) -> str:
    """So many words of the field in a row."""
    return "".join(rng.choice(WORDS) for _ in range(words))


def timed(do: Callable[[], object], times: int = 5) -> float:
    """The median of a few, in milliseconds, the first one left out."""
    do()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def measure(tasks: int) -> None:
    """Fill a scratch database and print what is promised."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from lingnan.engines.identity.actor import PUBLIC  # noqa: PLC0415
    from lingnan.engines.plan.indexing import rebuild  # noqa: PLC0415
    from lingnan.engines.plan.selectors.search import search  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fill(tasks)
    print(
        f"\n{tasks:,} tasks, about {tasks * REPORTS_EACH:,} reports, {connection.vendor}: made in {time.perf_counter() - began:.0f} s"  # noqa: E501
    )
    began = time.perf_counter()
    print(f"  index    {rebuild():,} texts in {time.perf_counter() - began:.1f} s")
    client = Client(headers={"host": "127.0.0.1"})
    for path in (
        "/plan/big",
        "/plan/big?state=late&lead=第7厅",
        "/plan/big?q=水质",
        "/plan/big/timeline",
        "/plan/big/groups",
    ):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
            queries = len(asked)
        print(f"  {path:<34} {timed(lambda p=path: client.get(p)):7.0f} ms  {queries} queries")  # type: ignore[misc]
    for text in LOOKED_FOR:
        hits = sum(len(group.found) for group in search(PUBLIC, text))
        print(f"  search {text:<20} {timed(lambda t=text: search(PUBLIC, t)):7.1f} ms  {hits} shown")  # type: ignore[misc]
    nightly()


def nightly() -> None:
    """The reminders of one night."""
    from lingnan.engines.identity.actor import SYSTEM  # noqa: PLC0415
    from lingnan.engines.plan.services import reminders  # noqa: PLC0415

    began = time.perf_counter()
    job = getattr(reminders, "run_nightly", None)
    told = job(by=SYSTEM, on=ON) if job else reminders.remind(by=SYSTEM, plan_key="big", on=ON)
    print(f"  nightly  {time.perf_counter() - began:.1f} s, {told}")


def main() -> None:
    """One size, or one size and so many times it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument("--times", type=int, default=1)
    asked = parser.parse_args()
    for size in dict.fromkeys((asked.tasks, asked.tasks * asked.times)):
        folder = Path(tempfile.mkdtemp(prefix="lingnan-size-"))
        pid = os.fork()  # a process a size: settings are read once
        if not pid:
            os.environ.update(
                LINGNAN_DATA=str(folder), DJANGO_SETTINGS_MODULE="lingnan.web.settings", LINGNAN_LOG="error"
            )
            import django  # noqa: PLC0415

            django.setup()
            measure(size)
            os._exit(0)
        os.waitpid(pid, 0)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
