"""Extracts and the docx say what the snapshot says; an editor writes in a draft and never after."""

import io
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from docx import Document

from lingnan.core import words
from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.evaluate.models import Assessment, Result
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.report import snapshot
from lingnan.engines.report.editing import write_text
from lingnan.engines.report.models import Edition
from lingnan.engines.report.services import build_edition, make_docx, make_extract, make_pdf, publish

pytestmark = pytest.mark.django_db
CITY, FIELD = "445300", "economy"


@pytest.fixture
def edition(frozen: Assessment) -> Edition:
    return build_edition(SYSTEM, 2017)


def flat(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "extract.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def stored(frozen: Assessment, **where: object) -> list[Result]:
    """The rows of the assessment itself: the independent side of the comparison."""
    return list(Result.objects.filter(assessment=frozen, **where).select_related("region"))


def shown(value: Decimal | None, decimals: int) -> str:
    return "" if value is None else words.number(value, decimals)


def test_a_citys_extract_has_every_figure_of_the_city(edition: Edition, frozen: Assessment, tmp_path: Path) -> None:
    text = flat(make_extract(edition, city=CITY), tmp_path)
    content = snapshot.read(edition.snapshot)
    rows = stored(frozen, region=CITY)
    assert len(rows) == 10
    for row in rows:
        assert shown(row.score, 1) in text, row
        if row.node in content.measures:
            assert shown(row.value, content.measures[row.node].decimals) in text, row
    assert edition.content_hash in text.replace("\n", "")


def test_a_fields_extract_has_all_cities(edition: Edition, frozen: Assessment, tmp_path: Path) -> None:
    lines = flat(make_extract(edition, field=FIELD), tmp_path).splitlines()
    for row in stored(frozen, node=FIELD):
        line = next(line for line in lines if line.strip().startswith(row.region.name))
        assert re.search(rf"\s{row.rank}\s+{re.escape(shown(row.score, 1))}\s", line + " "), (row, line)


def test_the_docx_has_the_ranking_and_every_value(edition: Edition, frozen: Assessment) -> None:
    book = Document(io.BytesIO(make_docx(edition)))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in book.tables]
    ranking = {row[1]: (row[0], row[2]) for row in tables[0][1:]}
    assert ranking == {row.region.name: (str(row.rank), shown(row.score, 1)) for row in stored(frozen, node="index")}
    content = snapshot.read(edition.snapshot)
    cities = tables[2 : 2 + 21]
    top = [result.region for result in content.judged.of_node("index")]
    for region, table in zip(top, cities, strict=True):
        found = {row[0].removesuffix(" △").removesuffix("（样例）"): row[1] for row in table[1:]}
        for row in stored(frozen, region=region, node__in=list(content.measures)):
            if row.value is not None:
                measure = content.measures[row.node]
                assert found[measure.label.zh] == shown(row.value, measure.decimals)
    assert edition.content_hash in book.paragraphs[-1].text
    assert make_docx(edition) == make_docx(edition)


def test_extracts_do_not_follow_the_tables(edition: Edition, frozen: Assessment) -> None:
    before = make_extract(edition, city=CITY), make_docx(edition)
    Result.objects.filter(assessment=frozen).update(score="1", rank=1)
    assert (make_extract(edition, city=CITY), make_docx(edition)) == before


def test_what_an_editor_wrote_stands_in_page_pdf_and_docx(client: Client, edition: Edition, tmp_path: Path) -> None:
    write_text(
        SYSTEM, edition, place="foreword", zh="本年度首次公布。\n各市应对照整改。", en="First of its kind.", version=0
    )
    write_text(SYSTEM, edition, place="ranking", zh="前两名难分先后。", en="", version=0)
    digits = edition.content_hash
    publish(SYSTEM, edition)
    kept = Edition.objects.get(pk=edition.pk)
    assert kept.content_hash == digits  # words of people are no figures
    text = re.sub(r"\s+", "", flat(make_pdf(kept), tmp_path))
    assert "本年度首次公布。各市应对照整改。" in text
    assert "Firstofitskind." in text  # the English summary
    page = client.get("/report/2017/").content.decode()
    assert "前两名难分先后。" in page
    assert "First of its kind." in client.get("/report/2017/?lang=en", follow=True).content.decode()
    words_of = [paragraph.text for paragraph in Document(io.BytesIO(make_docx(kept))).paragraphs]
    assert "各市应对照整改。" in words_of


def test_nothing_is_written_after_publication(edition: Edition) -> None:
    publish(SYSTEM, edition)
    with pytest.raises(Conflict, match="已发布"):
        write_text(SYSTEM, edition, place="foreword", zh="改一下", en="", version=0)
    assert not edition.texts.exists()


def test_two_editors_do_not_overwrite_each_other(edition: Edition) -> None:
    write_text(SYSTEM, edition, place="map", zh="甲", en="", version=0)
    with pytest.raises(Conflict, match="刚被"):
        write_text(SYSTEM, edition, place="map", zh="乙", en="", version=0)
    assert write_text(SYSTEM, edition, place="map", zh="丙", en="", version=1).version == 2


def test_refusals(edition: Edition) -> None:
    with pytest.raises(NotAllowed):
        write_text(PUBLIC, edition, place="map", zh="甲", en="", version=0)
    with pytest.raises(Invalid, match="最多 4000 字"):
        write_text(SYSTEM, edition, place="map", zh="甲" * 4001, en="", version=0)


@pytest.mark.parametrize("address", [f"cities/{CITY}/", f"fields/{FIELD}/"])
def test_the_pages_cost_a_fixed_number_of_queries(
    client: Client, edition: Edition, django_assert_max_num_queries: object, address: str
) -> None:
    assert client.get(f"/report/2017/{address}").status_code == 404  # a draft is not for the public
    publish(SYSTEM, edition)
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert "年度评价" in client.get(f"/report/2017/{address}").content.decode()
    assert "Evaluation of 2017" in client.get(f"/report/2017/{address}?lang=en", follow=True).content.decode()
    assert client.get(f"/report/2017/{address.rstrip('/')}.pdf")["Content-Type"] == "application/pdf"
