"""Pages of the plan engine: they open, say what they must, and ask the database a number of times that is written here.

The counts hold whatever the size of the plan: a page that asks once a row would break them with 24 tasks.
"""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account, Attachment
from lingnan.engines.plan.models import Plan, SupervisionItem
from lingnan.web.demo.plan import DOCUMENT, sample_work, take_in

# What each page may ask, signed in as the office: session, account, unit, roles, the rail's counts (things to do:
# whether anything was done since they were counted), and itself.
QUERIES = {
    "/": 43,
    "/plan/": 32,
    "/plan/plans": 20,
    "/plan/{plan}/tasks/8": 34,
    "/plan/{plan}/document": 26,
    "/plan/import": 22,
    "/plan/supervision": 20,
    "/plan/supervision/{item}": 26,
}


@pytest.fixture
def plan(stand_at: Callable[[str], date]) -> Plan:
    stand_at("2018-04-16")
    taken = take_in(DOCUMENT)
    sample_work(taken)
    return taken


@pytest.fixture
def office(person: Callable[..., Actor], client: Client) -> Client:
    actor = person("office", unit="gd-office", role="office")
    client.force_login(Account.objects.get(pk=actor.account_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_page_opens_within_its_count(
    plan: Plan, office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    item = SupervisionItem.objects.get()
    for address, most in QUERIES.items():
        url = address.format(plan=plan.pk, item=item.number)
        office.get(url)
        with django_assert_max_num_queries(most):
            assert office.get(url).status_code == 200, url


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_board_says_what_is_wrong_first(plan: Plan, client: Client, language: str) -> None:
    body = client.get(f"/plan/?lang={language}", follow=True).content.decode()
    assert ("24 项任务：2 项逾期，1 项未报送" if language == "zh" else "24 tasks: 2 late, 1 not reported") in body
    states = [part.split('"')[0] for part in body.split('class="light light-')[1:]]
    order = ["late", "miss", "warn", "ok", "none", "done"]
    assert [order.index(state) for state in states] == sorted(order.index(state) for state in states)


def test_the_public_sees_the_board_but_no_form_and_no_supervision(plan: Plan, client: Client) -> None:
    number = SupervisionItem.objects.get().number
    assert "<textarea" not in client.get(f"/plan/{plan.pk}/tasks/8").content.decode()
    assert client.get(f"/plan/supervision/{number}").status_code == 404
    assert client.get("/plan/meetings", follow=True).status_code == 403
    assert client.post("/plan/").status_code == 403


def test_an_imported_document_is_reviewed_before_it_counts(office: Client, stand_at: Callable[[str], date]) -> None:
    stand_at("2015-01-05")
    with DOCUMENT.open("rb") as file:
        answer = office.post("/plan/import", {"documents": file})
    assert answer.status_code == 302
    review = answer["Location"]
    assert "24 项任务，已接受 0 项，其余没有疑点" in office.get(review).content.decode()
    assert office.get(review.replace("/document", "/adopt")).status_code == 200
    refused = office.post(review.replace("/document", "/adopt"), {"reason": ""})
    assert refused.status_code == 409
    assert "还有 24 项没有决定" in refused.content.decode()
    assert Plan.objects.get().state == "draft"
    office.post(review, {"verdict": "certain"})
    assert "24 项任务都看过了，接受 24 项" in office.get(review).content.decode()
    assert office.post(review.replace("/document", "/adopt")).status_code == 302
    assert Plan.objects.get().state == "adopted"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.txt", b"", "空"),
        ("plan.txt", "天气很好，没有任务。".encode(), "任务"),
        ("plan.exe", b"MZ\x00\x01", "plan.exe"),
        ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "doc"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_leaves_nothing(
    office: Client, tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes, says: str
) -> None:
    path = tmp_path_factory.mktemp("upload") / name
    path.write_bytes(content)
    with path.open("rb") as file:
        answer = office.post("/plan/import", {"documents": file})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Plan.objects.count() == 0


def test_reporting_twice_keeps_both_and_says_who(plan: Plan, office: Client) -> None:
    before = plan.tasks.get(number=8).progress.count()
    for text in ("第一次", "第二次更正"):
        office.post(f"/plan/{plan.pk}/tasks/8/report", {"period": "2017Q4", "text": text})
    assert plan.tasks.get(number=8).progress.count() == before + 2
    assert office.post(f"/plan/{plan.pk}/tasks/8/report", {"period": "2017Q4", "text": ""}).status_code == 200
    assert plan.tasks.get(number=8).progress.count() == before + 2


def test_the_document_of_a_plan_in_force_is_public_and_a_draft_is_not(
    plan: Plan, client: Client, office: Client
) -> None:
    file = Attachment.objects.get(about=f"plan.plan:{plan.pk}")
    public = Client()
    answer = public.get(f"/files/{file.pk}")
    assert b"".join(answer.streaming_content) == DOCUMENT.read_bytes()  # type: ignore[attr-defined]
    Plan.objects.update(state="draft")
    assert public.get(f"/files/{file.pk}").status_code in {302, 403, 404}
    assert office.get(f"/files/{file.pk}").status_code == 200


def test_a_huge_file_is_refused_unread(office: Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("upload") / "huge.docx"
    with path.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    with path.open("rb") as file:
        answer = office.post("/plan/import", {"documents": file})
    assert "huge.docx" in answer.content.decode()
    assert "50 MB" in answer.content.decode()
    assert Plan.objects.count() == 0


def test_a_proof_comes_with_the_reply(plan: Plan, person: Callable[..., Actor], client: Client) -> None:
    item = SupervisionItem.objects.get()
    actor = person("land", unit=item.unit_id, role="liaison")
    client.force_login(Account.objects.get(pk=actor.account_id), backend="django.contrib.auth.backends.ModelBackend")
    proof = SimpleUploadedFile("验收.txt", "验收合格".encode())
    client.post(f"/plan/supervision/{item.number}", {"version": item.version, "text": "已验收", "file": proof})
    attached = Attachment.objects.get(about=f"plan.supervision:{item.number}")
    assert b"".join(client.get(f"/files/{attached.pk}").streaming_content) == "验收合格".encode()  # type: ignore[attr-defined]
    assert Client().get(f"/files/{attached.pk}").status_code in {302, 403, 404}
