"""The data-entry grid in a real Chromium shows only the reason a row needs; without script it shows them all."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_reason_appears_when_the_figure_asks_for_it(chromium: Browser, live_server: LiveServer) -> None:
    page = chromium.new_context().new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/design")
    why, missing = page.locator("#id_spent-why"), page.locator("#id_spent-missing")
    assert not why.is_visible()
    assert not missing.is_visible()
    page.locator("#id_spent").fill("8.1")  # usual: 0.5 to 8
    assert why.is_visible()
    page.locator("#id_spent").fill("")
    assert missing.is_visible()
    assert not why.is_visible()
    page.context.close()


def test_without_script_every_reason_can_be_given(chromium: Browser, live_server: LiveServer) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/design")
    page.locator("#id_area-why").fill("merged")
    page.locator("#id_people").fill("72")
    page.locator("#id_lamps-missing").select_option("invalid")
    page.locator("[data-grid] button.primary").click()
    page.wait_for_url("**/design?**")
    assert page.locator("#s-grid .error-summary").count() == 0
    page.context.close()
