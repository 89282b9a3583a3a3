"""The pages of a round as the people of a city use them, and the same by workbook and API."""

import io
import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.engines.evaluate.collect.conftest import TODAY

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_xlsx
from lingnan.engines.evaluate.collect.services.entries import Written, add_evidence, save_drafts, submit_entries
from lingnan.engines.evaluate.models import Entry
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.services.tokens import create_token
from lingnan.engines.identity.todo import items_for

Find = Callable[..., Entry]


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:1500]
    return response.content.decode()


def test_a_county_fills_in_saves_and_submits(enter: Callable[[str], Client], entry_of: Find) -> None:
    client, row = enter("east"), entry_of("445302")
    address, field = "/evaluate/rounds/round-2017/fill", f"e{row.pk}"
    assert "1 个数待填" in text(client, address)
    assert client.post(address, {"act": "draft", field: "1,240"}).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.state) == (1240, "draft")
    refused = client.post(address, {"act": "submit", field: "约80"})
    assert refused.status_code == 422
    assert "应为数字" in refused.content.decode()
    assert client.post(address, {"act": "submit", field: "1240"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "submitted"
    assert "都报完了" in text(client, address)


def test_a_blocking_doubt_stands_beside_the_cell_until_it_is_explained(
    enter: Callable[[str], Client], entry_of: Find
) -> None:
    client, row = enter("east"), entry_of("445302")
    field = f"e{row.pk}"
    refused = client.post("/evaluate/rounds/round-2017/fill", {"act": "submit", field: "99999999"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "grid-note" in page
    assert f'id="id_{field}-why"' in page
    sent = {"act": "submit", field: "99999999", f"{field}-why": "含省级平台"}
    assert client.post("/evaluate/rounds/round-2017/fill", sent).status_code == 302


def test_the_city_approves_and_goes_on_to_the_next(
    enter: Callable[[str], Client], people: dict[str, Actor], entry_of: Find
) -> None:
    for name, code in (("east", "445302"), ("west", "445303")):
        row = entry_of(code)
        save_drafts(by=people[name], written=[Written(entry=row.pk, value=Decimal(900))])
        submit_entries(by=people[name], entries=[row.pk])
    client, first = enter("city"), entry_of("445302")
    assert "2 个数等您审核，0 个有错误提示，2 个没有佐证" in text(client, "/evaluate/review")
    answer = client.post(f"/evaluate/entries/{first.pk}", {"act": "accept", "version": first.version, "note": ""})
    assert answer["Location"] == f"/evaluate/entries/{entry_of('445303').pk}"
    second = entry_of("445303")
    refused = client.post(f"/evaluate/entries/{second.pk}", {"act": "return", "version": second.version, "note": ""})
    assert refused.status_code == 422
    assert "哪里不对" in refused.content.decode()
    client.post(f"/evaluate/entries/{second.pk}", {"act": "return", "version": second.version, "note": "缺佐证"})
    assert "被退回：缺佐证" in text(enter("west"), "/evaluate/rounds/round-2017/fill")


def test_everybody_sees_what_waits_for_them(people: dict[str, Actor], entry_of: Find) -> None:
    assert [item.title.zh for item in items_for(people["east"], on=TODAY)] == ["填报 1 个数：2017 年度数据报送"]
    row = entry_of("445302")
    save_drafts(by=people["east"], written=[Written(entry=row.pk, value=Decimal(900))])
    submit_entries(by=people["east"], entries=[row.pk])
    assert items_for(people["east"], on=TODAY) == []
    assert [item.verb.zh for item in items_for(people["city"], on=TODAY)] == ["审核"]
    assert items_for(people["department"], on=TODAY) == []


def test_who_may_not_see_does_not(enter: Callable[[str], Client], client: Client, entry_of: Find) -> None:
    row = entry_of("445303")
    text(enter("east"), f"/evaluate/entries/{row.pk}", 404)
    text(enter("office"), f"/evaluate/entries/{row.pk}")
    text(enter("city"), f"/evaluate/entries/{row.pk}")
    assert client.get(f"/evaluate/entries/{row.pk}").status_code == 302  # sign in first
    assert enter("east").get("/evaluate/rounds/round-2017/close").status_code == 403


def test_the_workbook_goes_out_and_comes_back(enter: Callable[[str], Client], entry_of: Find) -> None:
    client, row = enter("east"), entry_of("445302")
    out = client.get("/evaluate/rounds/round-2017/fill.xlsx").content
    lines = CalamineWorkbook.from_filelike(io.BytesIO(out)).get_sheet_by_index(0).to_python()
    heads, first = lines[1], lines[2]
    assert first[:4] == [row.pk, "公共场所免费无线接入点", "云城区", "个"]
    filled = dict(zip(heads, first, strict=True)) | {"本期数": 1240, "佐证网址": "https://example.org/a"}
    assert upload(client, heads, filled).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.state, row.evidence.count()) == (1240, "draft", 1)


def test_a_wrong_workbook_names_every_faulty_cell_and_changes_nothing(
    enter: Callable[[str], Client], entry_of: Find
) -> None:
    client, row = enter("east"), entry_of("445302")
    heads = ["编号", "指标", "地区", "本期数", "缺失原因", "佐证网址"]
    wrong = {"编号": row.pk, "指标": "别的", "地区": "云城区", "本期数": "约80", "缺失原因": "忘了", "佐证网址": "a.b"}
    foreign = {"编号": entry_of("445303").pk, "指标": "公共场所免费无线接入点", "地区": "云安区", "本期数": 3}
    answer = upload(client, heads, wrong, foreign)
    page = answer.content.decode()
    assert answer.status_code == 422
    for cell in (
        "第 3 行“指标”列",
        "第 3 行“本期数”列",
        "第 3 行“缺失原因”列",
        "第 3 行“佐证网址”列",
        "第 4 行“编号”列",
    ):
        assert cell in page
    row.refresh_from_db()
    assert row.value is None


def upload(client: Client, heads: list[str], *rows: dict[str, object]) -> object:
    columns = [SheetColumn(head=head) for head in heads]
    body = as_xlsx(
        Sheet(name="填报", title="t", columns=columns, rows=[[row.get(head) for head in heads] for row in rows])
    )
    file = io.BytesIO(body)
    file.name = "figures.xlsx"
    return client.post("/evaluate/rounds/round-2017/upload", {"file": file})


def test_a_machine_reports_once_however_often_it_sends(
    enter: Callable[[str], Client], client: Client, entry_of: Find
) -> None:
    enter("east")
    secret = create_token(by=SYSTEM, scopes=["evaluate:read", "evaluate:write"], username="east").secret
    row = entry_of("445302")
    bearer = {"Authorization": f"Bearer {secret}"}
    asked = client.get("/api/v1/evaluate/rounds/round-2017/entries?unit=gov-445302", headers=bearer).json()
    assert [each["entry"] for each in asked] == [row.pk]
    body = {"figures": [{"entry": row.pk, "value": "1240", "evidence_url": "https://example.org/a"}], "submit": True}

    def send(key: str, content: dict[str, object]) -> object:
        return client.post("/api/v1/evaluate/rounds/round-2017/entries", data=json.dumps(content),
                           content_type="application/json", headers={**bearer, "Idempotency-Key": key})  # fmt: skip

    first, again = send("a", body), send("a", body)
    assert first.status_code == again.status_code == 200  # type: ignore[attr-defined]
    assert first.json() == again.json() == {"changed": 1, "submitted": [row.pk]}  # type: ignore[attr-defined]
    other = send("a", {"figures": []})
    assert other.status_code == 409  # type: ignore[attr-defined]
    refused = send("b", body)
    assert refused.status_code == 409  # type: ignore[attr-defined]  # it is handed in already
    assert client.get("/api/v1/evaluate/rounds").status_code == 401


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("office", "/evaluate/rounds"),
        ("office", "/evaluate/rounds/round-2017"),
        ("office", "/evaluate/rounds/round-2017/entries"),
        ("city_clerk", "/evaluate/rounds/round-2017/fill"),
        ("city", "/evaluate/review"),
        ("city", "/"),
    ],
)
def test_no_list_asks_more_queries_for_more_rows(
    enter: Callable[[str], Client], people: dict[str, Actor], entry_of: Find, who: str, address: str
) -> None:
    """Counted against itself: one value handed in, then three."""
    client = enter(who)
    counts = []
    for given in (("east", "445302"),), (("west", "445303"), ("north", "445381")):
        for name, code in given:
            row = entry_of(code)
            save_drafts(by=people[name], written=[Written(entry=row.pk, value=Decimal(900))])
            add_evidence(by=people[name], entry=row.pk, kind="link", text="台账", url="https://example.org")
            submit_entries(by=people[name], entries=[row.pk])
        text(client, address)
        with CaptureQueriesContext(connection) as asked:
            text(client, address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
