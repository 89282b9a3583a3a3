"""The working group for machines: tokens with scopes, writes that count once."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from lingnan.engines.group.models import Proposal
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account, IdempotentCall
from lingnan.engines.identity.services.tokens import create_token
from lingnan.engines.plan.models import Plan, PlanMember

WORK = {"title": "校园视频平台", "purpose": "看得见", "content": "建设校园视频监控平台", "starts_on": "2018-05-01",
        "ends_on": "2018-09-01", "submit": True}  # fmt: skip
Call = Callable[..., tuple[int, dict[str, object]]]


@pytest.fixture
def plan(group: date) -> Plan:
    made = Plan.objects.create(
        key="plan-x", title="方案", period_from="2018-01-01", period_to="2018-12-31", state="adopted", original_text="",
        clean_text="", reading={}, document_name="x.txt", imported_at="2018-01-01T00:00:00Z",
        adopted_at="2018-01-02T00:00:00Z",
    )  # fmt: skip
    for order, key in enumerate(("gd-education", "gd-police")):
        PlanMember.objects.create(plan=made, order=order, written=key, unit_id=key)
    return made


@pytest.fixture
def caller(plan: Plan, account: Callable[..., Account]) -> Callable[..., Call]:
    """A program that holds a token of an account."""

    def make(name: str, unit: str, role: str, *scopes: str) -> Call:
        account(name, unit, role)
        secret = create_token(by=SYSTEM, scopes=scopes, username=name).secret

        def call(method: str, path: str, body: object = None, key: str = "") -> tuple[int, dict[str, object]]:
            headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
            answer = Client().generic(
                method, f"/api/v1/group{path}", json.dumps(body) if body else "", "application/json", headers=headers
            )
            return answer.status_code, answer.json()

        return call

    return make


def test_the_same_write_sent_twice_counts_once(caller: Callable[..., Call]) -> None:
    call = caller("edu", "gd-education", "liaison", "group:read", "group:write")
    first = call("POST", "/proposals", WORK, "k1")
    assert first[0] == 200
    assert call("POST", "/proposals", WORK, "k1") == first
    assert Proposal.objects.count() == 1
    status, problem = call("POST", "/proposals", {**WORK, "title": "别的"}, "k1")
    assert (status, problem["title"]) == (409, "Conflict")
    assert call("POST", "/proposals", WORK, "k2")[1]["number"] == "2018-002"


def test_a_refused_write_may_be_sent_again_under_its_key(caller: Callable[..., Call]) -> None:
    call = caller("edu", "gd-education", "liaison", "group:write", "group:read")
    assert call("POST", "/proposals", {**WORK, "purpose": ""}, "k1")[0] == 422
    assert IdempotentCall.objects.count() == 0
    assert Proposal.objects.count() == 0  # neither the draft nor the key was kept
    assert call("POST", "/proposals", WORK, "k1")[0] == 200


def test_doors(plan: Plan, caller: Callable[..., Call]) -> None:
    assert Client().get("/api/v1/group/proposals").status_code == 401
    wrong = Client().get("/api/v1/group/proposals", headers={"Authorization": "Bearer lgn_wrong"})
    assert wrong.status_code == 401
    reader = caller("police", "gd-police", "liaison", "group:read")
    assert reader("GET", "/proposals")[0] == 200
    assert reader("POST", "/proposals", WORK)[0] == 403  # the token may only read
    clerk = caller("clerk", "gov-440100", "clerk", "group:read")
    assert clerk("GET", "/proposals")[0] == 403  # no member of the group


def test_a_round_and_a_meeting_through_the_api(caller: Callable[..., Call]) -> None:
    scopes = ("group:read", "group:write")
    edu, police = caller("edu", "gd-education", "liaison", *scopes), caller("police", "gd-police", "liaison", *scopes)
    office = caller("office", "gd-office", "office", *scopes)
    made = edu("POST", "/proposals", WORK)[1]
    sent = {"version": made["version"], "units": ["gd-police"], "working_days": 3}
    row = office("POST", "/proposals/2018-001/circulate", sent)[1]
    answered = police(
        "POST", f"/circulations/{row['id']}/answer", {"points": [{"text": "改用公安专网", "clause": "做什么"}]}
    )
    assert answered[1]["state"] == "commented"
    table = office("GET", f"/circulations/{row['id']}")[1]
    points = table["answers"][0]["points"]  # type: ignore[index]
    settled = office("POST", f"/remarks/{points[0]['id']}/adoption", {"adoption": "adopted"})
    assert settled[1]["adoption"] == "adopted"

    meeting = office("POST", "/meetings", {"title": "工作组会议", "held_on": "2018-04-20"})[1]
    assert [one["unit"] for one in meeting["invitations"]] == ["gd-education", "gd-police"]  # type: ignore[attr-defined]
    status, problem = office("POST", f"/meetings/{meeting['id']}/agenda", {"picks": ["proposal:2018-001"]})
    assert status == 409  # still out for comments
    assert "上会" in str(problem["detail"])
