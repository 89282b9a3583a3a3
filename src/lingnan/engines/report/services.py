"""Editions of the report: taken from a frozen assessment, published once, corrected only by errata."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from lingnan import __version__
from lingnan.core.clock import local
from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.selectors.assessments import DEFAULT_FRAMEWORK, newest, read, trends
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import StoredFile
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.files import path_of, store_file
from lingnan.engines.report import circulation, extracts, snapshot
from lingnan.engines.report.actions import BUILD, CORRECT, PUBLISH
from lingnan.engines.report.editing import text_hash, texts_of
from lingnan.engines.report.models import Edition, Erratum
from lingnan.engines.report.printing import Imprint, print_report

OFFICE = "工作组办公室"


def build_edition(by: Actor, year: int, *, framework: str = DEFAULT_FRAMEWORK) -> Edition:
    """The edition of the year's frozen assessment: the one with the same content if there is one, else a new one."""
    require(by, BUILD)
    row = newest(by, framework=framework, year=year)
    if row.state != "frozen":
        raise Conflict(
            Label(
                zh=f"{year} 年度评价还没有冻结；先冻结，再编报告",
                en=f"The evaluation of {year} is not frozen yet: freeze it, then make the report",
            )
        )
    before = {region: past.get(year - 1) for (_, region), past in trends(by, framework, node=INDEX).items()}
    ranks_before = {region: past.rank for region, past in before.items() if past and past.rank}
    text = snapshot.canonical(snapshot.take(read(row), ranks_before=ranks_before))
    digest = snapshot.fingerprint(text)
    editions = Edition.objects.filter(year=year, framework=framework)
    if kept := editions.filter(content_hash=digest).first():
        return kept
    with transaction.atomic():
        edition = Edition.objects.create(
            year=year,
            framework=framework,
            number=(editions.aggregate(last=Max("number"))["last"] or 0) + 1,
            assessment=row,
            snapshot=text,
            content_hash=digest,
            code_version=__version__,
            created_at=datetime.now(UTC),
            created_by=by.name,
        )
        record(
            by=by,
            verb="report.build",
            about=f"report.edition:{edition.pk}",
            summary=f"编制 {year} 年度报告第 {edition.number} 版",
            after={"content_hash": digest, "assessment": row.pk},
        )
    return edition


def publish(by: Actor, edition: Edition) -> Edition:
    """Publish: from now on anybody may read it, its PDF is made and kept, and only errata may follow."""
    require(by, PUBLISH)
    with transaction.atomic():
        kept = Edition.objects.select_for_update().get(pk=edition.pk)
        if kept.state == "published":
            raise Conflict(
                Label(
                    zh=f"{kept.year} 年度报告第 {kept.number} 版已发布",
                    en=f"Edition {kept.number} of the annual report {kept.year} is published already",
                )
            )
        kept.state, kept.published_at, kept.published_by = "published", datetime.now(UTC), by.name
        kept.published_on = today()
        kept.save(update_fields=["state", "published_at", "published_on", "published_by"])
        record(
            by=by,
            verb="report.publish",
            about=f"report.edition:{kept.pk}",
            summary=f"发布 {kept.year} 年度报告第 {kept.number} 版",
            after={"content_hash": kept.content_hash, "text_hash": text_hash(kept)},
        )
    keep_pdf(kept)
    return kept


def add_erratum(by: Actor, edition: Edition, *, place: str, wrong: str, right: str) -> Erratum:
    """Say that something in a published edition is wrong; its figures stay, the PDF gets the erratum at its end."""
    require(by, CORRECT)
    if edition.state != "published":
        raise Conflict(
            Label(
                zh="还没有发布的报告不用勘误，重新编制即可",
                en="A report that is not published needs no erratum: make it again",
            )
        )
    for name, text in (("位置", place), ("原文", wrong), ("更正", right)):
        if not text.strip():
            raise Invalid(name, Label(zh="没有写", en="Nothing is written"))
    with transaction.atomic():
        erratum = Erratum.objects.create(
            edition=edition, place=place, wrong=wrong, right=right, added_at=datetime.now(UTC), added_by=by.name
        )
        record(
            by=by,
            verb="report.correct",
            about=f"report.edition:{edition.pk}",
            summary=f"{edition.year} 年度报告勘误：{place}",
            after={"wrong": wrong, "right": right},
        )
    keep_pdf(edition)
    return erratum


def imprint_of(edition: Edition, *, site: str = "") -> Imprint:
    """Cover and colophon. The date on it is the day it was published (built, for a draft)."""
    return Imprint(
        office=OFFICE,
        number=edition.number,
        content_hash=edition.content_hash,
        code_version=edition.code_version,
        dated=edition.published_on or local(edition.created_at).date(),
        is_published=edition.state == "published",
        site=site,
        review_number=settings.MAP_REVIEW_NUMBER,
        errata=[
            {"at": day_of(each.added_at), "place": each.place, "wrong": each.wrong, "right": each.right}
            for each in edition.errata.all()
        ],
    )


def make_pdf(edition: Edition, *, site: str = "") -> bytes:
    """The edition typeset, with what its editors wrote."""
    content = snapshot.read(edition.snapshot)
    return print_report(content, imprint_of(edition, site=site), texts_of(edition)).content


def make_docx(edition: Edition) -> bytes:
    """The edition for circulation; nothing but the snapshot and the editor's texts."""
    return circulation.make_docx(snapshot.read(edition.snapshot), imprint_of(edition), texts_of(edition))


def make_extract(edition: Edition, *, city: str = "", field: str = "") -> bytes:
    """One city or one field of the edition as PDF."""
    content = snapshot.read(edition.snapshot)
    extract = extracts.of_city(content, city) if city else extracts.of_field(content, field)
    return extracts.print_extract(content, extract, imprint_of(edition)).content


def day_of(moment: datetime) -> str:
    return local(moment).date().isoformat()


def keep_pdf(edition: Edition) -> StoredFile:
    """Typeset once and keep the file; another one only after an erratum."""
    content = make_pdf(edition)
    name = f"annual-report-{edition.year}-{edition.number}.pdf"
    attachment = store_file(by=SYSTEM, name=name, content=content, about=f"report.edition:{edition.pk}")
    Edition.objects.filter(pk=edition.pk).update(pdf=attachment.file)
    edition.pdf = attachment.file
    return attachment.file


def pdf_path(edition: Edition) -> Path:
    """Where the kept PDF lies; made now where publishing could not make it (no fonts then)."""
    file = edition.pdf or keep_pdf(edition)
    return path_of(file.sha256)
