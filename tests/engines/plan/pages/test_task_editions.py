"""What each document said of a task stands on the task's page, and leads to its place in that document."""

import re

import pytest
from django.test import Client
from tests.engines.plan.services.conftest import NEXT

from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import Plan, Task
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.amending import apply_amendment
from lingnan.engines.plan.services.importing import import_plan
from lingnan.engines.plan.services.reviewing import accept_certain

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(office: Actor, taken: Plan) -> Plan:
    """The second document: it changes 建设数据平台 and adds 培育数据服务企业."""
    accept_certain(by=office, plan_key=taken.key)
    adopt(by=office, plan_key=taken.key, leave_out="没有这个单位")
    made = import_plan(by=office, name="新版.txt", content=NEXT.encode(), amends=taken.key, mode="edition")
    accept_certain(by=office, plan_key=made.key)
    apply_amendment(by=office, plan_key=made.key, leave_out="试点继续")
    return made


def test_a_task_shows_both_documents_and_where_each_says_it(desk: Client, edition: Plan) -> None:
    base = edition.amends_id
    page = desk.get(f"/plan/{base}/tasks/1").content.decode()
    said = page[page.index('id="said"') :]
    assert said.index("2017—2019年") < said.index("2017—2018年")  # the latest first
    assert "90%" in said  # the words that no longer rule
    for address, anchor in re.findall(r'href="(/plan/[^"#]+/document)#(source-[^"]+)"', said):
        assert f'id="{anchor}"' in desk.get(address).content.decode()
    assert len(re.findall(r"#source-", said)) == 2


def test_a_task_that_an_amendment_added_leads_into_the_amendment(desk: Client, edition: Plan) -> None:
    new = Task.objects.get(plan=edition.amends_id, title="培育数据服务企业")
    page = desk.get(f"/plan/{new.plan_id}/tasks/{new.number}").content.decode()
    [(address, anchor)] = re.findall(r'href="(/plan/[^"#]+/document)#(source-[^"]+)"', page)
    assert address == f"/plan/{edition.key}/document"
    assert f'id="{anchor}"' in desk.get(address).content.decode()


def test_a_task_that_stands_in_no_document_leads_nowhere(desk: Client, edition: Plan) -> None:
    made = Task.objects.create(plan_id=edition.amends_id, number=90, title="会议议定", text="会议议定",
                               source_start=0, source_end=0)  # fmt: skip
    page = desk.get(f"/plan/{made.plan_id}/tasks/90").content.decode()
    assert f"/plan/{made.plan_id}/document" not in page
