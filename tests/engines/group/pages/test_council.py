"""Pages of proposals, matters, circulation and meetings: who sees what, how many queries, what forms do."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lingnan.engines.group.models import Answer, Circulation, Matter, Proposal, Remark
from lingnan.engines.group.services import agenda, matters, meetings, proposals
from lingnan.engines.group.services.proposals import ProposalText
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account
from lingnan.engines.plan.models import Meeting, Plan, PlanMember, SupervisionItem, Task

BACKEND = "django.contrib.auth.backends.ModelBackend"
UNITS = ("gd-education", "gd-police", "gd-academy")
TEXT = ProposalText(
    title="校园视频平台",
    purpose="看得见",
    content="建设校园视频监控平台",
    starts_on=date(2018, 5, 1),
    ends_on=date(2018, 9, 1),
)
# What each list and page asks, signed in as the office, with 2 rows as with 12: about 20 of them are the shell's
# (session, account, rail, things to do). Measured 32, 36, 31, 37, 29, 31, 40; the rest is room for the rail of others.
QUERIES = {
    "/group/proposals": 38,
    "/group/proposals/2018-001": 42,
    "/group/matters": 37,
    "/group/matters/2018-001": 43,
    "/group/circulations": 35,
    "/group/meetings": 37,
    "/group/meetings/{meeting}": 46,
}


@pytest.fixture
def plan(group: date) -> Plan:
    """A small plan in force with three members."""
    made = Plan.objects.create(
        key="plan-x", title="方案", period_from="2018-01-01", period_to="2018-12-31", state="adopted", original_text="",
        clean_text="", reading={}, document_name="x.txt", imported_at="2018-01-01T00:00:00Z",
        adopted_at="2018-01-02T00:00:00Z",
    )  # fmt: skip
    for order, key in enumerate(UNITS):
        PlanMember.objects.create(plan=made, order=order, written=key, unit_id=key)
    return made


@pytest.fixture
def browser(account: Callable[..., Account]) -> Callable[..., Client]:
    """A signed-in person's browser."""

    def make(name: str, unit: str, role: str) -> Client:
        client = Client()
        client.force_login(account(name, unit, role), backend=BACKEND)
        return client

    return make


def some_business(rows: int) -> Meeting:
    """Proposals, matters, rounds and a meeting; as many rows as asked."""
    for n in range(rows):
        one = proposals.save_draft(by=SYSTEM, text=TEXT, unit_key="gd-education")
        one = proposals.submit(by=SYSTEM, number=one.number, version=one.version)
        row = Circulation.objects.create(
            proposal=one, opened_on="2018-04-02", working_days=5, due_on="2018-04-20", round=1
        )
        Answer.objects.bulk_create(Answer(circulation=row, unit_id=unit) for unit in UNITS)
        made = matters.raise_matter(
            by=SYSTEM,
            kind="problem",
            title=f"杆件共用 {n}",
            text="各自立杆",
            lead_key="gd-police",
            unit_key="gd-police",
        )
        matters.add_version(by=SYSTEM, number=made.number, version=made.version, text="第一条")
    meeting = meetings.plan_meeting(by=SYSTEM, title="会议", held_on=date(2018, 4, 16))
    for n in range(rows):
        agenda.add_free(by=SYSTEM, meeting_id=meeting.pk, title=f"议题 {n}", unit_key="gd-police")
    return meeting


def test_lists_and_pages_ask_a_fixed_number_of_times(
    plan: Plan, browser: Callable[..., Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    office = browser("office", "gd-office", "office")
    meeting = some_business(12)
    for address, most in QUERIES.items():
        url = address.format(meeting=meeting.pk)
        office.get(url)
        with django_assert_max_num_queries(most):
            assert office.get(url).status_code == 200, url


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_with_nothing_and_in_both_languages(
    plan: Plan, browser: Callable[..., Client], language: str
) -> None:
    member = browser("police", "gd-police", "liaison")
    empty = {
        "proposals": ("还没有建议", "No proposals yet"),
        "matters": ("还没有协调事项", "No matters yet"),
        "circulations": ("还没有征求过意见", "Nothing was sent round"),
        "meetings": ("还没有会议", "No meetings yet"),
    }
    for page, words in empty.items():
        body = member.get(f"/group/{page}?lang={language}", follow=True).content.decode()
        assert words[language == "en"] in body
    assert member.get("/group/proposals/2018-999").status_code == 404


def test_the_public_and_the_clerks_are_refused(plan: Plan, browser: Callable[..., Client]) -> None:
    some_business(1)
    clerk = browser("clerk", "gov-440100", "clerk")
    for path in ("proposals", "proposals/2018-001", "matters", "matters/2018-001", "circulations", "meetings"):
        assert Client().get(f"/group/{path}").status_code == 403, path
        assert clerk.get(f"/group/{path}").status_code == 403, path
    rail = clerk.get("/").content.decode()
    assert "/group/proposals" not in rail


def test_a_liaison_officer_writes_and_submits_and_another_unit_does_not_see_the_draft(
    plan: Plan, browser: Callable[..., Client]
) -> None:
    education, police = browser("edu", "gd-education", "liaison"), browser("police", "gd-police", "liaison")
    sent = {"verb": "save", "version": 0, "title": "校园视频平台", "budget": "约80"}
    page = education.post("/group/proposals/new", sent)
    assert "预算应为数字" in page.content.decode()
    assert Proposal.objects.count() == 0
    made = education.post("/group/proposals/new", {**sent, "budget": "80"})
    assert made["Location"] == "/group/proposals/2018-001"
    assert police.get("/group/proposals/2018-001").status_code == 404

    page = education.post("/group/proposals/2018-001", {"verb": "submit", "version": 1})
    body = page.content.decode()
    assert all(word in body for word in ("解决什么问题", "做什么", "开始时间", "完成时间"))
    filled = {"purpose": "看得见", "content": "建设平台", "starts_on": "2018-05-01", "ends_on": "2018-09-01"}
    education.post("/group/proposals/2018-001/edit", {**sent, "budget": "80", "version": 1, **filled})
    education.post("/group/proposals/2018-001", {"verb": "submit", "version": 2})
    assert Proposal.objects.get().state == "submitted"
    assert police.get("/group/proposals/2018-001").status_code == 200
    assert police.post("/group/proposals/2018-001", {"verb": "withdraw", "version": 3}).status_code == 403


def test_comments_are_given_settled_and_taken_home_as_a_table(plan: Plan, browser: Callable[..., Client]) -> None:
    office, police = browser("office", "gd-office", "office"), browser("police", "gd-police", "liaison")
    one = proposals.save_draft(by=SYSTEM, text=TEXT, unit_key="gd-education")
    one = proposals.submit(by=SYSTEM, number=one.number, version=one.version)
    sent = {"verb": "circulate", "version": one.version, "units": ["gd-police", "gd-academy"], "working_days": 5}
    office.post(f"/group/proposals/{one.number}", sent)
    row = Circulation.objects.get()
    answer = "第二条：改为10日\n一（二）：删去\n请写明保存期限\n"
    police.post(f"/group/circulations/{row.pk}", {"verb": "answer", "version": 1, "points": answer, "note": ""})
    found = list(Remark.objects.values_list("clause", "text"))
    assert found == [("第二条", "改为10日"), ("一（二）", "删去"), ("", "请写明保存期限")]

    remark = Remark.objects.first()
    assert remark is not None
    url = f"/group/circulations/{row.pk}"
    assert police.post(url, {"verb": "settle", "remark": remark.pk, "adoption": "adopted"}).status_code == 403
    office.post(url, {"verb": "settle", "remark": remark.pk, "adoption": "refused", "reason": ""})
    remark.refresh_from_db()
    assert remark.adoption == ""  # a refusal without reason
    office.post(url, {"verb": "settle", "remark": remark.pk, "adoption": "partly", "reason": "折中为15日"})
    book = openpyxl.load_workbook(io.BytesIO(office.get(f"{url}?format=xlsx").content))
    lines = [[cell.value for cell in line] for line in book.active.iter_rows(min_row=3, max_row=6)]
    assert lines[0][1:] == ["广东省公安厅", "第二条", "改为10日", "部分采纳", "折中为15日"]
    assert lines[3][3] == "未反馈"  # the academy: silence, not "no objection"
    with zipfile.ZipFile(io.BytesIO(office.get(f"{url}?format=docx").content)) as packed:
        text = packed.read("word/document.xml").decode()
    assert "折中为15日" in text


def test_a_meeting_from_invitation_to_minutes_in_the_browser(plan: Plan, browser: Callable[..., Client]) -> None:
    office, police = browser("office", "gd-office", "office"), browser("police", "gd-police", "liaison")
    made = office.post(
        "/group/meetings", {"verb": "plan", "version": 0, "title": "工作组会议", "held_on": "2018-04-16"}
    )
    url = made["Location"]
    meeting = Meeting.objects.get()

    def step(verb: str, **sent: object) -> None:
        meeting.refresh_from_db()
        answer = office.post(url, {"verb": verb, "version": meeting.version, **sent})
        assert answer.status_code == 302, answer.content.decode()

    step("free", title="年度分工", unit="gd-police")
    step("free", title="经费安排", unit="")
    second = meeting.agenda.get(title="经费安排")
    office.post(f"/group/agenda/{second.pk}", {"verb": "up", "meeting": meeting.pk})
    assert [item.title for item in meeting.agenda.all()] == ["经费安排", "年度分工"]
    step("invite", reply_by="")
    assert "谁参加" in police.get(url).content.decode()
    police.post(url, {"verb": "reply", "version": 0, "state": "coming", "person": "李处长"})
    step("hold", attended=["gd-police"])
    for item in meeting.agenda.all():
        step("settle", item=item.pk, outcome="noted", minutes="会议听取了汇报。")
    step("decide", text="印发年度分工", unit="gd-police", due_on="2018-05-15", item=second.pk, becomes="supervision")
    step("decide", text="编制平台目录", unit="gd-police", due_on="2018-06-15", item="", becomes="task")
    task = Task.objects.get(title="编制平台目录")
    # issued as any other: its thread begins, the unit signs within its days
    assert (task.state, task.issued_on, task.events.get().act) == ("issued", date(2018, 4, 16), "issue")
    assert task.sign_by is not None
    late = office.post(f"/group/agenda/{second.pk}", {"verb": "off", "meeting": meeting.pk}, follow=True)
    assert late.status_code == 200  # the meeting was held: refused on its page, nothing is taken off
    assert late.redirect_chain[0][0] == f"{url}#agenda"
    assert meeting.agenda.filter(pk=second.pk).exists()
    step("draft", opening="4月16日，工作组召开会议。", chair="王主任")
    step("issue", number="粤智办纪〔2018〕1号")
    assert SupervisionItem.objects.get().title == "印发年度分工"
    with zipfile.ZipFile(io.BytesIO(police.get(f"{url}/minutes.docx").content)) as packed:
        text = packed.read("word/document.xml").decode()
    for words in ("粤智办纪〔2018〕1号", "印发年度分工", "李处长", "2018年5月15日"):
        assert words in text
    assert office.post(url, {"verb": "free", "version": 99, "title": "补充"}).status_code == 403


def test_what_waits_for_the_office_stands_first_and_silence_is_seen(plan: Plan, browser: Callable[..., Client]) -> None:
    office = browser("office", "gd-office", "office")
    for number, state in (("2018-001", "submitted"), ("2018-002", "agreed"), ("2018-003", "scheduled")):
        Proposal.objects.create(plan=plan, number=number, unit_id="gd-police", title=f"建议{number}", purpose="p",
                                state=state, written_on=date(2018, 4, 1), submitted_on=date(2018, 4, 1))  # fmt: skip
    body = office.get("/group/proposals").content.decode()
    assert body.index("建议2018-001") < body.index("建议2018-003") < body.index("建议2018-002")
    made = office.post("/group/meetings", {"verb": "plan", "version": 0, "title": "会", "held_on": "2018-05-16"})
    meeting = Meeting.objects.get()
    office.post(made["Location"], {"verb": "free", "version": meeting.version, "title": "分工", "unit": "gd-police"})
    meeting.refresh_from_db()
    office.post(made["Location"], {"verb": "invite", "version": meeting.version, "reply_by": ""})
    assert "未回复" in office.get(made["Location"]).content.decode()
    assert "未回复" in office.get("/group/meetings").content.decode()


def test_a_clash_keeps_what_was_written(plan: Plan, browser: Callable[..., Client]) -> None:
    police = browser("police", "gd-police", "liaison")
    some_business(1)
    draft = {"verb": "draft", "version": 1, "text": "第一条 新的写法", "note": "修改"}
    body = police.post("/group/matters/2018-001", draft).content.decode()  # its version is 2 by now
    assert "刚被别人办过" in body
    assert "第一条 新的写法" in body
    assert Matter.objects.get().drafts.count() == 1


def test_what_waits_for_whom(plan: Plan, browser: Callable[..., Client]) -> None:
    police, office = browser("police", "gd-police", "liaison"), browser("office", "gd-office", "office")
    some_business(1)
    assert "反馈意见" in police.get("/").content.decode()
    assert "校园视频平台" in office.get("/").content.decode()
