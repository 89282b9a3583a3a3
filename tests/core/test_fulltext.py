"""Chinese full text by pairs of characters. Expected tokens are written out by hand."""

import pytest

from lingnan.core.fulltext import excerpt, fold, indexed, marked, question, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＰＭ２．５", "pm2.5"),  # full width
        ("規劃應用", "规划应用"),  # traditional
        ("Ａ①㎡", "a1m2"),  # one character may become two
        ("　", " "),
    ],
)
def test_forms_of_one_character_are_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_run_gives_its_pairs_and_its_last_character() -> None:
    assert list(tokens("智慧水务，PM2.5年均")) == ["智慧", "慧水", "水务", "务", "pm2", "5", "年均", "均"]


@pytest.mark.parametrize(
    ("asked", "fts5"),
    [
        ("水", '"水"*'),
        ("水务", '"水务"'),
        ("水务局", '"水务 务局"'),
        ("智慧2015", '"智慧 慧 2015"*'),
        ("水务 PM2", '"水务" AND "pm2"*'),
        ("水水", '"水水"'),
        ("，。", ""),
        ('" OR 1', '"or"* AND "1"*'),  # nothing of the question is a command
    ],
)
def test_a_question_asks_for_its_tokens_in_a_row(asked: str, fts5: str) -> None:
    assert question(asked).fts5 == fts5


def test_the_same_question_for_postgresql() -> None:
    assert question("水务局 PM2", tags=("task",)).tsquery == "'ƿtask' & ('水务' <-> '务局') & ('pm2':*)"


def test_tags_cannot_be_typed() -> None:
    assert "ƿ" not in "".join(tokens("ƿtask"))
    assert indexed("水", tags=("task",)).split() == ["ƿtask", "水"]


def test_what_was_found_is_marked_in_the_text_as_it_stands() -> None:
    pieces = marked("規劃：智慧水务与ＰＭ２．５", question("规划 pm2.5"))
    assert [(piece.text, piece.is_hit) for piece in pieces] == [
        ("規劃", True),
        ("：智慧水务与", False),
        ("ＰＭ２．５", True),
    ]


def test_an_excerpt_begins_near_the_first_place() -> None:
    text = "前" * 200 + "水务" + "后" * 200
    pieces = excerpt(text, question("水务"))
    assert pieces[0].text == "…"
    assert pieces[-1].text == "…"
    assert [piece.text for piece in pieces if piece.is_hit] == ["水务"]
    assert sum(len(piece.text) for piece in pieces) < 120
