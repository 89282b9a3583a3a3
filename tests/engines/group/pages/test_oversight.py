"""Exchange, guidance and inspection pages: both languages, few queries, a finding with photos from a phone."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lingnan.engines.group.models import Exchange, Finding, Guidance, Inspection
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Attachment
from lingnan.engines.plan.models import SupervisionItem

MOST = 44  # whatever the number of findings; the rail counts of every room are among them
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40


def test_an_inspection_from_the_plan_to_the_recheck(
    office: Actor,
    person: Callable[..., Actor],
    signed_in: Callable[[Actor], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(office)
    form = {
        "title": "广州督导",
        "unit": "gov-440100",
        "starts_on": "2018-04-16",
        "ends_on": "2018-04-17",
        "team": "林涛",
    }
    assert client.post("/group/inspections/new", form).status_code == 302
    url = f"/group/inspections/{Inspection.objects.get().number}"
    spot = {"grade": "serious", "text": "机房无人值守", "demand": "建立值守制度", "due_on": "2018-05-15"}
    photos = [SimpleUploadedFile(f"{n}.jpg", JPEG) for n in range(2)]
    assert client.post(f"{url}/spot", {**spot, "photos": photos}).status_code == 302
    assert "整改要求" in client.post(f"{url}/spot", {**spot, "demand": ""}).content.decode()
    for n in range(20):
        client.post(f"{url}/spot", {**spot, "text": f"问题{n}"})
    for page in (url, "/group/inspections", f"{url}/spot"):
        client.get(page)
        with django_assert_max_num_queries(MOST):
            assert client.get(page).status_code == 200
        assert client.get(f"{page}?lang=en", follow=True).status_code == 200
        client.get(f"{page}?lang=zh", follow=True)
    city = signed_in(person("gz", "gov-440100", "liaison"))
    photo = Attachment.objects.filter(about=f"group.finding:{Finding.objects.earliest('pk').pk}").first()
    assert photo
    assert city.get(url).status_code == 404
    assert city.get(f"/files/{photo.pk}").status_code in {403, 404}
    client.post(url, {"verb": "issue", "version": 1, "summary": "请整改"})
    assert SupervisionItem.objects.count() == 21
    assert "机房无人值守" in city.get(url).content.decode()
    assert city.get(f"/files/{photo.pk}").status_code == 200
    finding = Finding.objects.earliest("pk")
    client.post(url, {"verb": "mended", "finding": finding.pk, "text": "看过"})
    assert "复查" in city.get(url).content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_empty_pages_open(office: Actor, signed_in: Callable[[Actor], Client], language: str, client: Client) -> None:
    pages = ("exchange", "exchange/new", "inspections", "inspections/new", "guidance", "guidance/new")
    for page in pages:
        assert signed_in(office).get(f"/group/{page}?lang={language}", follow=True).status_code == 200, page
        assert client.get(f"/group/{page}").status_code == 302  # the public is asked to sign in


def test_an_exchange_and_guidance_on_their_pages(
    office: Actor, person: Callable[..., Actor], signed_in: Callable[[Actor], Client]
) -> None:
    client = signed_in(office)
    form = {"kind": "visit_in", "title": "上海来访", "partner": "上海市经信委", "partner_kind": "province",
            "unit": "gd-office", "starts_on": "2018-04-10", "summary": "交流城市大脑"}  # fmt: skip
    assert client.post("/group/exchange/new", form).status_code == 302
    url = f"/group/exchange/{Exchange.objects.get().pk}"
    client.post(url, {"verb": "add", "text": "回访", "unit": "gd-office", "due_on": "2018-04-12"})
    body = client.get(url).content.decode()
    assert "后续 1 项未办" in body
    assert "1 次的后续逾期" in client.get("/group/exchange").content.decode()

    note = SimpleUploadedFile("意见.txt", "请自查".encode())
    sent = {"kind": "hint", "title": "做好自查", "text": "请各市自查", "units": ["gov-440100"], "file": note}
    assert client.post("/group/guidance/new", sent).status_code == 302
    kept = Guidance.objects.get()
    page = f"/group/guidance/{kept.number}"
    city, other = signed_in(person("gz", "gov-440100", "liaison")), signed_in(person("zq", "gov-441200", "liaison"))
    assert other.get(page).status_code == 404
    assert other.get(f"/files/{kept.attachment_id}").status_code in {403, 404}
    assert city.get(f"/files/{kept.attachment_id}").status_code == 200
    city.post(page, {"note": "五月完成"})
    assert kept.receipts.get().signed_on == date(2018, 4, 16)
    assert "1/1" in client.get("/group/guidance").content.decode()
