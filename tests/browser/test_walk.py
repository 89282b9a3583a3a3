"""A person walks the loop: sign-in → board → ranking → evidence → report → supervision, in both languages.

Every page of the walk is looked at by axe, and every screen is kept as a picture in test-results/pages.
"""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.browser.conftest import RESULTS, Site, loads, sign_in

pytestmark = pytest.mark.browser
FILE = re.compile(r"\.(csv|xlsx|parquet|docx|pdf|ics)\b")  # an address that is a file, not a screen
WIDTHS = (1440, 1024, 390)
PUBLIC = (
    "/",
    "/plan/",
    "/evaluate/ranking?year=2017",
    "/evaluate/map?year=2017",
    "/report/2017/",
    "/sign-in",
    "/design",
)


def with_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical on this page."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in {"serious", "critical"}]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_sign_in_to_the_report_every_number_leads_back(site: Site, browser: Browser, language: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    sign_in(page, site, "liaison")

    # home: the supervision item stands first, with its date
    page.goto(site.address + with_language("/", language))
    first = page.locator("ol.todo li").first
    assert ("督办" if language == "zh" else "Supervision") in first.inner_text()
    assert "2018" in first.inner_text()
    assert serious(page) == []

    # board → task
    page.goto(site.address + with_language("/plan/", language))
    assert page.locator("h1").inner_text().startswith("24")
    assert page.locator("tbody tr").count() == 24
    assert serious(page) == []
    page.locator("tbody tr a").first.click()
    page.wait_for_load_state()
    assert serious(page) == []

    # ranking → evidence in one click, its rows in the next
    page.goto(site.address + with_language("/evaluate/ranking?year=2017", language))
    assert page.locator("tbody tr").count() >= 21
    assert serious(page) == []
    page.locator("tbody a.value, tbody td a").first.click()
    page.wait_for_load_state()
    assert page.locator("ol.chain").count() >= 1
    assert serious(page) == []

    # report: the page and the PDF
    page.goto(site.address + with_language("/report/2017/", language))
    assert serious(page) == []
    assert loads(f"{site.address}/report/2017.pdf").startswith(b"%PDF")

    # nothing was asked of another host
    assert [url for url in requests if not url.startswith((site.address, "data:", "blob:"))] == []
    page.close()


def test_the_unit_replies_and_the_office_closes(site: Site, browser: Browser) -> None:
    unit = browser.new_page(viewport={"width": 390, "height": 844})
    sign_in(unit, site, "liaison")
    unit.goto(f"{site.address}/")
    unit.locator("ol.todo li a").first.click()
    unit.wait_for_load_state()
    address = unit.url
    unit.fill("textarea[name=text]", "能耗统计口径已核对，6月底前完成高耗能企业改造。")
    unit.click("text=提交回复")
    unit.wait_for_load_state()
    assert "待核定" in unit.locator("main").inner_text()
    unit.close()

    context = browser.new_context(viewport={"width": 1440, "height": 900})
    office = context.new_page()
    sign_in(office, site, "office")
    office.goto(address)
    office.fill("textarea[name=reason]", "整改措施可行，同意销号。")
    office.click("text=核定销号")
    office.wait_for_load_state()
    assert "已销号" in office.locator("main").inner_text()
    context.close()


def test_a_wrong_password_is_refused_without_saying_which_was_wrong(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    texts = []
    for name in ("office", "nobody-here"):
        page.goto(f"{site.address}/sign-in")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", "wrong-password-1")
        page.click("main button[type=submit], main .button.primary")
        page.wait_for_load_state()
        texts.append(page.locator("main").inner_text())
    assert texts[0] == texts[1]
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_fits_and_is_kept_as_a_picture(site: Site, browser: Browser, theme: str) -> None:
    folder = Path(RESULTS) / theme
    folder.mkdir(parents=True, exist_ok=True)
    paths = loads_screens(site, browser)
    bad = []
    for width in WIDTHS:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width == 390 else 900},
            color_scheme="dark" if theme == "dark" else "light",
        )
        page = context.new_page()
        sign_in(page, site, "office")
        for language in ("zh", "en"):
            for path in paths:
                response = page.goto(site.address + with_language(path, language))
                if response is None or response.status >= 400:
                    bad.append(f"{path} {response.status if response else 'no answer'}")
                if overflow(page) > 0:
                    bad.append(f"{path} {width} {language} is {overflow(page)} px too wide")
                name = path.strip("/").replace("/", "_").replace("?", "_") or "home"
                page.screenshot(path=folder / f"{name}-{width}-{language}.png", full_page=True)
        context.close()
    assert bad == []


def loads_screens(site: Site, browser: Browser) -> list[str]:
    """The screens of the rail and one object of each kind, found by following the pages' own links."""
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site, "office")
    page.goto(f"{site.address}/")
    paths = ["/", "/design"]
    for href in page.locator("nav.rail a, aside.rail a, .rail a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    ):
        if href and href.startswith("/") and href not in paths and not re.search("[?&](theme|lang)=", href):
            paths.append(href)
    for start in list(paths):
        page.goto(site.address + start)
        inner = page.locator("main tbody tr a:not([download])").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        following = next((href for href in inner if href and href.startswith("/") and not FILE.search(href)), None)
        if following and following not in paths:
            paths.append(following)
    context.close()
    return paths
