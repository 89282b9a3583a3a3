"""Steps through the machine door: with a token, once under a key, refused by the same rights as pages."""

from collections.abc import Callable
from itertools import count

import pytest
from django.test import Client

from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.models import AuditEntry
from lingnan.engines.identity.rights import ACTIONS
from lingnan.engines.identity.services.tokens import create_token
from lingnan.engines.plan.api.steps import TAKES
from lingnan.engines.plan.life import STEPS
from lingnan.engines.plan.models import Plan, TaskEvent
from lingnan.engines.plan.services import work

BASE = "/api/v1/plan/plans/p"
People = Callable[..., Actor]


class Machine:
    """A client with a token."""

    def __init__(self, by: Actor, *scopes: str) -> None:
        made = create_token(by=SYSTEM, name=f"m-{by.name}", username=by.name, scopes=scopes)
        self.client, self.headers = Client(), {"Authorization": f"Bearer {made.secret}"}

    def take(self, act: str, number: int = 2, *, key: str = "", **given: object) -> tuple[int, dict[str, object]]:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        url = f"{BASE}/tasks/{number}/steps/{act}"
        answer = self.client.post(url, given, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()


@pytest.fixture
def office(someone: People) -> Machine:
    return Machine(someone("office", unit="gd-office", role="office"), "plan:write")


@pytest.fixture
def land(someone: People) -> Machine:
    return Machine(someone("land", unit="gd-land", role="liaison"), "plan:write")


def test_every_step_of_the_table_has_its_door() -> None:
    assert set(TAKES) == set(STEPS)


def test_a_task_goes_through_its_life_by_machine(small_plan: Plan, office: Machine, land: Machine) -> None:
    assert office.take("issue") == (200, {"state": "issued", "version": 2, "event": 1})
    assert land.take("sign")[1]["state"] == "running"
    office.take("declare_number", name="试点学校", measured_in="所", target=100)
    assert land.take("report", text="推进中", period="2017Q1", numbers={"试点学校": 12})[0] == 200
    step = small_plan.tasks.get(number=2).milestones.get()
    assert land.take("ask_extension", milestone=step.pk, due="2017-08-31", text="设备到货晚")[0] == 200
    assert office.take("grant_extension")[0] == 200
    assert land.take("meet_milestone", milestone=step.pk, met_on="2017-01-06", evidence="文号 3")[0] == 200
    assert land.take("claim", text="已完成")[1]["state"] == "claimed"
    assert office.take("close", text="属实")[1]["state"] == "done"
    assert office.take("rate", unit="gd-land", grade="A")[0] == 200
    detail = Client().get(f"{BASE}/tasks/2").json()
    assert (detail["state"], detail["light"], detail["waiting"]) == ("done", "done", [])
    assert [event["act"] for event in detail["thread"]] == [
        "issue", "sign", "declare_number", "report", "ask_extension", "grant_extension", "meet_milestone", "claim",
        "close", "rate",
    ]  # fmt: skip


def test_the_same_key_writes_once_and_another_request_under_it_is_refused(
    small_plan: Plan, office: Machine, land: Machine
) -> None:
    office.take("issue")
    first = land.take("report", key="k1", text="推进中", period="2017Q1")
    assert first[0] == 200
    assert land.take("report", key="k1", text="推进中", period="2017Q1") == first
    assert TaskEvent.objects.filter(act="report").count() == 1
    assert land.take("report", key="k1", text="别的", period="2017Q1")[0] == 409
    assert land.take("claim", key="k2", text="")[0] in {409, 422}
    assert land.take("send_back", key="k2", text="一个失败的请求不占用键")[0] in {200, 409}


def test_without_token_scope_or_right_nothing_is_written(small_plan: Plan, someone: People, office: Machine) -> None:
    office.take("issue")
    before = AuditEntry.objects.count()
    url = f"{BASE}/tasks/2/steps/sign"
    assert Client().post(url, {}, content_type="application/json").status_code == 401
    signed_in = Client(enforce_csrf_checks=True)
    reader = Machine(someone("reader", unit="gd-land", role="liaison"), "sense:read")
    assert reader.take("sign")[0] == 403
    assert signed_in.post(url, {}, content_type="application/json").status_code == 401
    assert office.take("sign")[0] == 403
    assert office.take("nonsense")[0] == 404
    assert AuditEntry.objects.filter(verb__startswith="plan.").count() <= before


ROLES = ("office", "leader", "liaison", "clerk", "operator", "reviewer", "expert", "auditor", "admin")
NAMES = count()


@pytest.mark.parametrize("role", ROLES)
def test_the_matrix_of_roles_and_steps(small_plan: Plan, someone: People, role: str) -> None:
    """For each step: a role that its right does not name is refused, whatever its unit and the task's state."""
    unit = "gd-office" if role == "office" else "gd-land"
    machine = Machine(someone(f"{role}{next(NAMES)}", unit=unit, role=role), "plan:write")
    stranger = Machine(
        someone(f"{role}{next(NAMES)}", unit="gd-eic" if role != "office" else unit, role=role), "plan:write"
    )
    work.issue_plan(by=SYSTEM, plan_key="p")
    for act, step in STEPS.items():
        given = {"text": "说明", "title": "题", "due": "2017-09-30", "unit": "gd-land", "grade": "A", "name": act}
        given |= {"milestone": small_plan.tasks.get(number=2).milestones.earliest("pk").pk, "version": 1}
        status, _ = machine.take(act, **given)
        if role not in ACTIONS[step.action].roles:
            assert status in {403, 422}, (role, act, status)  # 422: no request for more time is open to speak of
            assert status == 403 or "extension" in act
        if role in {"leader", "liaison"}:
            assert stranger.take(act, **given)[0] in {403, 422}, (role, act)


def test_a_year_is_divided_by_machine(small_plan: Plan, office: Machine, land: Machine) -> None:
    work.issue_plan(by=SYSTEM, plan_key="p")
    base = f"{BASE}/divisions/2017"

    def act(machine: Machine, verb: str = "", **given: object) -> tuple[int, dict[str, object]]:
        url = f"{base}/{verb}" if verb else base
        answer = machine.client.post(url, given, content_type="application/json", headers=machine.headers)
        return answer.status_code, answer.json()

    assert act(land)[0] == 403
    assert act(office) == (200, {"state": "draft", "version": 1})
    assert act(office, "ask", version=1) == (200, {"state": "asked", "version": 2})
    assert Client().get(base).status_code == 403
    seen = land.client.get(base, headers=land.headers).json()
    row = next(unit["row"] for unit in seen["items"][0]["units"] if unit["unit"] == "gd-eic")
    assert act(land, "answer", row=row)[0] == 403  # another unit's line
    assert act(land, "agree")[0] == 200
    assert act(office, "issue", version=2)[0] == 409  # eic has not answered, and its date is not past
