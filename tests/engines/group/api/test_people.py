"""The people and oversight of the group for machines: the same rights as the pages, writes counted once."""

from collections.abc import Callable

from django.test import Client

from lingnan.engines.group.models import Draw, Inspection
from lingnan.engines.identity.actor import Actor

API = "/api/v1/group"


def post(client: Client, path: str, key: str = "", **body: object) -> dict[str, object]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(f"{API}{path}", body, content_type="application/json", headers=headers)
    found: dict[str, object] = answer.json()
    return {**found, "status": answer.status_code} if answer.status_code != 200 else found


def test_from_a_seat_to_a_scorecard(
    office: Actor, person: Callable[..., Actor], signed_in: Callable[[Actor], Client], client: Client
) -> None:
    desk, police = signed_in(office), signed_in(person("police", "gd-police", "liaison"))
    assert client.get(f"{API}/members").status_code == 401
    who = {"name": "周敏", "mobile": "13800000001"}
    seat = post(desk, "/members", duty="liaison", unit="gd-education", person=who, valid_from="2018-01-01")
    assert desk.get(f"{API}/members").json()[0]["mobile"] == "13800000001"
    assert police.get(f"{API}/members").json()[0]["mobile"] == ""
    taken = post(police, "/members", duty="liaison", unit="gd-police", person=who, valid_from="2018-01-01")
    assert taken["status"] == 403
    again = post(desk, f"/members/{seat['id']}/replace", version=9, person={**who, "basis": "x"}, on="2018-04-01")
    assert again["status"] == 409
    new = post(desk, f"/members/{seat['id']}/replace", version=1, person={**who, "name": "陈洁", "basis": "x"},
               on="2018-04-01")  # fmt: skip
    assert new["replaces"] == seat["id"]

    for n in range(4):
        post(desk, "/experts", name=f"专家{n}", field="data", employer="某大学", valid_from="2018-01-01")
    post(desk, "/experts/Z-0001/interests", kind="project", organisation="广州市人民政府")
    sent = {"title": "评审", "applicants": ["广州市人民政府"], "wanted": {"data": 2}}
    first, second = post(desk, "/draws", key="k1", **sent), post(desk, "/draws", key="k1", **sent)
    assert first["number"] == second["number"]
    assert Draw.objects.count() == 1  # the same request twice draws once
    short = post(desk, "/draws", **{**sent, "wanted": {"data": 4}})
    assert short["status"] == 422
    assert "差 1 人" in str(short)
    assert police.get(f"{API}/draws").status_code == 403
    post(desk, "/opinions", expert="Z-0001", title="方案", question="可行吗？")
    assert desk.get(f"{API}/opinions").json()[0]["state"] == "asked"

    made = post(desk, "/inspections", title="督导", unit="gov-440100", starts_on="2018-04-16", ends_on="2018-04-16",
                team="林涛")  # fmt: skip
    number = made["number"]
    post(desk, f"/inspections/{number}/findings", grade="serious", text="x", demand="y", due_on="2018-05-15")
    issued = post(desk, f"/inspections/{number}/issue", version=1, summary="请整改")
    assert issued["findings"][0]["state"] == "open"  # type: ignore[index]
    assert Inspection.objects.get().state == "issued"
    assert police.get(f"{API}/inspections").json() == []

    assert post(desk, "/guidance", kind="hint", title="自查", text="请自查", units=["gd-police"])["number"]
    assert post(police, "/guidance/ZD2018-001/sign", note="好")["unit"] == "gd-police"
    sent = {"kind": "visit_in", "title": "来访", "partner": "某省", "unit": "gd-office", "starts_on": "2018-04-01"}
    made = post(desk, "/exchanges", **sent)
    post(desk, f"/exchanges/{made['id']}/follow-ups", text="回访", unit="gd-education", due_on="2018-04-10")
    assert desk.get(f"{API}/exchanges").json()[0]["follow_ups"][0]["done_on"] is None

    assert post(desk, "/scorecards/2018") == {"year": 2018, "run": 1}
    card = next(each for each in desk.get(f"{API}/scorecards/2018").json() if each["unit"] == "gd-education")
    assert card["parts"][0]["rows"][0]["title"] == "交流合作后续：回访"
    assert card["parts"][0]["value"] == "0.0"  # due and not done
