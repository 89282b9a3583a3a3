"""From the pool to an opinion: who is barred and why, draws that replay, refusals, silence."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lingnan.engines.group.drawing import replay
from lingnan.engines.group.models import Draw, DrawnExpert, Expert, Opinion
from lingnan.engines.group.selectors.experts import opinions
from lingnan.engines.group.services.draws import draw_experts, pool_for, record_acceptance, record_refusal
from lingnan.engines.group.services.experts import add_expert, declare_interest, leave_pool, record_absence
from lingnan.engines.group.services.opinions import ask_drawn, ask_opinion, give_opinion, record_silence
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account, AuditEntry, Notification
from lingnan.engines.identity.nightly import run_nightly

START = date(2018, 1, 1)


def add(by: Actor, name: str, field: str = "data", employer: str = "某大学", account: int | None = None) -> Expert:
    return add_expert(by=by, name=name, field=field, employer=employer, valid_from=START, account_id=account)


@pytest.fixture
def pool(office: Actor) -> list[Expert]:
    return [add(office, f"专家{n}", "data" if n < 6 else "security") for n in range(10)]


def bars_of(applicants: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {c.key: c.bars for c in pool_for(applicants).candidates if c.bars}


def test_the_employer_the_ties_and_the_days_away_bar(office: Actor) -> None:
    own = add(office, "甲", employer="省教育厅")  # an alias: the unit is recognised
    tied, former, past, away, free, gone = (add(office, name) for name in "乙丙丁戊己庚")
    declare_interest(by=office, number=tied.number, kind="project", organisation="广东省教育厅")
    declare_interest(by=office, number=former.number, kind="worked", organisation="华图（中国）公司",
                     until=date(2015, 4, 17))  # fmt: skip
    declare_interest(by=office, number=past.number, kind="worked", organisation="华图（中国）公司",
                     until=date(2015, 4, 16))  # fmt: skip
    record_absence(by=office, number=away.number, starts_on=date(2018, 4, 16), ends_on=date(2018, 4, 16))
    leave_pool(by=office, number=gone.number, version=1, on=date(2018, 4, 16), reason="退休")
    found = bars_of(("广东省教育厅", "华图(中国) 公司"))  # brackets and blanks do not hide a name
    # three years after 17 April 2015 is 17 April 2018: bound on the 16th; after 16 April 2015: free on that day
    assert found == {
        own.number: ("任职于省教育厅",),
        tied.number: ("承担过项目：广东省教育厅",),
        former.number: ("曾任职：华图（中国）公司（2015-04-17 止，未满 3 年）",),
        away.number: ("2018-04-16 至 2018-04-16 不能参加",),
    }
    everyone = {c.key for c in pool_for(()).candidates}
    assert free.number in everyone
    assert gone.number not in everyone


def test_a_draw_is_kept_so_that_it_replays(office: Actor, pool: list[Expert]) -> None:
    draw = draw_experts(by=office, title="评审时空云平台", applicants=("广州市人民政府",), total=5)
    # 6 data and 4 security: quotas 3 and 2, exactly
    assert draw.record["wanted"] == {"data": 3, "security": 2}
    assert replay(draw.record)[1] == []
    assert draw.drawn.count() == 5
    entry = AuditEntry.objects.get(verb="group.draw")
    assert entry.after["seed"] == draw.seed
    assert entry.summary == f"为“评审时空云平台”抽取专家 {draw.number}：数据与平台3人、网络安全2人"
    draw_experts(by=office, title="评审时空云平台", applicants=(), total=2)
    assert (
        AuditEntry.objects.filter(summary__contains="同一事项第 2 次").count() == 1
    )  # who draws till it suits is seen


def test_a_public_seed_is_bound_to_the_pool(office: Actor, pool: list[Expert]) -> None:
    first = draw_experts(by=office, title="甲", applicants=(), total=4, public_seed="双色球 2018042")
    second = draw_experts(by=office, title="乙", applicants=(), total=4, public_seed="双色球 2018042")
    assert first.record["chosen"] == second.record["chosen"]
    assert first.seed == f"双色球 2018042|{first.digest}"


def test_a_field_that_cannot_be_filled_is_named_and_nothing_drawn(office: Actor, pool: list[Expert]) -> None:
    with pytest.raises(Invalid) as refused:
        draw_experts(by=office, title="甲", applicants=(), wanted={"data": 2, "security": 5, "standards": 1})
    assert [fault.where for fault in refused.value.faults] == ["security", "standards"]
    assert "要 5 人，库里 4 人" in str(refused.value.faults[0])
    assert not Draw.objects.exists()


def test_a_refusal_is_recorded_and_the_next_takes_the_place(office: Actor, pool: list[Expert]) -> None:
    draw = draw_experts(by=office, title="甲", applicants=(), wanted={"security": 3})
    leaver = draw.drawn.select_related("expert").first()
    assert leaver
    draw = record_refusal(by=office, number=draw.number, version=1, expert_number=leaver.expert.number, reason="出差")
    assert DrawnExpert.objects.filter(draw=draw).exclude(state="refused").count() == 3
    assert replay(draw.record)[1] == []
    with pytest.raises(Conflict, match="刚被别人办过"):
        record_acceptance(by=office, number=draw.number, version=1, expert_number=leaver.expert.number)
    # four in the field, one declined, three drawn: a second refusal finds nobody, and stands
    other = draw.drawn.exclude(state="refused").select_related("expert")[0]
    draw = record_refusal(by=office, number=draw.number, version=2, expert_number=other.expert.number, reason="回避")
    assert DrawnExpert.objects.filter(draw=draw, state="refused").count() == 2
    assert DrawnExpert.objects.filter(draw=draw).exclude(state="refused").count() == 2
    assert "没有可递补的人" in AuditEntry.objects.latest("number").summary
    assert replay(draw.record)[1] == []


def test_only_the_office_draws_and_only_the_expert_answers(
    office: Actor, person: Callable[..., Actor], account: Callable[..., Account]
) -> None:
    with pytest.raises(NotAllowed):
        draw_experts(by=person("wang", "gd-education", "liaison"), title="甲", applicants=(), total=1)
    mine, other = person("zhao", "gd-academy", "expert"), person("qian", "gd-academy", "expert")
    add(office, "赵", account=mine.account_id)
    asked = ask_opinion(by=office, expert_number="Z-0001", title="方案", question="可行吗？")
    with pytest.raises(NotAllowed, match="只由赵本人提出"):
        give_opinion(by=other, number=asked.number, version=1, verdict="agree", text="可")
    assert list(opinions(other)) == []
    assert Notification.objects.get(account=mine.account_id).url == f"/group/opinions/{asked.number}"
    given = give_opinion(by=mine, number=asked.number, version=1, verdict="agree_if", text="补充测算")
    assert (given.state, given.given_on) == ("given", date(2018, 4, 16))
    with pytest.raises(Conflict):
        give_opinion(by=mine, number=asked.number, version=2, verdict="agree", text="再来")
    with pytest.raises(NotFound):
        ask_opinion(by=office, expert_number="Z-9999", title="方案", question="可行吗？")


def test_silence_is_recorded_once_and_a_late_answer_is_late(office: Actor, person: Callable[..., Actor]) -> None:
    mine = person("zhao", "gd-academy", "expert")
    add(office, "赵", account=mine.account_id)
    asked = ask_opinion(by=office, expert_number="Z-0001", title="方案", question="可行吗？", working_days=3)
    assert asked.due_on == date(2018, 4, 19)  # Monday and three working days: Thursday
    assert record_silence(by=office, on=date(2018, 4, 19)) == 0  # the day itself still counts
    assert record_silence(by=office, on=date(2018, 4, 20)) == 1
    assert record_silence(by=office, on=date(2018, 4, 20)) == 0
    found = Opinion.objects.get()
    assert (found.state, found.text, found.verdict) == ("silent", "", "")
    late = give_opinion(by=mine, number=asked.number, version=2, verdict="agree", text="补交")
    assert late.state == "given"


def test_all_of_a_draw_are_asked_once(office: Actor, pool: list[Expert]) -> None:
    draw = draw_experts(by=office, title="甲", applicants=(), total=3)
    assert len(ask_drawn(by=office, number=draw.number, question="怎么看？")) == 3
    assert ask_drawn(by=office, number=draw.number, question="怎么看？") == []


def test_the_night_records_silence(office: Actor) -> None:
    add(office, "赵")
    ask_opinion(by=office, expert_number="Z-0001", title="方案", question="可行吗？", working_days=1)
    said = {run.job: run.result for run in run_nightly(on=date(2018, 4, 18))}
    assert said["group.opinions"] == "专家未答复 1 份"
    assert Opinion.objects.get().state == "silent"
