"""Plans for machines: public, as their pages are."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from lingnan.engines.plan.models import Plan

router = Router(tags=["plan"])


class PlanOut(Schema):
    """A plan."""

    key: str
    title: str
    number: str
    issuer: str
    period_from: date
    period_to: date
    state: str
    is_sample: bool


@router.get("/plans", response=list[PlanOut])
def plans(request: HttpRequest) -> list[Plan]:
    """Every plan that was adopted."""
    return list(Plan.objects.filter(state="adopted").defer("original_text", "clean_text", "reading"))
