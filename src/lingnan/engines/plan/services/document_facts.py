"""What a document is: title, number, issuer, period. Corrected while it is reviewed; dates without a year follow."""

from datetime import date

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.plan.models import Plan
from lingnan.engines.plan.services.reviewing import plan_in_review

LONGEST_YEARS = 30


@transaction.atomic
def correct_document(
    *, by: Actor, plan_key: str, version: int, title: str, number: str, issuer: str, period_from: date, period_to: date
) -> Plan:
    """Say what the document is. With its period known, dates such as 年底前 find their day."""
    require(by, "plan.correct_document")
    plan = plan_in_review(plan_key)
    if plan.version != version:
        raise Conflict(Label(zh="文件信息刚被别人改过，请看过最新内容再改",
                             en="Somebody just changed these facts: look at them again first"))  # fmt: skip
    check_period(period_from, period_to)
    if not title.strip():
        raise Invalid(Label(zh="标题", en="Title"), Label(zh="请填标题", en="Give the title"))
    before = {name: getattr(plan, name) for name in ("title", "number", "issuer", "period_from", "period_to")}
    plan.title, plan.number, plan.issuer = title.strip()[:200], number.strip()[:60], issuer.strip()[:120]
    plan.period_from, plan.period_to, plan.period_is_assumed = period_from, period_to, False
    plan.version += 1
    plan.save(update_fields=[*before, "period_is_assumed", "version"])
    after = {name: getattr(plan, name) for name in before}
    settle_dates(plan)
    summary = f"更正方案《{plan.title}》的文件信息"
    audit.record(
        by=by, verb="plan.correct_document", about=f"plan.plan:{plan.key}", summary=summary, before=before, after=after
    )
    return plan


def check_period(first: date, last: date) -> None:
    """A period begins before it ends, and is no misprint."""
    field = Label(zh="实施期限", en="Period")
    if last < first:
        raise Invalid(field, Label(zh=f"止 {last} 早于起 {first}", en=f"it ends {last}, before it begins {first}"))
    if last.year - first.year > LONGEST_YEARS:
        raise Invalid(field, Label(zh=f"超过 {LONGEST_YEARS} 年，请核对", en=f"over {LONGEST_YEARS} years: check it"))


def settle_dates(plan: Plan) -> None:
    """Dates that had no day for want of a year are read again in the period that is now known."""
    from lingnan.engines.plan.reading.dates import DateContext, find_dates  # noqa: PLC0415 -- with the reader's libraries
    from lingnan.engines.plan.reading.result import Period  # noqa: PLC0415

    year = plan.period_from.year
    context = DateContext(period=Period(start=plan.period_from, end=plan.period_to), year=year)
    changed = []
    for draft in plan.drafts.exclude(dates=[]):
        dates = [dict(each) for each in draft.dates]
        for each in dates:
            if each["due"] is None and (hits := find_dates(each["text"], context, clause=True)) and hits[0].due:
                each["due"] = hits[0].due.isoformat()
        if dates != draft.dates:
            draft.dates, draft.version = dates, draft.version + 1
            changed.append(draft)
    plan.drafts.bulk_update(changed, ["dates", "version"], batch_size=200)
