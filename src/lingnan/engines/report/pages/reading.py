"""What did the year show? The report on a page, as PDF, and as data."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lingnan.core import words
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.core.missing import Missing
from lingnan.engines.evaluate.findings import level
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.map_drawing import Area
from lingnan.engines.evaluate.pages.asked import actor, map_context
from lingnan.engines.evaluate.pages.files import as_response
from lingnan.engines.evaluate.selectors.assessments import NodeResult, place_of
from lingnan.engines.identity.rights import scope
from lingnan.engines.report import snapshot
from lingnan.engines.report.actions import EDIT, PUBLISH
from lingnan.engines.report.editing import texts_of
from lingnan.engines.report.passages import passages
from lingnan.engines.report.selectors import edition_of, years
from lingnan.engines.report.services import make_docx, pdf_path
from lingnan.engines.report.snapshot import Content, Measure
from lingnan.engines.report.tables import table_of
from lingnan.shell.language import current, say
from lingnan.shell.tables.export import disposition

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, kw_only=True)
class CityTable:
    """One city in the reader."""

    top: NodeResult
    url: str
    place: str
    change: int | None
    rows: tuple[tuple[NodeResult, Measure, str], ...]


def newest(request: HttpRequest) -> HttpResponse:
    """The report of the newest year."""
    known = years(actor(request))
    if not known:
        raise NotFound(Label(zh="还没有发布年度报告", en="No annual report is published yet"))
    return redirect("report:reader", year=known[0])


def reader(request: HttpRequest, year: int) -> HttpResponse:
    """Text with computed passages, ranking, map, a table for each city; every number leads to its evidence."""
    by = actor(request)
    edition = edition_of(by, year)
    content = snapshot.read(edition.snapshot)
    judged, framework = content.judged, content.judged.framework
    tops = judged.of_node(INDEX)
    context = {
        "edition": edition,
        "errata": list(edition.errata.all()),
        "content": content,
        "judged": judged,
        "framework": framework,
        "passages": passages(content, current()),
        "cities": [city_table(content, top) for top in tops],
        "texts": {place: text.paragraphs(current()) for place, text in texts_of(edition).items()},
        "may_edit": edition.state == "draft" and scope(by, EDIT).allows(),
        "count": sum(top.rank is not None for top in tops),
        "years": years(by),
        "may_publish": edition.state == "draft" and scope(by, PUBLISH).allows(),
        **map_context(areas(content, tops), name=say(framework.root.label), breaks=framework.score_breaks),
    }
    return render(request, "report/reader.html", context)


def areas(content: Content, tops: list[NodeResult]) -> dict[str, Area]:
    breaks = content.judged.framework.score_breaks
    return {
        top.region: Area(
            level=None if top.score is None else level(top.score, breaks),
            text=f"{say(top.region_name)} {said(top.points)}",
            url=f"#city-{top.region}",
        )
        for top in tops
    }


def said(points: Decimal | Missing) -> str:
    return words.missing(points, current()) if isinstance(points, Missing) else words.number(points, 1)


def city_table(content: Content, top: NodeResult) -> CityTable:
    judged = content.judged
    return CityTable(
        top=top,
        url=url_of(content, top),
        place=place_of(top),
        change=content.change(top.region),
        rows=tuple(
            (result, content.measures[leaf.key], url_of(content, result))
            for leaf in judged.framework.leaves
            for result in [judged.result(leaf.key, top.region)]
        ),
    )


def url_of(content: Content, result: NodeResult) -> str:
    return f"/evaluate/evidence/{content.judged.id}/{result.node.key}/{result.region}"


def pdf(request: HttpRequest, year: int) -> FileResponse:
    """The kept PDF of the edition."""
    edition = edition_of(actor(request), year)
    response = FileResponse(pdf_path(edition).open("rb"), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="lingnan-{year}-{edition.number}.pdf"'
    return response


def results(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The results of the edition as a table, from the frozen snapshot alone."""
    edition = edition_of(actor(request), year)
    return as_response(table_of(edition), kind)


def docx(request: HttpRequest, year: int) -> HttpResponse:
    """The edition for circulation."""
    edition = edition_of(actor(request), year)
    response = HttpResponse(make_docx(edition), content_type=DOCX)
    name = f"annual-report-{year}-{edition.number}.docx"
    response["Content-Disposition"] = disposition(f"{year}年度报告.docx", name)
    return response


def data(request: HttpRequest, year: int) -> HttpResponse:
    """The frozen snapshot: exactly the bytes that the fingerprint is of."""
    edition = edition_of(actor(request), year)
    response = HttpResponse(edition.snapshot.encode(), content_type="application/json")
    response["ETag"] = f'"{edition.content_hash}"'
    return response
