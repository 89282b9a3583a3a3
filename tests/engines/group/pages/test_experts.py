"""Pool, draws and opinions as pages: both languages, few queries, nobody sees what is not theirs."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lingnan.engines.group.models import Draw, Opinion
from lingnan.engines.group.services.experts import add_expert
from lingnan.engines.group.services.opinions import ask_opinion
from lingnan.engines.identity.actor import Actor

# whatever the number of rows; the rail counts of every room are among them
MOST = {"/group/experts": 42, "/group/draws": 40, "/group/opinions": 40, "/group/draws/new": 44}


@pytest.fixture
def pool(office: Actor) -> None:
    fields = ("data", "security", "standards")
    for n in range(60):
        add_expert(
            by=office, name=f"专家{n}", field=fields[n % 3], employer=f"第{n % 9}大学", valid_from=date(2018, 1, 1)
        )


@pytest.mark.usefixtures("pool")
def test_the_office_draws_asks_and_reads(
    office: Actor, signed_in: Callable[[Actor], Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(office)
    answer = client.post("/group/draws/new", {"title": "评审", "applicants": "第1大学\n第2大学", "total": "6"})
    assert answer.status_code == 302, answer.content.decode()
    draw = Draw.objects.get()
    body = client.get(answer["Location"] + "?lang=zh", follow=True).content.decode()
    assert "抽中 6 位" in body
    assert "任职于第1大学" in body
    assert "重放一致" in body
    assert client.get(f"/group/draws/{draw.number}.json").json()["seed"] == draw.seed
    client.post(f"/group/draws/{draw.number}", {"verb": "ask", "question": "怎么看？"})
    assert Opinion.objects.count() == 6
    for url, most in MOST.items():
        client.get(url)
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200, url
    for url in ("/group/experts/Z-0001", f"/group/opinions/{Opinion.objects.first().number}"):  # type: ignore[union-attr]
        for language in ("zh", "en"):
            assert client.get(f"{url}?lang={language}", follow=True).status_code == 200


@pytest.mark.usefixtures("pool")
def test_a_shortage_stands_at_its_field(office: Actor, signed_in: Callable[[Actor], Client]) -> None:
    form = {"title": "评审", "applicants": "", "want_standards": "20", "want_industry": "1"}
    body = signed_in(office).post("/group/draws/new", form).content.decode()
    assert "要 1 人，库里 0 人" in body
    assert not Draw.objects.exists()


@pytest.mark.usefixtures("pool")
def test_the_expert_answers_on_their_page(
    office: Actor, person: Callable[..., Actor], signed_in: Callable[[Actor], Client], client: Client
) -> None:
    mine = person("zhao", "gd-academy", "expert")
    expert = add_expert(by=office, name="赵", field="data", employer="广东省科学院", valid_from=date(2018, 1, 1),
                        account_id=mine.account_id)  # fmt: skip
    asked = ask_opinion(by=office, expert_number=expert.number, title="时空云平台", question="可行吗？")
    own = signed_in(mine)
    assert "提出意见：时空云平台" in own.get("/").content.decode()  # it stands on home
    assert own.get("/group/experts").status_code == 403
    assert own.get(f"/group/experts/{expert.number}").status_code == 200
    assert own.get("/group/experts/Z-0001").status_code == 404
    url = f"/group/opinions/{asked.number}"
    assert own.post(url, {"version": 1, "verdict": "", "text": ""}).status_code == 200
    assert own.post(url, {"version": 1, "verdict": "agree", "text": "可行，建议补充运维经费"}).status_code == 302
    assert "建议补充运维经费" in signed_in(office).get(url).content.decode()
    assert client.get(url).status_code == 302  # asks for a sign-in
