"""A document taken in by mistake goes back on its page; one that repeats a plan in force is offered as its edition."""

import pytest
from django.test import Client
from tests.engines.plan.services.conftest import NEXT

from lingnan.core.errors import Invalid
from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.services.adopting import adopt
from lingnan.engines.plan.services.importing import import_plan
from lingnan.engines.plan.services.reviewing import accept_certain

pytestmark = pytest.mark.django_db


def test_a_document_is_taken_back_with_a_reason_and_comes_back(office: Actor, desk: Client, taken: Plan) -> None:
    address = f"/plan/{taken.key}/document/withdraw"
    assert address in desk.get(f"/plan/{taken.key}/document").content.decode()
    assert desk.post(address, {"reason": " "}).status_code == 409  # why is asked for
    assert desk.post(address, {"reason": "导错了文件"}).status_code == 302
    taken.refresh_from_db()
    assert taken.state == "withdrawn"
    assert "已撤回" in desk.get(f"/plan/{taken.key}/document").content.decode()
    import_plan(by=office, name="再来.txt", content=taken.original_text.encode())
    taken.refresh_from_db()
    assert taken.state == "draft"


def test_a_document_that_repeats_a_plan_is_offered_as_its_edition(office: Actor, desk: Client, taken: Plan) -> None:
    accept_certain(by=office, plan_key=taken.key)
    adopt(by=office, plan_key=taken.key, leave_out="没有这个单位")
    new = import_plan(by=office, name="新版.txt", content=NEXT.encode())
    assert set(new.drafts.values_list("change", flat=True)) == {""}
    address = f"/plan/{new.key}/document/amends"
    assert address in desk.get(f"/plan/{new.key}/document").content.decode()
    desk.post(address, {"amends": taken.key, "mode": "edition"})
    assert set(new.drafts.values_list("change", flat=True)) == {"kept", "changed", "new", "dropped"}
    assert address not in desk.get(f"/plan/{new.key}/document").content.decode()


def test_orders_alone_need_the_plan_that_they_change(office: Actor) -> None:
    text = "关于修改数据服务工作方案的通知\n\n将第（一）项中的“甲”修改为“乙”。\n"
    with pytest.raises(Invalid, match="修订哪份方案"):
        import_plan(by=office, name="通知.txt", content=text.encode())
