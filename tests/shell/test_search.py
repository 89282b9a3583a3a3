"""One box over everything, with and without script."""

from collections.abc import Iterable, Iterator

import pytest
from django.test import Client

from lingnan.core.labels import Label
from lingnan.shell import search
from lingnan.shell.search import EACH, Hit, register

pytestmark = pytest.mark.django_db


def cities(by: object, text: str) -> Iterable[Hit]:
    return (Hit(title=f"{text}{n}<b>", url=f"/c/{n}", note="市") for n in range(20))


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    kept = dict(search.KINDS)
    search.KINDS.clear()
    register("test.cities", Label(zh="城市", en="Cities"), cities)
    yield
    search.KINDS.clear()
    search.KINDS.update(kept)


def test_the_page_of_results_works_without_script(client: Client) -> None:
    page = client.get("/search?q=清远").content.decode()
    assert page.count('href="/c/') == EACH
    assert "清远0&lt;b&gt;" in page


def test_the_box_gets_the_same_as_data(client: Client) -> None:
    groups = client.get("/search?q=清远&format=json").json()["groups"]
    assert [group["label"] for group in groups] == ["城市"]
    assert groups[0]["hits"][0] == {"title": "清远0<b>", "url": "/c/0", "note": "市"}


def test_an_empty_text_finds_nothing_and_asks_nobody(client: Client) -> None:
    assert client.get("/search?q=%20&format=json").json() == {"groups": []}
