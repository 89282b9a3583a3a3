"""An office with the province's units, and a document of our own with something to look at in it."""

from collections.abc import Callable
from datetime import date

import pytest

from lingnan.engines.identity.actor import SYSTEM, Actor, actor_of
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.services.accounts import create_account
from lingnan.engines.identity.services.regions import load_regions
from lingnan.engines.identity.services.units import load_units
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.services.importing import import_plan

# (三) names a unit that nobody knows; (四) is two tasks that the writer did not part.
TEXT = """广东省数据服务工作方案（2017—2018年）

一、重点任务
（一）建设数据平台。2017年底前建成全省统一数据平台，接入率不低于90%。落实国家数据服务评价指标体系。（省经济和信息化委牵头，省财政厅配合）
（二）编制数据目录。2018年6月底前出台数据目录管理办法。（省教育厅）
（三）培训工作人员。开展业务培训。（省数字未来厅）
（四）开展试点。选择两个市开展数据服务试点。加强检查。每年通报一次检查情况。（省公安厅）
"""
NEXT = """广东省数据服务工作方案（2017—2019年）

一、重点任务
（一）编制数据目录。2018年6月底前出台数据目录管理办法。（省教育厅）
（二）建设数据平台。2018年底前建成全省统一数据平台，接入率不低于95%。落实国家数据服务评价指标体系。（省经济和信息化委牵头，省财政厅、省审计厅配合）
（三）培育数据服务企业。扩大产业规模，每年认定一批企业。（省商务厅）
"""


@pytest.fixture
def office(stand_at: Callable[[str], date]) -> Actor:
    """Somebody of the office; it is 9 January 2017 and Guangdong's units are those of the day."""
    stand_at("2017-01-09")
    load_regions(by=SYSTEM)
    load_units(by=SYSTEM)
    create_account(
        by=SYSTEM, username="office", display_name="周敏", unit_key="gd-office", roles=("office",), must_change=False
    )
    return actor_of(Account.objects.select_related("unit").get(username="office"))


@pytest.fixture
def colleague(office: Actor) -> Actor:
    """Another of the office."""
    create_account(
        by=SYSTEM, username="second", display_name="林涛", unit_key="gd-office", roles=("office",), must_change=False
    )
    return actor_of(Account.objects.select_related("unit").get(username="second"))


@pytest.fixture
def taken(office: Actor) -> Plan:
    """The document, waiting for review."""
    return import_plan(by=office, name="方案.txt", content=TEXT.encode())
