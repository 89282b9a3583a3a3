"""The review in a real Chromium: keys decide, both sides light each other, unsent work comes back, a phone suffices."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.models import Account
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.services.importing import import_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = """数据方案（2018—2019年）
（一）建设平台。2018年底前建成统一数据平台，接入率不低于90%。（省教育厅）
（二）开展检查。（省科学技木厅）
（三）开展培训。组织业务培训。（省公安厅）
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUS = "document.activeElement.dataset.item"


@pytest.fixture
def plan(person: Callable[..., Actor], stand_at: Callable[[str], date]) -> Plan:
    stand_at("2018-04-16")
    person("office", unit="gd-office", role="office")
    return import_plan(by=SYSTEM, name="方案.txt", content=PLAN.encode())


def opened(chromium: Browser, server: LiveServer, path: str, *, width: int = 1440) -> Page:
    """A page as somebody of the office sees it."""
    client = Client()
    client.force_login(Account.objects.get(username="office"), backend="django.contrib.auth.backends.ModelBackend")
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    return page


def test_keys_walk_accept_and_take_back(chromium: Browser, live_server: LiveServer, plan: Plan) -> None:
    page = opened(chromium, live_server, f"/plan/{plan.key}/document")
    first, doubtful, _ = plan.drafts.all()
    page.locator(f"#task-d{doubtful.pk}").focus()
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) == f"d{first.pk}"  # the doubtful one stands first, then the order of the document
    page.keyboard.press("a")
    page.wait_for_url("**#task-d*")
    assert plan.drafts.get(pk=first.pk).state == "accepted"
    page.locator(f"#task-d{first.pk}").focus()
    page.keyboard.press("u")
    page.wait_for_function("document.querySelector('#notes .note')")
    assert plan.drafts.get(pk=first.pk).state == "open"
    page.context.close()


def test_a_proposal_leads_to_its_words(chromium: Browser, live_server: LiveServer, plan: Plan) -> None:
    page = opened(chromium, live_server, f"/plan/{plan.key}/document")
    rate = plan.drafts.all()[0].proposals.get(kind="indicator")
    page.locator(f"#task-p{rate.pk}").hover()
    assert page.locator(f"#source-p{rate.pk}.lit").text_content() == "接入率不低于90%"
    page.locator(f"#task-p{rate.pk} button[value=part-accept]").click()
    page.wait_for_load_state()
    rate.refresh_from_db()
    assert rate.state == "accepted"
    page.context.close()


def test_a_suggestion_fills_the_field_and_unsent_work_comes_back(
    chromium: Browser, live_server: LiveServer, plan: Plan
) -> None:
    draft = plan.drafts.all()[1]
    page = opened(chromium, live_server, f"/plan/{plan.key}/drafts/{draft.pk}")
    suggestion = page.locator("[data-fill]").first
    name = suggestion.text_content()
    suggestion.click()
    assert page.locator("[name=means]").first.input_value() == name
    page.locator("#title").fill("开展全面检查")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.locator("#title").input_value() == "开展全面检查"
    page.locator("button[value=accept]").click()
    page.wait_for_url("**/document#*")
    after = plan.drafts.get(pk=draft.pk)
    assert (after.title, after.state, after.units[0]["name"]) == ("开展全面检查", "accepted", name)
    page.context.close()


@pytest.mark.parametrize("path", ["document", "drafts/{draft}", "adopt", "document/facts"])
def test_nothing_scrolls_sideways_on_a_phone(chromium: Browser, live_server: LiveServer, plan: Plan, path: str) -> None:
    draft = plan.drafts.all()[1].pk
    page = opened(chromium, live_server, f"/plan/{plan.key}/{path.format(draft=draft)}", width=390)
    assert page.evaluate(OVERFLOW) <= 0
    page.context.close()
