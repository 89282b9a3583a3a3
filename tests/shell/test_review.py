"""A document beside what was read from it: lines are counted, doubts come first, it works without script."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from lingnan.core.labels import Label
from lingnan.shell.review import Item, Review, passages

ITEMS = (
    Item(key="1", title="一"),
    Item(key="2", title="二", doubts=("哪个单位？",)),
    Item(key="3", title="三", doubts=("哪一天？",), verdict="accept"),
    Item(key="4", title="四", doubts=("哪一年？",)),
)


def review(action: str = "") -> Review:
    cuts = passages([("题\n", ""), ("一\n", "1"), ("二", "2")])
    return Review(passages=cuts, items=ITEMS, heading=Label(zh="任务", en="Tasks"), action=action)


def test_a_passage_knows_the_line_its_words_begin_on() -> None:
    # counted by hand: 题 on line 1, a blank line 2, 甲 on 3, its second line 4, 乙 on 5
    cuts = passages([("题\n", ""), ("\n甲\n又", "1"), ("\n乙", "2")])
    assert [cut.line for cut in cuts] == [1, 3, 5]


def test_what_is_open_comes_first_in_the_order_of_the_document() -> None:
    assert [item.key for item in review().ordered] == ["2", "4", "1", "3"]
    assert review().unresolved == 2


def test_without_an_action_no_button_pretends_to_decide() -> None:
    assert "<button" not in render_to_string("shell/review.html", {"review": review()})


def test_each_open_item_is_a_form_of_its_own() -> None:
    drawn = render_to_string("shell/review.html", {"review": review("/somewhere")})
    # items 1, 2 and 4: number 3 is decided
    assert drawn.count('action="/somewhere"') == 3
    assert drawn.count('value="reject"') == 3
    assert 'data-source="2"' in drawn
    assert 'href="#item-2"' in drawn


@pytest.mark.django_db
def test_a_verdict_counts_on_the_design_page() -> None:
    client = Client()
    assert "2 项未解决" in client.get("/design").content.decode()
    answer = client.post("/design/echo", {"item": "8", "verdict": "accept", "anchor": "item-8"})
    assert answer["Location"] == "/design?item=8&verdict=accept#item-8"
    assert "1 项未解决" in client.get(answer["Location"]).content.decode()
