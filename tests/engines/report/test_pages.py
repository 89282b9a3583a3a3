"""The reader: text, ranking, map, cities; every number leads to its evidence; the public sees what is published."""

import hashlib
import re

import pytest
from django.test import Client

from lingnan.engines.evaluate.models import Assessment, Result
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.report.services import build_edition, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(frozen: Assessment) -> Assessment:
    publish(SYSTEM, build_edition(SYSTEM, 2017))
    return frozen


def test_the_reader_costs_a_fixed_number_of_queries(
    client: Client, published: Assessment, django_assert_max_num_queries: object
) -> None:
    client.get("/report/2017/")
    with django_assert_max_num_queries(9):  # type: ignore[operator]  # one of them for the editor's texts
        page = client.get("/report/2017/").content.decode()
    assert page.count('id="city-44') == 21
    assert 'class="city-map"' in page


def test_every_figure_of_the_text_leads_to_evidence(client: Client, published: Assessment) -> None:
    page = client.get("/report/2017/").content.decode()
    summary = page[page.index('id="summary"') : page.index('id="ranking"')]
    links = re.findall(r'class="value" href="([^"]+)"', summary)
    assert len(links) >= 10
    assert all(client.get(link).status_code == 200 for link in set(links))


def test_the_data_are_the_bytes_of_the_fingerprint(client: Client, published: Assessment) -> None:
    response = client.get("/report/2017.json")
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'


def test_the_pdf_is_served(client: Client, published: Assessment) -> None:
    response = client.get("/report/2017.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]


def test_a_draft_is_not_for_the_public(client: Client, frozen: Assessment) -> None:
    build_edition(SYSTEM, 2017)
    assert client.get("/report/2017/").status_code == 404
    assert client.get("/report/2017.pdf").status_code == 404
    assert client.post("/report/2017/publish").status_code == 403


def test_in_english_the_text_is_english(client: Client, published: Assessment) -> None:
    client.cookies["lang"] = "en"
    assert "cities were ranked by the" in client.get("/report/2017/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_the_results_of_an_edition_come_from_its_snapshot(client: Client, published: Assessment, kind: str) -> None:
    """Whatever happens to the table of results afterwards, the file of the edition stays byte for byte."""
    before = client.get(f"/report/2017/results.{kind}").content
    Result.objects.filter(assessment=published).update(score="1", rank=1)
    assert client.get(f"/report/2017/results.{kind}").content == before
    assert len(before) > 5000
