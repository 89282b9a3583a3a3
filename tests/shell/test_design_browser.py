"""`/design` in a real Chromium: at three widths, in both languages, light and dark. Screenshots go to test-results/."""

import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RESULTS = Path(__file__).resolve().parents[2] / "test-results"
DRAWN = (
    "[...document.querySelectorAll('[data-map],[data-place-map],[data-chart]')]"
    ".every((frame) => frame.dataset.ready || frame.hidden)"
)
PATIENCE = 30  # seconds for the map on a busy machine
SERIOUS = {"serious", "critical"}


def open_page(chromium: Browser, server: LiveServer, *, width: int, lang: str, theme: str) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    cookies = [{"name": "lang", "value": lang, "url": server.url}, {"name": "theme", "value": theme, "url": server.url}]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.url}/design")
    deadline = time.monotonic() + PATIENCE
    # not wait_for_function: it times out under a policy without unsafe-eval
    while not page.evaluate(DRAWN) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert page.evaluate(DRAWN)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_nothing_scrolls_sideways_and_axe_finds_nothing_serious(
    chromium: Browser, live_server: LiveServer, width: int, lang: str, theme: str
) -> None:
    page = open_page(chromium, live_server, width=width, lang=lang, theme=theme)
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"design-{width}-{lang}-{theme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    page.context.close()
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in SERIOUS] == []


def test_no_request_leaves_the_host_and_nothing_breaks_the_policy(chromium: Browser, live_server: LiveServer) -> None:
    page = chromium.new_context().new_page()
    asked: list[str] = []
    broken: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: broken.append(line.text) if line.type == "error" else None)
    page.goto(f"{live_server.url}/design", wait_until="networkidle")
    page.context.close()
    own = (live_server.url, "blob:", "data:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert [text for text in broken if "Content Security Policy" in text] == []


def test_it_reads_and_acts_without_script(chromium: Browser, live_server: LiveServer) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/design")
    page.get_by_role("link", name="逾期 1", exact=False).first.click()
    assert "state=late" in page.url
    assert page.locator("[data-table=design-board] tbody tr").count() == 1
    page.locator(".filter-go").first.click()
    assert "state=late" in page.url
    page.context.close()


def test_keys_reach_rows_search_and_the_list_of_keys(chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium, live_server, width=1440, lang="zh", theme="light")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.current-row").count() == 1
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("j")
    assert page.locator("#search").input_value() == "j"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    page.locator("[data-dialog=act]").click()
    assert page.evaluate("document.activeElement.textContent") == "取消"
    page.context.close()


def test_results_appear_while_one_types_and_enter_opens_the_first(chromium: Browser, live_server: LiveServer) -> None:
    page = open_page(chromium, live_server, width=1440, lang="zh", theme="light")
    page.keyboard.press("/")
    page.keyboard.type("指标地图")
    page.locator("#palette a").first.wait_for(timeout=PATIENCE * 1000)
    assert page.locator("#search").get_attribute("aria-expanded") == "true"
    assert page.locator("#palette h3").first.text_content() == "页面"
    page.keyboard.press("Enter")
    page.wait_for_url("**/evaluate/map**", timeout=PATIENCE * 1000)
    page.context.close()
