"""Taking documents in, on the pages: several at once, pasted, a ledger, and two officers at one task."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.models import Account, StoredFile, UnitAlias
from lingnan.engines.identity.services.tokens import create_token
from lingnan.engines.plan.models import DraftTask, Plan, Task
from lingnan.web.demo.plan import DOCUMENT, take_in

PLAN = """数据方案（2018—2019年）
（一）建设平台。2018年底前建成平台。（省教育厅）
（二）开展检查。（省数字未来厅）
"""
DOORS = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def office(person: Callable[..., Actor], client: Client, stand_at: Callable[[str], date]) -> Client:
    stand_at("2018-04-16")
    actor = person("office", unit="gd-office", role="office")
    client.force_login(Account.objects.get(pk=actor.account_id), backend=DOORS)
    return client


@pytest.fixture
def taken(office: Client) -> Plan:
    office.post("/plan/import", {"documents": SimpleUploadedFile("方案.txt", PLAN.encode())})
    return Plan.objects.get()


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def a_form(draft: DraftTask, **changes: object) -> dict[str, object]:
    """What the correction form sends."""
    said = {"version": draft.version, "verb": "accept", "title": draft.title, "written": "省数字未来厅", "role": "lead",
            "means": "", "date_text": "", "date_due": "", "date_kind": "by"}  # fmt: skip
    return {**said, **changes}


def test_several_files_at_once_each_read_or_refused_with_what_to_do(office: Client) -> None:
    files = [
        SimpleUploadedFile("方案.txt", PLAN.encode()),
        SimpleUploadedFile("旧版.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ]
    answer = office.post("/plan/import", {"documents": files})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "2 份文件，读出 1 份" in body
    assert "另存为" in body
    assert Plan.objects.count() == StoredFile.objects.count() == 1


def test_pasted_text_goes_to_its_review(office: Client) -> None:
    answer = office.post("/plan/import", {"pasted": PLAN})
    assert answer.status_code == 302
    assert "2 项任务，已接受 0 项，1 项要您看" in page(office, answer["Location"])
    assert "请选文件" in office.post("/plan/import", {"pasted": " "}).content.decode()


def test_the_doubtful_stands_first_with_its_reason(office: Client, taken: Plan) -> None:
    body = page(office, f"/plan/{taken.key}/document")
    assert body.index("开展检查</a>") < body.index("建设平台</a>")
    assert "不认识的单位：省数字未来厅" in body
    first, second = taken.drafts.all()
    assert f'href="#source-d{first.pk}"' in body
    assert f'data-source="d{second.pk}"' in body


def test_one_press_accepts_and_the_step_can_be_taken_back(office: Client, taken: Plan) -> None:
    review, draft = f"/plan/{taken.key}/document", taken.drafts.all()[0]
    answer = office.post(review, {"item": f"d{draft.pk}", "version": draft.version, "verdict": "accept"})
    assert answer["Location"].endswith(f"#task-d{taken.drafts.all()[1].pk}")  # on to the next that is open
    assert "已接受 1 项" in page(office, review)
    step = taken.review_steps.get()
    office.post(review, {"step": step.pk, "verdict": "undo"})
    assert taken.drafts.filter(state="accepted").count() == 0


def test_an_unknown_unit_is_named_and_the_name_remembered(office: Client, taken: Plan) -> None:
    draft = taken.drafts.all()[1]
    address = f"/plan/{taken.key}/drafts/{draft.pk}"
    refused = office.post(address, a_form(draft, means="没有这个厅", title="改过的标题"))
    assert refused.status_code == 422
    assert "没有叫“没有这个厅”的单位" in refused.content.decode()
    assert 'value="改过的标题"' in refused.content.decode()  # what was typed comes back
    taken_form = a_form(draft, means="广东省科学技术厅", remember="省数字未来厅")
    assert office.post(address, taken_form).status_code == 302
    assert UnitAlias.objects.get(name="省数字未来厅").unit.name == "广东省科学技术厅"


def test_of_two_officers_the_slower_keeps_what_was_typed_and_sees_the_other(
    office: Client, taken: Plan, person: Callable[..., Actor]
) -> None:
    other = Client()
    actor = person("second", unit="gd-office", role="office")
    other.force_login(Account.objects.get(pk=actor.account_id), backend=DOORS)
    draft = taken.drafts.all()[1]
    address = f"/plan/{taken.key}/drafts/{draft.pk}"
    other.post(address, a_form(draft, verb="save", title="第二人的标题"))
    late = office.post(address, a_form(draft, title="第一人的标题"))
    body = late.content.decode()
    assert late.status_code == 409
    assert "别人刚改过" in body
    assert 'value="第一人的标题"' in body
    assert "第二人的标题" in body
    assert taken.drafts.get(pk=draft.pk).title == "第二人的标题"


def test_a_ledger_is_matched_by_a_person_before_anything_is_stored(office: Client) -> None:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (
        ["要干的活", "谁牵头", "时限"],
        ["建设平台", "省教育厅", "2018年底前"],
        ["开展检查", "省公安厅", "某天"],
    ):
        book.active.append(row)
    book.save(out)
    shown = office.post("/plan/import", {"documents": SimpleUploadedFile("台账.xlsx", out.getvalue())})
    body = shown.content.decode()
    assert "核对台账的列" in body
    assert (Plan.objects.count(), StoredFile.objects.count()) == (0, 0)
    kept = body.split('name="kept" value="')[1].split('"')[0]
    form = {"kept": kept, "title": "台账", "period_from": "2018-01-01", "period_to": "2018-12-31",
            "role-0": ["task", "lead", "when"]}  # fmt: skip
    refused = office.post("/plan/import/ledger", form)
    assert refused.status_code == 422
    assert "C3" in refused.content.decode()
    assert Plan.objects.count() == 0
    done = office.post("/plan/import/ledger", {**form, "with_faults": "1"})
    assert done.status_code == 302
    assert Plan.objects.get().drafts.count() == 2
    assert office.post("/plan/import/ledger", {**form, "kept": "forged"})["Location"] == "/plan/import"


def test_an_edition_is_shown_beside_the_plan_in_force(office: Client) -> None:
    base = take_in(DOCUMENT)
    text = DOCUMENT.read_text(encoding="utf-8").replace("省公安厅配合", "省公安厅、省财政厅配合")
    file = SimpleUploadedFile("新版.txt", text.encode())
    office.post("/plan/import", {"documents": file, "amends": base.key, "mode": "edition"})
    edition = Plan.objects.get(amends=base)
    body = page(office, f"/plan/{edition.key}/difference")
    assert "修改 1 项，新增 0 项，删去 0 项，23 项未改动" in body
    assert "<ins>、省财政厅</ins>" in body
    changed = edition.drafts.get(change="changed")
    office.post(f"/plan/{edition.key}/document", {"item": f"d{changed.pk}", "version": 1, "verdict": "accept"})
    office.post(f"/plan/{edition.key}/adopt")
    assert "省财政厅" in Task.objects.get(plan=base, number=11).text


def test_machines_review_as_people_do(office: Client, taken: Plan) -> None:
    root = f"/api/v1/plan/documents/{taken.key}"
    found = office.get(root).json()
    assert (found["found"], found["accepted"], found["doubtful"]) == (2, 0, 1)
    unknown = found["drafts"][1]
    assert unknown["units"][0]["status"] == "unknown"

    def post(path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        answer = office.post(f"{root}{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    assert post("/accept-certain", {})[1]["accepted"] == 1
    status, refusal = post("/adopt", {})
    assert (status, len(refusal["faults"])) == (409, 1)  # type: ignore[arg-type]
    units = [{"written": "省数字未来厅", "role": "lead", "means": "gd-education"}]
    said = {"version": unknown["version"], "title": "开展检查", "units": units, "dates": [], "accept": True}
    assert post(f"/drafts/{unknown['id']}/correct", said)[1]["accepted"] == 2
    assert post(f"/drafts/{unknown['id']}/correct", said)[0] == 409  # the same call again changes nothing
    assert post("/adopt", {})[1]["state"] == "adopted"
    assert Task.objects.filter(plan=taken, state="registered").count() == 2


def test_machines_need_a_token_with_the_scope(taken: Plan, person: Callable[..., Actor]) -> None:
    def asked(scopes: tuple[str, ...]) -> int:
        secret = create_token(by=SYSTEM, name="办公系统", scopes=scopes).secret
        file = SimpleUploadedFile("另一份.txt", PLAN.replace("2018", "2017").encode())
        answer = Client().post("/api/v1/plan/documents", {"file": file}, headers={"Authorization": f"Bearer {secret}"})
        return answer.status_code

    assert Client().get(f"/api/v1/plan/documents/{taken.key}").status_code == 401
    assert asked(("sense:read",)) == 403
    assert asked(("plan:review",)) == 200
    assert asked(("plan:review",)) == 200
    assert Plan.objects.count() == 2  # the same file twice is one document
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(Account.objects.get(username="office"), backend=DOORS)
    assert forged.post(f"/api/v1/plan/documents/{taken.key}/accept-certain").status_code == 403


def test_a_draft_is_nobodys_business_outside(office: Client, taken: Plan) -> None:
    public, draft = Client(), taken.drafts.all()[0]
    assert public.get(f"/plan/{taken.key}/document").status_code == 404
    assert public.get(f"/plan/{taken.key}/drafts/{draft.pk}").status_code in {302, 403}
    assert public.get("/plan/import").status_code in {302, 403}
    assert taken.title not in page(public, "/plan/plans")


def test_english_pages_open(office: Client, taken: Plan) -> None:
    draft = taken.drafts.all()[1]
    for address in ("document", f"drafts/{draft.pk}", "adopt", "document/facts"):
        body = office.get(f"/plan/{taken.key}/{address}?lang=en", follow=True).content.decode()
        assert "Review" in body, address
