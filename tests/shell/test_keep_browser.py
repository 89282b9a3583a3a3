"""Autosave in a real Chromium: what is not sent survives a reload, what was sent is forgotten."""

import pytest
from playwright.sync_api import Browser, Dialog, Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIELD = "#id_kept_text"
FORM = "form[data-keep='design.kept']"
LINE = f"{FORM} .saved"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('lingnan-keep:'))"


def open_form(chromium: Browser, server: LiveServer, lang: str = "zh") -> Page:
    context = chromium.new_context(viewport={"width": 1024, "height": 800})
    context.add_cookies([{"name": "lang", "value": lang, "url": server.url}])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{server.url}/design")
    return page


def test_unsent_work_comes_back_after_a_reload_and_can_be_discarded(chromium: Browser, live_server: LiveServer) -> None:
    page = open_form(chromium, live_server)
    page.locator(FIELD).fill("完成 3 个节点")
    page.locator("#id_kept_done").check()
    assert page.locator(LINE).text_content()[:2] == "已存"  # type: ignore[index]  # the line is there
    assert page.locator(LINE).get_attribute("aria-live") == "polite"
    page.reload()
    assert page.locator(FIELD).input_value() == "完成 3 个节点"
    assert page.locator("#id_kept_done").is_checked()
    assert page.locator(f"{FORM} .note span").text_content() == "已恢复未提交的内容"
    page.locator(f"{FORM} .note button").click()
    assert page.locator(FIELD).input_value() == ""
    page.reload()
    assert page.locator(FIELD).input_value() == ""
    assert page.evaluate(KEPT) == []
    page.context.close()


def test_a_form_that_was_taken_is_forgotten(chromium: Browser, live_server: LiveServer) -> None:
    page = open_form(chromium, live_server, "en")
    page.locator(FIELD).fill("three milestones")
    assert len(page.evaluate(KEPT)) == 1
    page.locator(f"{FORM} button.primary").click()
    page.wait_for_url("**/design#main")
    page.locator("#notes .note").wait_for()
    assert "three milestones" in (page.locator("#notes").text_content() or "")
    assert page.evaluate(KEPT) == []
    assert page.locator(FIELD).input_value() == ""
    page.context.close()


def test_a_form_that_did_not_arrive_is_kept(chromium: Browser, live_server: LiveServer) -> None:
    page = open_form(chromium, live_server)
    page.locator(FIELD).fill("没有送到")
    page.route("**/design/echo", lambda route: route.abort("internetdisconnected"))
    page.locator(f"{FORM} button.primary").click()
    for _ in range(100):  # the browser's own page of the failure must stand before one goes elsewhere
        if page.url.startswith("chrome-error:"):
            break
        page.wait_for_timeout(100)
    page.goto(f"{live_server.url}/design")
    assert page.locator(FIELD).input_value() == "没有送到"
    page.context.close()


def test_offline_is_said_and_secrets_are_never_kept(chromium: Browser, live_server: LiveServer) -> None:
    page = open_form(chromium, live_server)
    page.evaluate(
        f"""() => {{
          const field = Object.assign(document.createElement("input"), {{type: "password", name: "secret"}});
          document.querySelector("{FORM}").append(field);
        }}"""
    )
    page.context.set_offline(True)
    page.locator(f"{FORM} [name=secret]").fill("S3CRET")
    page.locator(FIELD).fill("断网")
    assert page.locator(LINE).text_content() == "未联网，存在本机"
    kept = page.evaluate(f"localStorage.getItem({KEPT}[0])")
    assert "断网" in kept
    assert "S3CRET" not in kept
    assert "csrfmiddlewaretoken" not in kept
    page.context.close()


def test_leaving_with_unsent_work_asks_first(chromium: Browser, live_server: LiveServer) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(f"{live_server.url}/design")
    page.goto(f"{live_server.url}/search")
    assert asked == []
    page.goto(f"{live_server.url}/design")
    page.locator(FIELD).click()
    page.keyboard.type("x")
    page.goto(f"{live_server.url}/search")
    assert asked == ["beforeunload"]
    context.close()
