"""The list says what is late; a case is handled on its page, and a change meanwhile is said there."""

import re

import pytest
from django.test import Client

from lingnan.engines.cases.models import Case
from lingnan.engines.cases.services import Subject, open_case
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.models import Account, RoleGrant, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(guangzhou: Unit) -> Case:
    subject = Subject(title="广州市样例站超标", title_en="Exceedance", region="440100", is_sample=True)
    return open_case(by=SYSTEM, type_key="environment.exceedance", subject=subject)


@pytest.fixture
def operator(case: Case, client: Client) -> Client:
    account = Account.objects.create(username="op", display_name="何敏", unit=case.unit)
    RoleGrant.objects.create(account=account, role="operator")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def test_the_list(operator: Client) -> None:
    page = operator.get("/cases/").content.decode()
    assert heading(page) == "1 件在办，没有逾期"
    assert "广州市样例站超标" in page


def test_the_step_is_done_on_the_page(operator: Client) -> None:
    page = operator.get("/cases/2018-00001").content.decode()
    assert "样例数据" in page
    answer = operator.post("/cases/2018-00001/take", {"note": "数据属实", "version": "1"})
    assert answer.status_code == 302
    page = operator.get("/cases/2018-00001").content.decode()
    assert "数据属实" in page
    assert "何敏" in page


def test_without_words_the_page_says_so_and_nothing_changes(operator: Client) -> None:
    answer = operator.post("/cases/2018-00001/take", {"note": " ", "version": "1"})
    assert answer.status_code == 422
    assert "请写明" in answer.content.decode()
    assert Case.objects.get().step == "verify"


def test_on_an_older_state_the_words_stay_in_the_form(operator: Client) -> None:
    operator.post("/cases/2018-00001/take", {"note": "属实", "version": "1"})
    answer = operator.post("/cases/2018-00001/take", {"note": "我的话", "version": "1"})
    assert answer.status_code == 422
    assert "我的话" in answer.content.decode()


def test_the_public_sees_no_case(case: Case, client: Client) -> None:
    assert client.get("/cases/").status_code == 403
    assert client.get("/cases/2018-00001").status_code == 403
    assert client.post("/cases/2018-00001/take", {"note": "x", "version": "1"}).status_code == 403


def test_the_list_takes_few_queries(operator: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        operator.get("/cases/")
