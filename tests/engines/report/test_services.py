"""An edition is frozen content: the same for ever, corrected only aloud."""

import re
import subprocess
from pathlib import Path

import pytest

from lingnan.core.errors import Conflict, NotAllowed
from lingnan.engines.evaluate.models import Assessment, Result
from lingnan.engines.evaluate.services.assess import assess
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.report import snapshot
from lingnan.engines.report.models import Edition
from lingnan.engines.report.passages import passages
from lingnan.engines.report.services import add_erratum, build_edition, make_pdf, pdf_path, publish

pytestmark = pytest.mark.django_db


def pdf_text(content: bytes, tmp_path: Path) -> str:
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_same_content_is_the_same_edition(frozen: Assessment) -> None:
    first = build_edition(SYSTEM, 2017)
    assert build_edition(SYSTEM, 2017).pk == first.pk
    assert snapshot.fingerprint(first.snapshot) == first.content_hash


def test_a_snapshot_reads_back_to_the_same_bytes(frozen: Assessment) -> None:
    edition = build_edition(SYSTEM, 2017)
    content = snapshot.read(edition.snapshot)
    again = snapshot.take(content.judged, ranks_before=content.ranks_before)
    assert snapshot.canonical(again) == edition.snapshot


def test_the_edition_does_not_follow_the_tables(frozen: Assessment) -> None:
    edition = build_edition(SYSTEM, 2017)
    before = passages(snapshot.read(edition.snapshot))
    Result.objects.filter(assessment=frozen).update(score="1", rank=1)
    assert passages(snapshot.read(Edition.objects.get(pk=edition.pk).snapshot)) == before


def test_what_is_not_frozen_gets_no_report(frozen: Assessment) -> None:
    assess(SYSTEM, "gd-demo-2017", 2015)
    with pytest.raises(Conflict, match="还没有冻结"):
        build_edition(SYSTEM, 2015)


def test_the_pdf_of_an_edition_is_the_same_bytes(frozen: Assessment) -> None:
    edition = build_edition(SYSTEM, 2017)
    assert make_pdf(edition) == make_pdf(edition)


def test_the_pdf_says_what_the_snapshot_says(frozen: Assessment, tmp_path: Path) -> None:
    edition = publish(SYSTEM, build_edition(SYSTEM, 2017))
    text = pdf_text(pdf_path(edition).read_bytes(), tmp_path)
    flat = re.sub(r"\s+", "", text)
    for words in ("摘要", "综合指数排名", "各市指标", "方法", "证据目录", "勘误", "Englishsummary", "审图号：待填"):
        assert words in flat, words
    assert edition.content_hash[:16] in flat
    assert flat.count("/evaluate/evidence/") == 105  # 21 cities × the 5 indicators that have values here
    assert all(result.region.name in flat for result in Result.objects.filter(assessment=frozen, node="index"))


def test_published_once_and_kept_as_a_file(frozen: Assessment) -> None:
    edition = publish(SYSTEM, build_edition(SYSTEM, 2017))
    assert edition.pdf is not None
    assert pdf_path(edition).read_bytes()[:5] == b"%PDF-"
    with pytest.raises(Conflict):
        publish(SYSTEM, edition)


def test_an_erratum_is_said_and_changes_no_figure(frozen: Assessment, tmp_path: Path) -> None:
    edition = publish(SYSTEM, build_edition(SYSTEM, 2017))
    add_erratum(SYSTEM, edition, place="第 3 页", wrong="第 12 名", right="第 13 名")
    kept = Edition.objects.get(pk=edition.pk)
    assert kept.content_hash == edition.content_hash
    assert kept.snapshot == edition.snapshot
    assert "第 13 名" in pdf_text(pdf_path(kept).read_bytes(), tmp_path)


def test_a_draft_needs_no_erratum(frozen: Assessment) -> None:
    with pytest.raises(Conflict):
        add_erratum(SYSTEM, build_edition(SYSTEM, 2017), place="x", wrong="y", right="z")


def test_the_public_builds_nothing(frozen: Assessment) -> None:
    with pytest.raises(NotAllowed):
        build_edition(PUBLIC, 2017)
