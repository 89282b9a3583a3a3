"""The journey of a document as people walk it: every step by a click in Chromium, the liaison officer on a phone.

Imported, reviewed, adopted, issued, signed for, reported with a number, late, reminded, taken to a meeting, decided,
supervised, answered, closed; at the end the audit trail reads like the story. Everything is found by the words and
roles that a person sees. Only the calendar is moved by hand: nobody clicks two years away.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.services.accounts import create_account
from lingnan.web.demo.plan import DOCUMENT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000  # milliseconds: two cores, shared
TITLE = "发展智慧教育"
NUMBER = "校园网覆盖率"
# Our own document with what a clerk's copy has: one unit mistyped (肓 for 育), and a promise with number and date.
MISTYPED = "省教肓厅"
PROMISE = "2016年底前校园网覆盖率不低于90%；"
WINDOWS = {"office": (1440, 900), "liaison": (390, 844), "auditor": (1440, 900)}
PEOPLE = {
    "office": ("陈工", "gd-office"),
    "liaison": ("李老师", "gd-education"),
    "auditor": ("周审计", "gd-office"),
}
PLAN = "《广东省促进智慧城市健康发展工作方案（2015—2017年）》"
TASK = f"任务 9“{TITLE}”"
STORY = [
    f"导入方案{PLAN}：21 个成员单位，24 项任务待审",
    "接受没有疑点的 23 项任务",
    f"更正{TASK}并接受",
    f"接受提议：任务 9 目标值“{NUMBER}”",
    f"采用方案{PLAN}，24 项任务立项",
    f"交办{PLAN}24 项任务，牵头单位于 2015-01-08 前签收",
    f"广东省教育厅签收 {TASK}",
    f"广东省教育厅报送进展 {TASK}2015年一季度：已完成省级教育数据中心选址，校园网改造铺开",
    f"催办{PLAN}：21 个单位 23 项任务，告知 1 人",
    "筹备会议：工作组第二次会议（2017-01-12）",
    "“工作组第二次会议”列入 1 项议题",
    "“工作组第二次会议”召开，1 个单位到会",
    f"工作组第二次会议：听取{TASK}进展，同意",
    "工作组第二次会议议定：完成校园网验收",
    "督办 2017-001：完成校园网验收（广东省教育厅，2017-01-20 前）",
    "“工作组第二次会议”议定：完成校园网验收",
    "督办 2017-001 回复：1月16日完成验收，覆盖率达到91.2%",
    "督办 2017-001 核定销号：验收报告已核，同意销号",
    f"广东省教育厅登记节点完成（逾期） {TASK} 节点“{TITLE}”：粤教验〔2017〕3号",
    f"广东省教育厅登记节点完成 {TASK} 节点“方案期末总结”：粤教验〔2017〕3号",
    f"广东省教育厅申请办结 {TASK}：校园网已验收，数据中心投入使用",
    f"智慧城市建设工作组办公室核定办结 {TASK}：验收报告已核",
]
BESIDES = re.compile(r"登录$|^(?:上传附件|装入|新建账号|核对审计链)")  # what happened, but is no part of the story


class Desk:
    """One person at their own machine."""

    def __init__(self, browser: Browser, address: str, *, who: str, password: str) -> None:
        width, height = WINDOWS[who]
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.on_phone = width < 600
        self.page.goto(f"{address}/sign-in")
        self.fill("账号", who)
        self.page.get_by_label("密码").fill(password)  # a password field has no role
        self.press("登录")
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("登录岭南")

    def fill(self, label: str, words: str) -> None:
        """Type into the field of this label."""
        self.page.get_by_role("main").get_by_role("textbox", name=label).first.fill(words)

    def press(self, name: str | re.Pattern[str], *, exact: bool = True) -> None:
        """Press the button of this name, in what one reads: not in the menus."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=exact).first.click()

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow a link on the page."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=exact).first.click()

    def go(self, name: str) -> None:
        """By the menu: on the phone behind 更多."""
        if self.on_phone:
            self.page.get_by_role("navigation", name="常用").get_by_role("link", name="更多").click()
        self.page.get_by_role("navigation", name="主菜单").get_by_role(
            "link", name=re.compile(rf"^.?\s*{name}")
        ).click()

    def home(self) -> None:
        """The mark at the top leads home."""
        self.page.get_by_role("banner").get_by_role("link").first.click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        """The words stand on the page."""
        expect(self.page.get_by_role("main")).to_contain_text(words, timeout=PATIENCE)

    def heading(self, words: str | re.Pattern[str]) -> None:
        """The page answers with these words."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words, timeout=PATIENCE)


@pytest.fixture
def desks(
    chromium: Browser, live_server: LiveServer, stand_at: Callable[[str], date]
) -> Iterator[Callable[[str], Desk]]:
    """Whoever is asked for sits down and signs in."""
    stand_at("2015-01-05")
    passwords = {
        who: create_account(
            by=SYSTEM, username=who, display_name=name, unit_key=unit, roles=(who,), must_change=False
        ).password
        for who, (name, unit) in PEOPLE.items()
    }
    opened: dict[str, Desk] = {}

    def sit(who: str) -> Desk:
        if who not in opened:
            opened[who] = Desk(chromium, live_server.url, who=who, password=passwords[who])
        return opened[who]

    yield sit
    for desk in opened.values():
        desk.context.close()


def test_the_journey_of_a_document_by_clicks(desks: Callable[[str], Desk], stand_at: Callable[[str], date]) -> None:
    office = desks("office")
    import_and_review(office)
    adopt_and_issue(office)

    stand_at("2015-01-07")
    liaison = desks("liaison")
    sign_for_it(liaison)
    stand_at("2015-04-08")
    report_with_a_number(liaison)

    stand_at("2017-01-10")  # the promise of the end of 2016 is not kept
    remind(office)
    see_the_reminder(liaison)

    plan_a_meeting(office)
    stand_at("2017-01-12")
    hold_it_and_decide(office)
    answer_with_evidence(liaison)
    close_the_item(office)

    stand_at("2017-01-18")
    claim_the_task(liaison)
    review_and_close(office)
    read_the_story(desks("auditor"))
    assert list(audit.verify()) == []


def test_the_provinces_own_text_becomes_24_tasks_by_clicks(desks: Callable[[str], Desk], shared_dir: Path) -> None:
    """The real document through the same pages."""
    [seed] = (shared_dir / "seed").glob("*.txt")
    office = desks("office")
    office.go("方案")
    office.follow("导入方案文件")
    office.page.get_by_label("方案文件").set_input_files(seed)
    office.press("读取文件")
    office.press("接受没有疑点的", exact=False)
    office.heading("24 项任务")
    left = office.page.get_by_role("link", name=re.compile("^更正、拆并"))
    while still := left.count():  # whatever it was not sure of: looked at, and taken as it was read
        left.first.click()
        office.press("更正并接受")
        expect(left).to_have_count(still - 1)
    office.heading("24 项任务都看过了，接受 24 项")
    adopt_and_issue(office)


def import_and_review(office: Desk) -> None:
    """The document comes in by a file; 23 certain tasks at one press, the doubtful one after a look at the words."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, behind = "珠三角先行建设智慧校园；", "（省教育厅）"
    assert text.count(before) == text.count(behind) == 1
    copy = text.replace(before, PROMISE + before).replace(behind, f"（{MISTYPED}）")
    office.go("方案")
    office.follow("导入方案文件")
    file = {"name": DOCUMENT.name, "mimeType": "text/plain", "buffer": copy.encode()}
    office.page.get_by_label("方案文件").set_input_files(files=[file])
    office.press("读取文件")
    office.press("接受没有疑点的 23 项")

    # click either way: from what was found to its words, from the words to what was found
    office.sees(f"不认识的单位：{MISTYPED}")
    page = office.page
    passage = page.get_by_role("group", name="收到的原文").get_by_role("link").filter(has_text=MISTYPED)
    page.get_by_role("main").get_by_role("link", name=f"9 {TITLE}", exact=True).click()
    expect(page).to_have_url(re.compile(r"#source-d\d+$"))
    expect(passage).to_be_in_viewport()
    passage.click()
    expect(page).to_have_url(re.compile(r"#task-[dp]\d+$"))

    office.follow("更正、拆并", exact=False)
    office.press("广东省教育厅")  # what the reader suggests
    office.press("更正并接受")
    office.heading("24 项任务都看过了，接受 24 项")
    office.press(re.compile(rf"^接受\s*.*{NUMBER}"))
    expect(page.get_by_role("button", name=re.compile(rf"^撤销\s*.*{NUMBER}"))).to_be_visible()


def adopt_and_issue(office: Desk) -> None:
    """Only now there are tasks, and only now they go out."""
    office.follow("完成审阅，采用方案")
    office.press("采用方案")
    office.press("交办 24 项任务")
    office.heading("24 项任务")
    office.sees("已交办 24 项任务")


def sign_for_it(liaison: Desk) -> None:
    """What waits stands first on the officer's home page."""
    liaison.home()
    liaison.follow("签收")
    liaison.press("签收")
    liaison.sees("签收：已记下")


def report_with_a_number(liaison: Desk) -> None:
    """The form asks for the number that the document promised."""
    liaison.go("任务")
    liaison.follow(TITLE, exact=False)
    liaison.follow("填报进展")
    liaison.fill("进展", "已完成省级教育数据中心选址，校园网改造铺开")
    liaison.fill(f"{NUMBER}（%）", "41.5")
    liaison.press("填报进展")
    liaison.sees("填报进展：已记下")
    liaison.sees(f"{NUMBER} 41.5%")


def remind(office: Desk) -> None:
    """The board went red by itself; one press tells everybody who is late."""
    office.go("任务")
    office.heading("3 项逾期")  # the three tasks whose own dates have passed: 1, 8 and this one
    office.press("催办", exact=False)
    office.sees("已告知 1 位联络员")


def see_the_reminder(liaison: Desk) -> None:
    """On the phone, where the officer looks."""
    liaison.home()
    liaison.page.get_by_role("banner").get_by_role("link", name="通知").click()
    liaison.sees(re.compile(f"催办.*{TITLE}|{TITLE}.*逾期"))


def plan_a_meeting(office: Desk) -> None:
    """The late task is offered for the agenda with what is wrong with it."""
    office.go("会议与决定")
    office.fill("会议名称", "工作组第二次会议")
    office.fill("日期", "2017-01-12")
    office.press("筹备会议")
    office.heading("工作组第二次会议")
    office.page.get_by_role("checkbox", name=re.compile(f"{TITLE}.*逾期")).check()
    office.press("列入议程")
    office.heading("1 项议题")


def hold_it_and_decide(office: Desk) -> None:
    """It was held, somebody came, something was decided: with a unit and a date."""
    office.page.reload()
    office.page.get_by_role("group", name="到会单位").get_by_label("省教育厅").check()
    office.press("登记召开")
    office.page.get_by_label("议定结果").select_option(label="同意")
    office.fill("纪要文字", "会议听取省教育厅汇报，要求月底前完成校园网验收。")
    office.press("登记第 1 项结果")
    office.sees("结果已登记")
    office.page.get_by_label("议定事项", exact=True).fill("完成校园网验收")
    office.page.get_by_label("责任单位", exact=True).select_option(label="省教育厅")
    office.page.get_by_label("期限", exact=True).fill("2017-01-20")
    office.page.get_by_label("立为", exact=True).select_option(label="督办事项")
    office.press("记录议定事项")
    office.sees("督办事项已立")


def answer_with_evidence(liaison: Desk) -> None:
    """The decision waits on the unit's home page; the answer goes with a file."""
    liaison.home()
    liaison.follow("完成校园网验收", exact=False)
    liaison.fill("回复", "1月16日完成验收，覆盖率达到91.2%")
    file = {"name": "验收报告.txt", "mimeType": "text/plain", "buffer": "验收合格".encode()}
    liaison.page.get_by_label("佐证").set_input_files(files=[file])
    liaison.press("提交回复")
    liaison.sees("验收报告.txt")


def close_the_item(office: Desk) -> None:
    """The office finds it on its list, reads the evidence and closes."""
    office.go("督办事项")
    office.follow("完成校园网验收", exact=False)
    expect(office.page.get_by_role("link", name="验收报告.txt")).to_be_visible()
    office.fill("核定意见", "验收报告已核，同意销号")
    office.press("核定销号")
    office.sees("已销号")


def claim_the_task(liaison: Desk) -> None:
    """Both dates are met with what proves them; then completion is claimed."""
    liaison.go("任务")
    liaison.follow(TITLE, exact=False)
    for _ in range(2):  # the promise of 2016, and the end of the plan
        liaison.follow("登记完成")
        liaison.fill("佐证", "粤教验〔2017〕3号")
        liaison.press("登记节点完成")
        liaison.sees("登记节点完成：已记下")
    liaison.follow("申请办结")
    liaison.fill("完成情况", "校园网已验收，数据中心投入使用")
    liaison.press("申请办结")
    liaison.sees("申请办结：已记下")


def review_and_close(office: Desk) -> None:
    """The claim waits for the office; closed with its finding."""
    office.home()
    office.follow("审核", exact=False)
    office.fill("审核意见", "验收报告已核")
    office.press("核定办结")
    office.sees("核定办结：已记下")
    office.sees("已办结")


def read_the_story(auditor: Desk) -> None:
    """What happened, in its order, on the page where an auditor reads it; and the chain is whole."""
    auditor.go("审计记录")
    auditor.press("核对整条链")
    auditor.heading("核对完整")
    head, *rows = [line.split("\t") for line in auditor.page.get_by_role("main").get_by_role("row").all_inner_texts()]
    what = head.index("做了什么")
    told = [row[what].strip() for row in reversed(rows)]  # the page has the newest first
    assert [sentence for sentence in told if not BESIDES.search(sentence)] == STORY
