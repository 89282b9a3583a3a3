"""Open cases go to the successor of their unit; closed ones stay."""

from datetime import date

import pytest

from lingnan.engines.cases.models import Case
from lingnan.engines.identity.actor import SYSTEM
from lingnan.engines.identity.holders import held_by
from lingnan.engines.identity.models import Region, Unit
from lingnan.engines.identity.services.units import merge_units

DAY = date(2018, 4, 1)


@pytest.mark.django_db
def test_open_cases_move_and_closed_ones_stay(django_capture_on_commit_callbacks: object) -> None:
    Region.objects.create(code="440000", name="广东省", level="province")
    for key in ("old", "new"):
        Unit.objects.create(key=key, name=key, kind="department", region_id="440000")
    for number, state in (("1", "open"), ("2", "closed")):
        Case.objects.create(number=number, type="x.y", title="t", title_en="t", region_id="440000", unit_id="old",
                            opened_on=DAY, due_on=DAY, state=state)  # fmt: skip
    assert [held.title for held in held_by("old")] == ["案件 1 t"]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        merge_units(by=SYSTEM, unit_keys=("old",), into_key="new", on=DAY, source="批复")
    assert dict(Case.objects.values_list("number", "unit_id")) == {"1": "new", "2": "old"}
