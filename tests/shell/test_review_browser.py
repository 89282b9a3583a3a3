"""Document review in a real Chromium: both sides light each other, keys move and decide, and can be switched off."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIT = "[...document.querySelectorAll('.lit')].map((part) => part.dataset.item ?? part.dataset.source)"
FOCUS = "document.activeElement.dataset.item"


def open_review(chromium: Browser, server: LiveServer) -> Page:
    page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{server.url}/design")
    return page


def test_either_side_lights_the_other(chromium: Browser, live_server: LiveServer) -> None:
    page = open_review(chromium, live_server)
    page.locator("#source-9").hover()
    assert page.evaluate(LIT) == ["9", "9"]
    page.locator("#item-10 a").focus()
    assert page.evaluate(LIT) == ["10", "10"]
    page.context.close()


def test_keys_move_decide_and_stay_out_of_fields(chromium: Browser, live_server: LiveServer) -> None:
    page = open_review(chromium, live_server)
    page.locator("#item-8").focus()
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) == "9"  # the second open one; 10 is not doubtful and comes last
    page.keyboard.press("k")
    assert page.evaluate(FOCUS) == "8"
    page.keyboard.press("e")
    page.keyboard.type("ar")
    assert page.locator("#item-8 [name=value]").input_value() == "ar"
    page.locator("#item-9").focus()
    page.keyboard.press("r")
    page.wait_for_url("**/design?item=9&verdict=reject#item-9")
    assert page.locator("#item-9 .tag").text_content() == "不采用"
    page.evaluate("localStorage.setItem('lingnan-keys', 'off')")
    page.locator("#item-8").focus()
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) == "8"
    page.context.close()
