"""Everything of a year as files: the digits that are stored, with units, sources and the fingerprint; not more."""

import csv
import io
import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from lingnan.engines.evaluate.models import Assessment, IndicatorValue, Result

pytestmark = pytest.mark.django_db
KINDS = ("csv", "xlsx", "parquet")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_results_are_the_stored_digits(client: Client, published: Assessment) -> None:
    """Read straight from the table of results, not through the selector that writes the file."""
    rows = rows_of(client.get("/evaluate/files/results.csv?year=2017").content)
    stored = Result.objects.filter(assessment=published)
    assert len(rows) == stored.count() == 21 * 10  # the index, three domains, six indicators
    found = {(row["node"], row["region"]): row for row in rows}
    for result in stored:
        row = found[result.node, result.region_id]
        for name in ("score", "value", "numerator", "denominator"):
            kept = getattr(result, name)
            assert (Decimal(row[name]) if row[name] else None) == kept, (result, name)
        assert row["rank"] == ("" if result.rank is None else str(result.rank))
        assert row["content_hash"] == published.content_hash
    road = found["road_area_per_capita", "440300"]
    assert (road["unit"], road["region_zh"]) == ("平方米/人", "深圳市")
    assert road["source"]
    pm = found["environment.pm25_annual_mean", "440300"]  # no stand-in gives a value: a reason, never 0
    assert (pm["value"], bool(pm["missing"])) == ("", True)


def test_parquet_and_csv_say_the_same(client: Client, published: Assessment) -> None:
    lines = rows_of(client.get("/evaluate/files/results.csv?year=2017").content)
    table = pq.read_table(io.BytesIO(client.get("/evaluate/files/results.parquet?year=2017").content))
    assert [row or "" for row in table.column("score").to_pylist()] == [line["score"] for line in lines]
    about = {each["en"]: each["value"] for each in json.loads(table.schema.metadata[b"about"])}
    assert about["Fingerprint (SHA-256)"] == published.content_hash


def test_xlsx_has_the_rows_and_where_they_come_from(client: Client, published: Assessment) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/evaluate/files/ranking.xlsx?year=2017").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 2 + 21
    assert [row[0] for row in rows[2:]] == sorted(row[0] for row in rows[2:])
    assert any(published.content_hash in row for row in book.get_sheet_by_name("来源").to_python())


def test_one_city_one_domain_and_the_values_of_the_years(client: Client, published: Assessment) -> None:
    city = rows_of(client.get("/evaluate/files/results.csv?year=2017&city=445300").content)
    assert {row["region"] for row in city} == {"445300"}
    domain = rows_of(client.get("/evaluate/files/results.csv?year=2017&node=economy").content)
    assert {row["node"] for row in domain} == {"economy", "gdp_per_capita", "deposits_per_capita"}
    values = rows_of(client.get("/evaluate/files/values.csv?year=2016&city=445300").content)
    assert max(row["period"] for row in values) == "2016"  # nothing newer than the year that is published
    one = next(row for row in values if row["indicator"] == "gdp" and row["period"] == "2016")
    kept = IndicatorValue.objects.filter(indicator="gdp", region="445300", period="2016").latest("recorded_at", "id")
    assert (Decimal(one["value"]), one["unit"], one["source"]) == (kept.value, kept.unit, kept.source)


@pytest.mark.parametrize("kind", KINDS)
def test_machines_get_the_same_bytes_as_people(client: Client, published: Assessment, kind: str) -> None:
    page = client.get(f"/evaluate/files/results.{kind}?year=2017")
    machine = client.get(f"/api/v1/evaluate/files/results.{kind}?year=2017")
    assert machine.status_code == page.status_code == 200
    assert machine.content == page.content
    assert machine["Content-Type"] == page["Content-Type"]


@pytest.mark.parametrize("address", ["files/wages.csv", "files/results.ods", "files/results.csv?city=999999"])
def test_what_is_not_there_is_named(client: Client, published: Assessment, address: str) -> None:
    assert client.get(f"/evaluate/{address}").status_code == 404
    assert client.get(f"/api/v1/evaluate/{address}").status_code == 404


def test_the_public_gets_no_year_that_is_not_published(client: Client, published: Assessment) -> None:
    assert client.get("/evaluate/files/results.csv?year=2015").status_code == 404


@pytest.mark.parametrize(("address", "most"), [("files", 10), ("files/results.csv", 6), ("files/values.csv", 8)])
def test_a_fixed_number_of_queries(
    client: Client, published: Assessment, django_assert_max_num_queries: object, address: str, most: int
) -> None:
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        assert client.get(f"/evaluate/{address}?year=2017").status_code == 200


def test_the_page_speaks_both_languages(client: Client, published: Assessment) -> None:
    assert "单位、来源和指纹都在文件里" in client.get("/evaluate/files?year=2017").content.decode()
    assert "Every digit is kept" in client.get("/evaluate/files?year=2017&lang=en", follow=True).content.decode()
