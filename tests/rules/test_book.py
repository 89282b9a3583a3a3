from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.rules import RuleBook, RuleSet


def edition(name: str, start: date, end: date | None = None, limit: int = 75) -> RuleSet:
    return RuleSet(
        id="limit",
        label=Label(zh="限值", en="Limit"),
        edition=name,
        in_force_from=start,
        in_force_to=end,
        source="GB",
        clause="table 1",
        values={"day": Decimal(limit)},
    )


OLD = edition("2012", date(2012, 1, 1), date(2026, 3, 1))
NEW = edition("2026", date(2026, 3, 1), limit=60)


def book_of(*rule_sets: RuleSet) -> RuleBook:
    book = RuleBook()
    book.add(*rule_sets)
    return book


def test_the_date_of_the_thing_judged_chooses() -> None:
    book = book_of(NEW, OLD)
    assert book.in_force("limit", on=date(2026, 2, 28)) is OLD
    assert book.in_force("limit", on=date(2026, 3, 1)) is NEW
    assert book.edition("limit", "2012") is OLD
    assert book.editions("limit") == (OLD, NEW)


def test_a_value_carries_its_edition() -> None:
    judged = NEW.judge(Decimal(58), clause="4.3")
    assert (judged.value, judged.rule_set_id, judged.edition, judged.clause) == (Decimal(58), "limit", "2026", "4.3")
    assert NEW.judge(1).clause == "table 1"


def test_a_gap_says_which_editions_there_are() -> None:
    with pytest.raises(NotFound, match=r"2011-12-31.*2012 2012-01-01–2026-02-28; 2026 2026-03-01–…"):
        book_of(OLD, NEW).in_force("limit", on=date(2011, 12, 31))
    with pytest.raises(NotFound, match="unknown rule 'limits'"):
        book_of(OLD).in_force("limits", on=date(2020, 1, 1))
    with pytest.raises(NotFound, match="no edition '2030'"):
        book_of(OLD).edition("limit", "2030")


@pytest.mark.parametrize(
    "other",
    [
        edition("2020", date(2020, 1, 1), date(2021, 1, 1)),
        edition("2011", date(2011, 1, 1)),
        edition("2026", date(2026, 2, 28)),
    ],
)
def test_overlapping_editions_are_refused_and_nothing_is_added(other: RuleSet) -> None:
    book = book_of(OLD)
    with pytest.raises(Conflict, match="overlap"):
        book.add(other)
    assert book.editions("limit") == (OLD,)


def test_one_edition_stands_once() -> None:
    with pytest.raises(Conflict, match="twice"):
        book_of(OLD, edition("2012", date(2030, 1, 1)))


def test_a_test_can_swap_an_edition() -> None:
    book = book_of(OLD)
    with book.swapped(edition("trial", date(2000, 1, 1))):
        assert book.in_force("limit", on=date(2020, 1, 1)).edition == "trial"
    assert book.editions("limit") == (OLD,)


def test_a_folder_is_read_when_first_asked(tmp_path: Path) -> None:
    book = RuleBook()
    book.add_folder(tmp_path)
    book.add_folder(tmp_path)
    (tmp_path / "a.yaml").write_text(
        "rule: a\nlabel: {zh: 甲, en: A}\neditions:\n"
        "  - {edition: e, in_force_from: '2012-01-01', source: s, clause: c, confidence: read, values: {x: 1}}\n",
        encoding="utf-8",
    )
    assert book.ids() == ("a",)


def test_a_broken_file_is_not_half_read(tmp_path: Path) -> None:
    book = RuleBook()
    book.add_folder(tmp_path)
    (tmp_path / "b.yaml").write_text("rule: b\n", encoding="utf-8")
    for _ in range(2):  # and it is named again at the next look, not forgotten
        with pytest.raises(Invalid, match=r"b\.yaml"):
            book.ids()


def test_a_wrong_path_names_what_is_there() -> None:
    with pytest.raises(NotFound, match=r"no value 'hour' \(known: day\)"):
        NEW.number("hour")
    with pytest.raises(TypeError, match="is not a text"):
        NEW.text("day")
    assert NEW.integer("day") == 60
    assert not NEW.has("day", "x")
