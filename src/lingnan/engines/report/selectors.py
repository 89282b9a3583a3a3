"""Reads of the report engine: which edition an actor may read."""

from django.db.models import QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.selectors.assessments import DEFAULT_FRAMEWORK
from lingnan.engines.identity.actor import Actor
from lingnan.engines.report.models import Edition


def visible(by: Actor) -> QuerySet[Edition]:
    """The public reads what is published; who signed in reads drafts too."""
    kept = Edition.objects.all()
    return kept.filter(state="published") if by.is_public else kept


def edition_of(by: Actor, year: int, *, framework: str = DEFAULT_FRAMEWORK, number: int | None = None) -> Edition:
    """The newest published edition of a year (or the draft where nothing is published), or the one numbered."""
    found = visible(by).filter(year=year, framework=framework).prefetch_related("errata", "texts")
    if number is not None:
        found = found.filter(number=number)
    edition = found.order_by("-state", "-number").first()  # 'published' sorts after 'draft'
    if edition is None:
        raise NotFound(
            Label(
                zh=f"没有 {year} 年度报告" + ("；公众只能看已发布的" if by.is_public else "，先编制"),
                en=f"There is no annual report of {year}"
                + ("; the public sees published ones only" if by.is_public else "; compile it first"),
            )
        )
    return edition


def draft_of(by: Actor, year: int, *, framework: str = DEFAULT_FRAMEWORK) -> Edition:
    """The newest draft of a year: the only edition whose text can still be written."""
    found = visible(by).filter(year=year, framework=framework, state="draft").prefetch_related("texts")
    edition = found.order_by("-number").first()
    if edition is None:
        raise NotFound(
            Label(
                zh=f"{year} 年度报告没有草稿；已发布的文字不再改动，更正请发勘误",
                en=f"There is no draft of the report {year}; what is published stays, a correction is an erratum",
            )
        )
    return edition


def years(by: Actor) -> list[int]:
    """Years with a report, newest first."""
    return sorted(set(visible(by).values_list("year", flat=True)), reverse=True)
