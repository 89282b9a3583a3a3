"""Which figures can I take away? Everything a year holds as CSV, Excel and Parquet."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from lingnan.core.documents.exact import FORMATS, MEDIA_TYPES, ExactTable, Format, write
from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.pages.asked import actor, asked_framework, asked_year
from lingnan.engines.evaluate.selectors.assessments import Judged, newest, read, years
from lingnan.engines.evaluate.selectors.tables import measures_of, ranking_table, results_table, values_table
from lingnan.engines.identity.actor import Actor
from lingnan.shell.language import current, say
from lingnan.shell.tables.export import disposition

TABLES = {
    "ranking": Label(zh="排名", en="Ranking"),
    "results": Label(zh="评价结果", en="Results"),
    "values": Label(zh="指标数值", en="Values"),
}
MEANINGS = {
    "ranking": Label(
        zh="每市一行：名次、区间、综合得分和各领域、各指标得分", en="A line for each city: rank, interval, every score"
    ),
    "results": Label(
        zh="每市每项一行：得分、权重、名次、数值、分子分母、单位、来源、缺数原因、质量标记、证据地址",
        en="A line for each city and item: score, weight, rank, value, unit, source, why missing, flags, evidence",
    ),
    "values": Label(
        zh="历年数值，每市每年一行：数值、单位、数据版次、来源、质量标记",
        en="Values of all years, a line for each city and year: value, unit, vintage, source, flags",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which part of a year somebody wants."""

    framework: str
    year: int | None = None
    edition: str = ""
    node: str = ""
    region: str = ""


def table_of(by: Actor, name: str, asked: Asked) -> ExactTable:
    """One of the tables; NotFound for another name."""
    if name not in TABLES:
        raise NotFound(
            Label(
                zh=f"没有“{name}”这张表；有 {'、'.join(TABLES)}", en=f"No table {name}; there are {', '.join(TABLES)}"
            )
        )
    judged = read(newest(by, framework=asked.framework, year=asked.year, edition=asked.edition))
    if name == "ranking":
        return ranking_table(judged, asked.node or "index")
    if name == "values":
        return values_table(judged, indicator=asked.node, region=asked.region)
    nodes = [each.key for each in judged.framework.node(asked.node).walk()] if asked.node else ()
    return results_table(judged, measures_of(judged), regions=[asked.region] if asked.region else (), nodes=nodes)


def known(kind: str) -> Format:
    for each in FORMATS:
        if each == kind:
            return each
    raise NotFound(
        Label(zh=f"没有 {kind} 格式；有 {'、'.join(FORMATS)}", en=f"No format {kind}; there are {', '.join(FORMATS)}")
    )


def as_response(table: ExactTable, kind: str) -> HttpResponse:
    """The table as a download in the reader's language."""
    wanted = known(kind)
    response = HttpResponse(write(table, wanted, current()), content_type=MEDIA_TYPES[wanted])
    response.headers["Content-Disposition"] = disposition(f"{say(table.title)}.{kind}", f"{table.name}.{kind}")
    return response


def asked_of(request: HttpRequest) -> Asked:
    get = request.GET.get
    return Asked(
        framework=asked_framework(request),
        year=asked_year(request),
        edition=get("edition", ""),
        node=get("node", ""),
        region=get("city", ""),
    )


def download(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """One table of a year in one format."""
    return as_response(table_of(actor(request), name, asked_of(request)), known(kind))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One table on the page, with its files."""

    name: str
    label: Label
    meaning: Label
    rows: int
    files: tuple[tuple[str, str], ...]


def listing(request: HttpRequest) -> HttpResponse:
    """Every table of the year, what stands in it, how many rows, and its three files."""
    by, asked = actor(request), asked_of(request)
    judged = read(newest(by, framework=asked.framework, year=asked.year, edition=asked.edition))
    context = {
        "judged": judged,
        "years": years(by, asked.framework),
        "lines": [line(judged, name) for name in TABLES],
        "rows": len(judged.results),
    }
    return render(request, "evaluate/files.html", context)


def line(judged: Judged, name: str) -> Line:
    counts = {
        "ranking": lambda: len(judged.regions),
        "results": lambda: len(judged.results),
        "values": lambda: len(values_table(judged).rows),
    }
    framework = judged.framework
    query = urlencode({"framework": framework.key, "year": str(judged.year), "edition": framework.edition})
    words = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}
    return Line(
        name=name,
        label=TABLES[name],
        meaning=MEANINGS[name],
        rows=counts[name](),
        files=tuple((words[kind], f"{reverse('evaluate:file', args=[name, kind])}?{query}") for kind in FORMATS),
    )
