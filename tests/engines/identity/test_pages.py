"""Every page of identity opens in both languages for who may, and says who may to who may not."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account, AuditEntry, Setting, Unit
from lingnan.engines.identity.rights import ACTIONS
from lingnan.engines.identity.services.calendar import load_calendar
from lingnan.engines.identity.services.notifications import notify
from lingnan.engines.identity.services.regions import load_regions
from lingnan.engines.identity.services.units import merge_units
from lingnan.shell.navigation import ENTRIES

pytestmark = pytest.mark.usefixtures("town", "quick_passwords")

PAGES = {
    "/me": {"admin", "office", "liaison", "auditor"},
    "/me/password": {"admin", "office", "liaison", "auditor"},
    "/me/codes": {"admin", "office", "liaison", "auditor"},
    "/notifications": {"admin", "office", "liaison", "auditor"},
    "/audit": {"admin", "office", "auditor"},
    "/audit/1": {"admin", "office", "auditor"},
    "/manage/units": {"admin", "office"},
    "/manage/units/new": {"admin", "office"},
    "/manage/units/gd-education": {"admin", "office"},
    "/manage/units/gd-education/rename": {"admin", "office"},
    "/manage/units/gd-education/merge": {"admin", "office"},
    "/manage/units/gd-education/split": {"admin", "office"},
    "/manage/units/gd-education/close": {"admin", "office"},
    "/manage/people": {"admin", "office", "liaison", "auditor"},
    "/manage/people/new": {"admin"},
    "/manage/roles": {"admin", "office", "liaison", "auditor"},
    "/manage/calendar": {"admin", "office"},
    "/regions": {"admin", "office", "liaison", "auditor"},
    "/regions?code=440103": {"admin", "office", "liaison", "auditor"},
    "/manage/import/people": {"admin"},
    "/manage/import/people/template.xlsx": {"admin"},
    "/manage/import/units": {"admin", "office"},
}
ROLES = ("admin", "office", "liaison", "auditor")
# written down, so that a change is seen in review; about eight are the furniture's own
QUERIES = {"/manage/units": 15, "/manage/people": 15, "/audit": 17, "/notifications": 12, "/manage/calendar": 14}
COUNTS_IN_THE_RAIL = 4  # engines may add as many


@pytest.fixture
def somebody(person: Callable[..., Account]) -> Callable[[str], Client]:
    def sign_in(role: str, username: str = "") -> Client:
        unit = "gd-office" if role in {"office", "admin"} else "gd-education"
        client = Client()
        client.force_login(person(username or role, unit, role))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def something_happened(town: None) -> None:
    audit.record(by=SYSTEM, verb="identity.test", about="identity.test:1", summary="<b>试</b>",
                 before={"roles": ["liaison"], "is_active": True}, after={"roles": [], "is_active": False})  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_for_who_may_in_both_languages(role: str, somebody: Callable[[str], Client]) -> None:
    client = somebody(role)
    for language in ("zh", "en"):
        client.cookies["lang"] = language
        for path, roles in PAGES.items():
            response = client.get(path)
            assert response.status_code == (200 if role in roles else 403), (path, role)
            if response.status_code == 200 and "html" in response["Content-Type"]:
                text = response.content.decode()
                assert text.count("<h1") == 1, path
                assert " style=" not in text, path
                assert "<b>试</b>" not in text, path


def test_strangers_are_asked_to_sign_in_and_come_back() -> None:
    for path in PAGES:
        response = Client().get(path)
        assert response.status_code == 302, path
        assert response["Location"].startswith("/sign-in?next="), path


def test_every_entry_of_the_rail_needs_an_action_that_is_declared() -> None:
    for entry in ENTRIES.values():
        assert entry.needs is None or entry.needs in ACTIONS, entry.key


def test_who_may_not_is_told_who_may(somebody: Callable[[str], Client]) -> None:
    assert "系统管理员" in somebody("liaison").get("/manage/units").content.decode()


def test_a_liaison_officer_sees_only_people_of_the_own_unit(
    somebody: Callable[..., Client], person: Callable[..., Account]
) -> None:
    stranger, colleague = person("stranger", "gd-police", "liaison"), person("colleague", "gd-education", "clerk")
    client = somebody("liaison")
    text = client.get("/manage/people").content.decode()
    assert "Colleague" in text
    assert "Stranger" not in text
    assert client.get(f"/manage/people/{stranger.pk}").status_code == 404
    page = client.get(f"/manage/people/{colleague.pk}")
    assert page.status_code == 200
    assert "停用账号" not in page.content.decode()
    answer = client.post(f"/manage/people/{colleague.pk}", {"act": "deactivate", "reason": "x"})
    assert answer.status_code in {403, 422}
    assert Account.objects.get(pk=colleague.pk).is_active


@pytest.mark.parametrize("path", sorted(QUERIES))
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(
    path: str, somebody: Callable[..., Client], person: Callable[..., Account]
) -> None:
    load_calendar(by=SYSTEM)
    client, counts = somebody("admin"), []
    me = Account.objects.get(username="admin")
    for rows in (range(1), range(1, 30)):
        for n in rows:
            unit = Unit.objects.create(key=f"u-{n}", name=f"单位{n}", kind="institution", region_id="440100")
            person(f"p{n}", unit.key, "clerk")
            notify(account=me, key=str(n), about=f"x.y:{n}", text="t")
            audit.record(by=SYSTEM, verb="identity.test", about=f"identity.test:{n}", summary="s", after={"n": n})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= QUERIES[path] + COUNTS_IN_THE_RAIL


def test_the_trail_says_whether_it_is_whole(somebody: Callable[[str], Client]) -> None:
    client = somebody("auditor")
    assert "还没有核对过" in client.get("/audit").content.decode()
    client.post("/audit/verify")
    assert "核对完整" in client.get("/audit").content.decode()
    AuditEntry.objects.filter(number=1).update(summary="改过")
    client.post("/audit/verify")
    text = client.get("/audit").content.decode()
    assert "第 1 条起有 1 处对不上" in text
    assert "内容在记录之后被改动" in text


def test_the_trail_is_filtered_and_taken_away_as_csv(somebody: Callable[[str], Client]) -> None:
    client = somebody("auditor")
    audit.record(by=SYSTEM, verb="plan.remind", about="plan.task:7", summary="催办七号任务")
    assert "催办七号任务" in client.get("/audit?about=plan.*").content.decode()
    assert "催办七号任务" not in client.get("/audit?about=identity.*").content.decode()
    assert "催办七号任务" in client.get("/audit?q=plan.task:7").content.decode()
    taken = client.get("/audit?about=plan.*&format=csv")
    assert taken["Content-Disposition"].startswith("attachment")
    assert "催办七号任务" in taken.content.decode("utf-8-sig")


def test_a_change_is_shown_before_and_after(somebody: Callable[[str], Client]) -> None:
    text = somebody("auditor").get("/audit/1").content.decode()
    assert "<del>liaison</del>" in text
    assert "<ins>（无）</ins>" in text
    assert "角色" in text


def test_units_are_changed_on_their_page(somebody: Callable[[str], Client]) -> None:
    client = somebody("office")
    wrong = client.post(
        "/manage/units/gd-police/rename", {"new_key": "gd-education", "new_name": "x", "on": "下周", "source": ""}
    )
    assert wrong.status_code == 422
    assert "日期写作 2018-10-25" in wrong.content.decode()
    wrong = client.post(
        "/manage/units/gd-police/rename",
        {"new_key": "gd-education", "new_name": "x", "on": "2026-01-01", "source": "y"},
    )
    assert "已有单位使用" in wrong.content.decode()
    done = client.post(
        "/manage/units/gd-police/rename", {"new_key": "gd-p2", "new_name": "新厅", "on": "2026-01-01", "source": "批复"}
    )
    assert done["Location"] == "/manage/units/gd-police"
    assert "更名为" in client.get("/manage/units/gd-p2").content.decode()


def test_a_split_needs_two(somebody: Callable[[str], Client]) -> None:
    client = somebody("office")
    asked = {"parts": ["gd-education"], "heir": "gd-education", "on": "2026-01-01", "source": "批复"}
    assert "两个以上" in client.post("/manage/units/gd-police/split", asked).content.decode()
    merge_units(by=SYSTEM, unit_keys=("gd-police",), into_key="gd-education", on=date(2026, 1, 1), source="x")
    assert (
        "终止"
        in client.post(
            "/manage/units/gd-police/split", asked | {"parts": ["gd-office", "gd-education"]}
        ).content.decode()
    )


def test_an_account_is_made_and_its_password_shown_once(somebody: Callable[[str], Client]) -> None:
    client = somebody("admin")
    asked = {"username": "zhang", "display_name": "张华", "unit": "gd-education", "roles": ["liaison"]}
    page = client.post("/manage/people/new", asked)
    account = Account.objects.get(username="zhang")
    password = page.content.decode().split("<code>")[1].split("</code>")[0]
    assert account.check_password(password)
    assert "no-store" in page["Cache-Control"]
    again = client.post("/manage/people/new", asked)
    assert again.status_code == 422
    assert "已有人使用" in again.content.decode()
    client.post(f"/manage/people/{account.pk}", {"act": "grant", "role": "leader"})
    client.post(f"/manage/people/{account.pk}", {"act": "revoke", "role": "liaison"})
    assert [g.role for g in account.grants.all()] == ["leader"]


def test_a_sheet_is_judged_then_confirmed(somebody: Callable[..., Client]) -> None:
    client = somebody("admin")
    faulty = SimpleUploadedFile("人员.csv", "账号,姓名,单位,角色\nzhang,张华,省魔法厅,联络员\n".encode())
    page = client.post("/manage/import/people", {"file": faulty})
    assert page.status_code == 422
    assert "人员.csv 第 1 表第 2 行“单位”列" in page.content.decode()
    good = SimpleUploadedFile("人员.csv", "账号,姓名,单位,角色\nzhang,张华,省教育厅,联络员\n".encode())
    page = client.post("/manage/import/people", {"file": good}).content.decode()
    assert not Account.objects.filter(username="zhang").exists()
    signed = page.split('name="confirmed" value="')[1].split('"')[0]
    forged = client.post("/manage/import/people", {"confirmed": signed[:-1] + ("A" if signed[-1] != "A" else "B")})
    assert forged.status_code == 422
    stranger = somebody("admin", "second").post("/manage/import/people", {"confirmed": signed})
    assert stranger.status_code == 422
    assert client.post("/manage/import/people", {"confirmed": signed}).status_code == 200
    assert Account.objects.get(username="zhang").unit_id == "gd-education"
    assert client.post("/manage/import/people", {}).status_code == 422


def test_a_day_is_changed(somebody: Callable[[str], Client]) -> None:
    client = somebody("office")
    assert client.post("/manage/calendar", {"day": "2027-02-30", "kind": "rest"}).status_code == 422
    asked = {"day": "2027-02-08", "kind": "rest", "name": "春节", "source": ""}
    assert "依据" in client.post("/manage/calendar", asked).content.decode()
    assert client.post("/manage/calendar", asked | {"source": "国办通知"}).status_code == 302
    assert "春节" in client.get("/manage/calendar?year=2027").content.decode()


def test_a_code_of_any_year_is_looked_up(client: Client, person: Callable[..., Account]) -> None:
    load_regions(by=SYSTEM)
    client.force_login(person("zhang", "gd-education"))
    assert "440183 现在是增城区" in client.get("/regions?code=440183").content.decode()
    assert "440107 现在是天河区" in client.get("/regions?code=440107&year=1987").content.decode()
    assert "没有坐标" in client.get("/regions?code=441900").content.decode()
    assert client.get("/regions?code=110101").status_code == 404
    assert client.get("/regions?code=440183&year=x").status_code == 422


def test_one_marks_notifications_as_read(somebody: Callable[[str], Client]) -> None:
    client = somebody("liaison")
    notify(account=Account.objects.get(username="liaison"), key="k", about="x.y:1", text="请填报")
    assert "1 条未读" in client.get("/notifications").content.decode()
    client.post("/notifications")
    assert "都读过了" in client.get("/notifications").content.decode()


def test_a_demonstration_says_so_on_every_page(somebody: Callable[[str], Client]) -> None:
    assert "样例数据" not in Client().get("/sign-in").content.decode()
    Setting.objects.create(key="business_date", value="2018-04-16")
    text = Client().get("/sign-in").content.decode()
    assert "样例数据" in text
    assert "2018-04-16" in text


class TestOperators:
    """The operators' pages show everything and change nothing."""

    def client(self, person: Callable[..., Account]) -> Client:
        account = person("root", "gd-office", "admin")
        Account.objects.filter(pk=account.pk).update(is_staff=True, is_superuser=True)
        client = Client()
        client.force_login(Account.objects.get(pk=account.pk))
        return client

    def test_a_superuser_looks_and_cannot_write(self, person: Callable[..., Account]) -> None:
        client = self.client(person)
        pk = Account.objects.get(username="root").pk
        assert client.get("/admin/identity/account/").status_code == 200
        page = client.get(f"/admin/identity/account/{pk}/change/")
        assert page.status_code == 200
        assert "argon2" not in page.content.decode()
        assert "md5$" not in page.content.decode()
        assert client.post(f"/admin/identity/account/{pk}/change/", {"username": "x"}).status_code == 403
        assert client.get("/admin/identity/account/add/").status_code == 403
        assert client.post(f"/admin/identity/account/{pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get("/admin/identity/auditentry/").status_code == 200

    def test_no_page_of_the_operators_writes(self, person: Callable[..., Account]) -> None:
        from django.contrib import admin
        from django.test import RequestFactory

        request = RequestFactory().get("/admin/")
        request.user = Account(is_superuser=True, is_staff=True, is_active=True)
        assert admin.site._registry
        for model, page in admin.site._registry.items():
            may = (
                page.has_add_permission(request),
                page.has_change_permission(request),
                page.has_delete_permission(request),
            )
            assert may == (False, False, False), model

    def test_others_are_shown_out(self, somebody: Callable[[str], Client]) -> None:
        assert somebody("admin").get("/admin/").status_code == 302
        assert Client().get("/admin/login/")["Location"].startswith("/sign-in")


def test_the_search_box_finds_units_by_any_name_and_people(somebody: Callable[[str], Client]) -> None:
    client = somebody("admin")
    for wanted in ("教育厅", "省教育", "gdsjyt"):  # initials of 广东省教育厅
        assert "/manage/units/gd-education" in client.get(f"/search?q={wanted}").content.decode(), wanted
    assert "/manage/people/" in client.get("/search?q=admin").content.decode()
    assert "/manage/" not in Client().get("/search?q=教育厅").content.decode()
