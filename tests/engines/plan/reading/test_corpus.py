"""The corpus: clauses and whole documents of our own writing, read as a person reads them."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from lingnan.engines.plan.reading import read_clause, read_document

_spec = importlib.util.spec_from_file_location("corpus_files", Path(__file__).with_name("corpus_files.py"))
assert _spec is not None
assert _spec.loader is not None
corpus_files: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(corpus_files)

CLAUSES, DOCUMENTS = corpus_files.clauses(), corpus_files.documents()


def test_the_corpus_is_as_large_as_promised() -> None:
    # The promise of the plan engine: at least 40 clauses and 8 whole documents.
    assert len(CLAUSES) >= 40
    assert len(DOCUMENTS) >= 8


@pytest.mark.parametrize("expected", CLAUSES, ids=lambda each: each.clause[:24])
def test_clause(expected: Any) -> None:
    said = read_clause(expected.clause)
    assert (said.lead, said.cooperating, said.when) == (expected.lead, expected.cooperating, expected.when)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.path.name)
def test_document(document: Any) -> None:
    reading, expected = read_document(document.path), document.expected
    period = [reading.period.start.year, reading.period.end.year] if reading.period else None
    assert reading.title == expected["title"]
    assert reading.issuer == expected["issuer"]
    assert reading.number == expected["number"]
    assert reading.issued_on == expected["issued_on"]
    assert period == expected["period"]
    assert list(reading.members) == expected.get("members", [])
    found = [
        {
            "number": task.number,
            "title": task.title,
            "lead": list(task.lead),
            "cooperating": list(task.cooperating),
            "due": [deadline.due for deadline in task.deadlines],
        }
        for task in reading.tasks
    ]
    assert found == expected["tasks"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.path.name)
def test_every_task_points_at_its_place(document: Any) -> None:
    reading = read_document(document.path)
    for task in reading.tasks:
        source = reading.original[task.source.start : task.source.end]
        assert source.strip()
        # Numbers and titles stand in the original as written; converted pages are compared in test_seed.
        assert task.title[:2] in reading.clean
        for deadline in task.deadlines:
            assert deadline.at is not None
            assert task.source.start <= deadline.at.start < deadline.at.end <= task.source.end


def test_a_silent_item_among_tasks_is_named() -> None:
    words = "某省工作方案（2025年）\n（一）甲。（省科技厅）\n（二）乙事要抓紧。\n（三）丙。（省财政厅）\n"
    reading = read_document(words.encode(), name="方案")
    assert [task.number for task in reading.tasks] == [1, 3]
    assert [(doubt.code, doubt.message) for doubt in reading.doubts] == [
        ("silent_item", "（二）乙事要抓紧 没有责任单位，未作为任务")
    ]


def test_units_of_another_province_are_not_taken_for_ours() -> None:
    words = "{}数据工作方案（2025年）\n（一）甲。（省教育厅）\n"
    status = [
        read_document(words.format(place).encode(), name="方案").tasks[0].resolved[0].status
        for place in ("广东省", "湖南省", "")
    ]
    assert status == ["known", "unknown", "known"]
