"""Every page of the evaluation opens, says its answer, costs a fixed number of queries, and every number leads back."""

import io
import re

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from lingnan.engines.evaluate.models import Assessment, IndicatorValue

pytestmark = pytest.mark.django_db


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        # nobody is signed in; three of them are what the shell itself asks, one which editions an office has adopted
        ("/evaluate/ranking?year=2017", 11),
        ("/evaluate/map?indicator=co2_per_gdp&year=2017", 9),
        ("/evaluate/cities?year=2017", 9),
        ("/evaluate/cities/445300?year=2017", 10),  # one for its objections
        ("/evaluate/evidence/{id}/index/445300", 7),
        ("/evaluate/evidence/{id}/gdp_per_capita/445300", 10),
        ("/evaluate/indicators", 3),
        ("/evaluate/indicators/gdp_per_capita", 4),
        ("/evaluate/frameworks/gd-demo-2017/2015-A", 4),
        ("/evaluate/frameworks/gd-demo-2017/compare", 4),
        ("/evaluate/systems", 4),
        ("/evaluate/systems/national", 8),
        ("/evaluate/systems/education", 7),
        ("/evaluate/what-if?year=2017&w.economy=90", 7),
        ("/evaluate/years?after=2017", 10),
        ("/evaluate/years?after=2017&tried=2018-A", 10),
        ("/evaluate/cities/beside?city=440300&city=445300&year=2017", 8),
    ],
)
def test_each_page_costs_a_fixed_number_of_queries(
    client: Client, published: Assessment, django_assert_max_num_queries: object, address: str, most: int
) -> None:
    client.get(address.format(id=published.pk))  # the outlines of the map are drawn once per process
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        body(client, address.format(id=published.pk))


def test_the_heading_of_the_ranking_is_the_answer(client: Client, published: Assessment) -> None:
    page = body(client, "/evaluate/ranking?year=2017")
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert heading
    assert re.search(r"领先", heading[1])
    assert page.count("data-row=") == 21
    assert page.count("<svg") >= 42  # interval and trend of every city
    assert 'class="city-map"' in page


def test_english_says_it_in_english(client: Client, published: Assessment) -> None:
    client.cookies["lang"] = "en"
    page = body(client, "/evaluate/ranking?year=2017")
    assert "ahead" in page
    assert "90% interval" in page


def test_two_clicks_from_a_score_to_its_rows(client: Client, published: Assessment) -> None:
    page = body(client, "/evaluate/ranking?year=2017")
    score = re.search(r'href="(/evaluate/evidence/\d+/index/445300)"', page)
    assert score  # the score on the ranking leads to the composite …
    city = body(client, "/evaluate/cities/445300?year=2017")
    value = re.search(r'href="(/evaluate/evidence/\d+/co2_per_gdp/445300)"', city)
    assert value  # … and each indicator's value to its own evidence,
    rows = re.findall(r'href="(/evaluate/values/\d+)"', body(client, value[1]))
    assert len(set(rows)) == 2  # which names both parts of the ratio
    record = body(client, rows[0])
    assert "guangdong21_observations_long.csv" in record
    assert "第" in record


def test_the_years_line_marks_the_doubted_value_and_leaves_a_gap(client: Client, published: Assessment) -> None:
    page = body(client, f"/evaluate/evidence/{published.pk}/road_area_per_capita/441800")
    assert page.count('class="d-flag"') == 1  # 2007: 0.39 after 9.3
    assert page.count('class="d-line-2"') == 2  # the line before and after it
    assert "低 96%" in page


def test_another_edition_stands_beside(client: Client, published: Assessment) -> None:
    page = body(client, f"/evaluate/evidence/{published.pk}/road_area_per_capita/441800")
    assert "2018-A" in page
    assert "重算结果并列显示" in page


def test_missing_is_a_word_and_hatched(client: Client, published: Assessment) -> None:
    page = body(client, "/evaluate/map?indicator=environment.pm25_annual_mean&year=2017")
    assert "未报送" in page
    assert "d-hatch" in page
    assert ">0.0<" not in page


def test_the_public_reads_what_is_published_and_nothing_else(client: Client, published: Assessment) -> None:
    computed = Assessment.objects.get(year=2015)
    body(client, "/evaluate/ranking?year=2017")
    body(client, "/evaluate/ranking?year=2015", status=404)
    body(client, f"/evaluate/evidence/{computed.pk}/index/440100", status=404)
    kept = IndicatorValue.objects.get(indicator="gdp", region_id="440100", period="2017")
    body(client, f"/evaluate/values/{kept.pk}")
    unpublished = IndicatorValue.objects.get(indicator="gdp", region_id="440100", period="2010")
    body(client, f"/evaluate/values/{unpublished.pk}", status=404)
    assert client.post(f"/evaluate/{computed.pk}/freeze", {"reason": "x"}).status_code == 403


def test_a_wrong_year_or_node_gets_a_sentence(client: Client, published: Assessment) -> None:
    assert "不是年份" in body(client, "/evaluate/ranking?year=abc", status=422)
    assert "没有" in body(client, "/evaluate/map?indicator=nothing", status=404)
    assert "没有" in body(client, "/evaluate/cities/999999", status=404)


def test_the_ranking_as_a_sheet_holds_every_score_and_value(client: Client, published: Assessment) -> None:
    response = client.get("/evaluate/ranking?year=2017&format=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:3] == ["名次", "代码", "城市"]
    assert "人均地区生产总值（元/人）" in rows[1]
    assert [row[0] for row in rows[2:23]] == list(range(1, 22))
    assert any(published.content_hash in str(row[0]) for row in rows)
    assert "未报送" in rows[2]  # PM2.5 has no observations here: the word, not 0


def test_the_csv_is_for_programs(client: Client, published: Assessment) -> None:
    text = client.get("/evaluate/ranking?year=2017&format=csv").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 22


def test_the_evidence_for_machines_has_the_exact_digits(client: Client, published: Assessment) -> None:
    found = client.get(f"/evaluate/evidence/{published.pk}/road_area_per_capita/440300.json").json()
    # 9.7 m² in the file of figures; 9.7 / 35 * 100
    assert (found["value"], found["score"]) == ("9.7", "27.7142857143")
    assert found["content_hash"] == published.content_hash


def test_changed_weights_say_how_many_cities_move(client: Client, published: Assessment) -> None:
    page = body(client, "/evaluate/what-if?year=2017&w.economy=100&w.infrastructure=0&w.environment=0")
    assert re.search(r"这样改，\d+ 个城市的名次会变", page)
    assert "不保存" in page


def test_a_wrong_weight_is_named_on_the_page(client: Client, published: Assessment) -> None:
    client.cookies["lang"] = "en"
    page = body(client, "/evaluate/what-if?year=2017&w.economy=much")
    assert "Economic vigour: Please give a number from 0 to 1000" in page


def test_no_page_gives_a_national_score(client: Client, published: Assessment) -> None:
    page = body(client, "/evaluate/systems/national")
    assert "只采集，不算分" in page
    assert "不计算也不公布国家评价得分" in page
