"""Sample people of the working group and its oversight: seats, experts, a draw, an exchange, an inspection, scores."""

from datetime import date

from django.db import transaction

from lingnan.engines.group.labels import FIELDS
from lingnan.engines.group.models import Expert, Inspection, Partner, Seat
from lingnan.engines.group.services.draws import draw_experts
from lingnan.engines.group.services.exchange import add_follow_up, add_partner, register_exchange
from lingnan.engines.group.services.experts import add_expert, declare_interest
from lingnan.engines.group.services.guidance import send_guidance
from lingnan.engines.group.services.inspections import add_finding, issue_findings, plan_inspection
from lingnan.engines.group.services.membership import Person, appoint, assign_duty, replace
from lingnan.engines.group.services.opinions import ask_drawn
from lingnan.engines.group.services.scorecards import compute_year
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Unit
from lingnan.engines.plan.models import Plan, PlanMember

SURNAMES = "陈林黄张李王吴刘蔡杨许郑谢郭洪曾邱廖周叶苏庄江吕何罗高萧潘简朱钟游彭詹胡施沈余卢梁赵颜柯孙魏翁戴范方"
GIVEN = ("伟强", "秀英", "志明", "丽华", "国栋", "晓敏", "建军", "雪梅", "文杰", "佩珊")
EMPLOYERS = ("广东省科学院", "样例大学", "样例研究院", "样例检测中心", "样例规划院")
TITLES = ("研究员", "教授", "高级工程师", "教授级高工", "副研究员")
FORMED = date(2015, 1, 15)
EXPERTS = 42
FINDINGS = (
    ("serious", "两个在用业务系统没有等级保护备案", "完成备案并报送备案证明", date(2018, 5, 15), "市政务数据中心"),
    ("ordinary", "空气质量发布页面的更新时间没有标注", "在发布页面标注数据时间", date(2018, 5, 31), "市环境监测中心站"),
    ("good", "政务服务大厅把办件进度推送给申请人，不用再打电话问", "", None, "市民服务中心"),
)


def name(n: int) -> str:
    """A made-up name; the same number gives the same one."""
    return SURNAMES[n * 7 % len(SURNAMES)] + GIVEN[(n // len(GIVEN) + n) % len(GIVEN)]


@transaction.atomic
def sample_group(plan: Plan) -> None:
    """Made-up people and acts, all marked as samples; each kind is made once."""
    if not Seat.objects.exists():
        seats(plan)
    if not Expert.objects.exists():
        experts()
    if not Partner.objects.exists():
        exchange()
    if not Inspection.objects.exists():
        inspection()
    compute_year(by=SYSTEM, year=2017)
    compute_year(by=SYSTEM, year=2018)


def person(n: int, *, title: str, rank: str) -> Person:
    """Somebody with numbers that reach nobody."""
    return Person(name=name(n), title=title, rank=rank, phone=f"020-5550{n:04d}", mobile=f"1990000{n:04d}",
                  email=f"sample{n}@example.org", basis="样例：成员单位推荐函")  # fmt: skip


def seats(plan: Plan) -> None:
    """A chief, two deputies, the office, a member and a liaison officer of every member unit; some were replaced."""
    members = PlanMember.objects.filter(plan=plan, unit__isnull=False).select_related("unit")
    keys = list(dict.fromkeys(member.unit_id or "" for member in members))
    if not keys:
        return
    lead = keys[0]
    made = 0
    for duty, title, rank in (("chief", "样例：分管领导", "bureau"), ("deputy", "样例：总工程师", "bureau")):
        appoint(by=SYSTEM, duty=duty, unit_key=lead, person=person(made, title=title, rank=rank), valid_from=FORMED,
                is_sample=True)  # fmt: skip
        made += 1
    for duty, title in (("office_head", "办公室主任"), ("office", "主任科员"), ("office", "科员")):
        rank = "division" if duty == "office_head" else "section"
        seat = appoint(by=SYSTEM, duty=duty, unit_key="gd-office", person=person(made, title=title, rank=rank),
                       valid_from=FORMED, is_sample=True)  # fmt: skip
        assign_duty(by=SYSTEM, seat_id=seat.pk, kind="work", text=("统筹和会议", "督办和催办", "数据和报告")[made - 2],
                    starts_on=FORMED, is_sample=True)  # fmt: skip
        assign_duty(by=SYSTEM, seat_id=seat.pk, kind="watch", text="值班电话 020-55500000（样例）",
                    starts_on=date(2018, 4, 11 + made), ends_on=date(2018, 4, 14 + made), is_sample=True)  # fmt: skip
        made += 1
    for place, key in enumerate(keys):
        appoint(by=SYSTEM, duty="member", unit_key=key, person=person(made, title="样例：分管领导", rank="bureau"),
                valid_from=FORMED, is_sample=True)  # fmt: skip
        made += 1
        if place == len(keys) - 1:
            continue  # one unit without a liaison officer: the page names it
        seat = appoint(by=SYSTEM, duty="liaison", unit_key=key, valid_from=FORMED, is_sample=True,
                       person=person(made, title="样例：信息处处长", rank="division"))  # fmt: skip
        made += 1
        if place in (2, 9):
            replace(by=SYSTEM, seat_id=seat.pk, version=seat.version, on=date(2017, 3, 1),
                    person=person(made, title="样例：信息处处长", rank="division"))  # fmt: skip
            made += 1


def experts() -> None:
    """A pool over all fields with some ties, a draw for the pilot's acceptance, and what the drawn are asked."""
    fields = list(FIELDS)
    for n in range(EXPERTS):
        made = add_expert(by=SYSTEM, name=name(n + 200), title=TITLES[n % 5], field=fields[n % len(fields)],
                          further_fields=(fields[(n + 3) % len(fields)],), employer=EMPLOYERS[n % 5],
                          valid_from=date(2015, 3, 1), phone=f"020-5551{n:04d}", is_sample=True)  # fmt: skip
        if n % 6 == 0:
            declare_interest(by=SYSTEM, number=made.number, kind="project", organisation="广州市人民政府", note="样例")
    drawn = draw_experts(by=SYSTEM, title="智慧广州时空信息云平台试点验收评审（样例）", applicants=("广州市人民政府",),
                         total=7, is_sample=True)  # fmt: skip
    ask_drawn(by=SYSTEM, number=drawn.number, question="样例：试点是否达到验收条件？还要补充什么？")


def exchange() -> None:
    """A visit with two things to follow up, one of them late, and an agreement."""
    other = add_partner(by=SYSTEM, name="样例省经济和信息化委员会", kind="province", place="样例市", is_sample=True)
    visit = register_exchange(by=SYSTEM, kind="visit_in", title="样例省考察我省智慧城市建设", partner=other,
                              unit_key="gd-office", starts_on=date(2018, 3, 20), ends_on=date(2018, 3, 22),
                              people="样例：双方各 6 人", summary="样例：交流时空信息云平台和政务数据共享。",
                              is_sample=True)  # fmt: skip
    for text, due in (("寄送评价指标体系的说明", date(2018, 4, 10)), ("商定联合培训的时间", date(2018, 5, 10))):
        add_follow_up(by=SYSTEM, exchange_id=visit.pk, text=f"样例：{text}", unit_key="gd-office", due_on=due)
    school = add_partner(by=SYSTEM, name="样例大学智慧城市研究中心", kind="institution", is_sample=True)
    register_exchange(by=SYSTEM, kind="agreement", title="评价方法合作协议（样例）", partner=school,
                      unit_key="gd-office", starts_on=date(2017, 9, 1), ends_on=date(2020, 8, 31),
                      number="样例〔2017〕3号",
                      summary="样例：每年校核一次评价结果。", is_sample=True)  # fmt: skip


def inspection() -> None:
    """Guidance to every city; one city was inspected and is mending, another stands on the calendar."""
    cities = Unit.objects.filter(kind="city_government").order_by("key")
    if not cities:
        return
    send_guidance(by=SYSTEM, kind="hint", title="做好上半年自查的提示（样例）", unit_keys=tuple(c.pk for c in cities),
                  text="样例：请对照年度任务自查，四月底前把进展和问题报送办公室。", is_sample=True)  # fmt: skip
    first, second = cities[0], cities[len(cities) // 2]
    done = plan_inspection(by=SYSTEM, title=f"{first.region.name}网络安全和数据发布督导（样例）", unit_key=first.pk,
                           starts_on=date(2018, 4, 10), ends_on=date(2018, 4, 11), team="样例：检查一组 4 人",
                           scope="样例：等级保护、数据发布、便民服务", is_sample=True)  # fmt: skip
    for grade, text, demand, due, place in FINDINGS:
        add_finding(by=SYSTEM, number=done.number, grade=grade, text=f"样例：{text}",
                    demand=demand and f"样例：{demand}", due_on=due, place=place)  # fmt: skip
    issue_findings(by=SYSTEM, number=done.number, version=done.version, summary="样例：总体较好，两个问题限期整改。")
    plan_inspection(by=SYSTEM, title=f"{second.region.name}年度督导（样例）", unit_key=second.pk, is_sample=True,
                    starts_on=date(2018, 5, 8), ends_on=date(2018, 5, 9), team="样例：检查二组 3 人")  # fmt: skip
