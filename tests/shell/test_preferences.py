"""Language, theme and density: chosen by a plain link, kept in a cookie, the page stays the same."""

import pytest
from django.test import Client

from lingnan.shell.language import bi

pytestmark = pytest.mark.django_db


def test_chinese_comes_first_whatever_the_browser_prefers(client: Client) -> None:
    page = client.get("/design", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="zh-Hans"' in page
    assert "每个部件" in page


def test_the_language_link_stays_on_the_page_and_keeps_its_filters(client: Client) -> None:
    answer = client.get("/design?state=late&lang=en")
    assert (answer.status_code, answer["Location"]) == (302, "/design?state=late")
    page = client.get(answer["Location"]).content.decode()
    assert '<html lang="en"' in page
    assert "Every component" in page


def test_the_theme_is_rendered_by_the_server(client: Client) -> None:
    assert "data-theme" not in client.get("/design").content.decode().split("<head>")[0]
    client.get("/design?theme=dark")
    assert 'data-theme="dark"' in client.get("/design").content.decode().split("<head>")[0]


def test_an_unknown_choice_is_left_alone(client: Client) -> None:
    assert client.get("/design?theme=pink").status_code == 200
    client.cookies["theme"] = "pink"
    assert "pink" not in client.get("/design").content.decode().split("<head>")[0]


def test_the_way_back_never_leaves_the_host(client: Client) -> None:
    answer = client.get("//elsewhere.example/x?lang=en")
    assert answer.headers.get("Location", "/").startswith("/")
    assert not answer.headers.get("Location", "/").startswith("//")


def test_a_pair_takes_values_and_the_english_plural() -> None:
    # outside a request nothing is chosen: Chinese
    assert bi("{n} 项任务", "{n} task{n_s}", n=24) == "24 项任务"


@pytest.mark.parametrize(("count", "said"), [(1, "1 task"), (0, "0 tasks"), (24, "24 tasks")])
def test_english_plurals(count: int, said: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert bi("{n} 项任务", "{n} task{n_s}", n=count) == said
