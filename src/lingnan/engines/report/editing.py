"""The editor's places in a report: a foreword and a comment to each chapter, written while it is a draft."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.audit import record
from lingnan.engines.identity.rights import require
from lingnan.engines.report.actions import EDIT
from lingnan.engines.report.models import Edition, EditorText

PLACES: dict[str, Label] = {
    "foreword": Label(zh="前言", en="Foreword"),
    "summary": Label(zh="摘要", en="Summary"),
    "ranking": Label(zh="综合指数排名", en="Ranking by the composite index"),
    "map": Label(zh="地图", en="Map"),
    "domains": Label(zh="分领域得分", en="Scores by domain"),
    "cities": Label(zh="各市指标", en="Cities"),
    "methods": Label(zh="方法", en="Methods"),
}
LONGEST = 4000


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an editor wrote for one place, in paragraphs; without English the Chinese text stands alone."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    by: str

    def paragraphs(self, language: str) -> tuple[str, ...]:
        return (self.en or self.zh) if language.startswith("en") else self.zh


Texts = Mapping[str, Written]


def texts_of(edition: Edition) -> Texts:
    """The editor's texts by place, in the order of the report."""
    kept = {row.place: row for row in edition.texts.all()}
    return {
        place: Written(zh=paragraphs(kept[place].zh), en=paragraphs(kept[place].en), by=kept[place].written_by)
        for place in PLACES
        if place in kept and (kept[place].zh or kept[place].en)
    }


def paragraphs(text: str) -> tuple[str, ...]:
    """One paragraph a line; blank lines say nothing."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def text_hash(edition: Edition) -> str:
    """The fingerprint of the editor's texts; empty where nothing is written."""
    rows = {row.place: [row.zh, row.en] for row in edition.texts.all() if row.zh or row.en}
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest() if rows else ""


def write_text(by: Actor, edition: Edition, *, place: str, zh: str, en: str, version: int) -> EditorText:
    """Write (or empty) one place of a draft. A published edition is refused: what stands there is corrected aloud."""
    require(by, EDIT)
    if place not in PLACES:
        raise NotFound(Label(zh=f"报告里没有“{place}”这一处", en=f"The report has no place {place}"))
    for language, text in (("中文", zh), ("English", en)):
        if len(text) > LONGEST:
            said = Label(
                zh=f"最多 {LONGEST} 字，现有 {len(text)} 字", en=f"at most {LONGEST} characters, not {len(text)}"
            )
            raise Invalid(language, said)
    if en.strip() and not zh.strip():
        raise Invalid(
            Label(zh="中文", en="Chinese"), Label(zh="写了英文，中文不能空着", en="wanted where English is written")
        )
    with transaction.atomic():
        kept = Edition.objects.select_for_update().get(pk=edition.pk)
        if kept.state != "draft":
            raise Conflict(
                Label(
                    zh=f"{kept.year} 年度报告第 {kept.number} 版已发布，文字不再改动；更正请发勘误",
                    en=f"Edition {kept.number} of the report {kept.year} is published: its text stays, add an erratum",
                )
            )
        row = kept.texts.filter(place=place).first() or EditorText(edition=kept, place=place, version=0)
        if row.version != version:
            raise Conflict(
                Label(
                    zh=f"“{PLACES[place].zh}”刚被{row.written_by}改过，请看过再改",
                    en=f"{row.written_by} has just changed “{PLACES[place].en}”: look at it first",
                )
            )
        before = {"zh": row.zh, "en": row.en}
        row.zh, row.en, row.version = zh.strip(), en.strip(), version + 1
        row.written_by, row.written_at = by.name, datetime.now(UTC)
        row.save()
        record(
            by=by,
            verb="report.edit",
            about=f"report.edition:{kept.pk}",
            summary=f"修改 {kept.year} 年度报告第 {kept.number} 版“{PLACES[place].zh}”的文字",
            before=before,
            after={"zh": row.zh, "en": row.en},
        )
    return row
