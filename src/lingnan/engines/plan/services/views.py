"""Keeping, naming and dropping views."""

import secrets
from datetime import UTC, datetime

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import Plan, SavedView

MOST = 50  # views of one person for one plan
MOST_QUERY, MOST_NAME = 1000, 60
PAGES = ("board", "timeline", "groups", "situation")


@transaction.atomic
def save_view(*, by: Actor, plan: Plan, name: str, page: str, query: str, is_default: bool = False) -> SavedView:
    """Keep a selection under a name; the same name again takes the new filters. A personal thing: no audit entry."""
    if by.account_id is None:
        raise NotAllowed(Label(zh="登录后才能保存筛选", en="Sign in to keep a filter"))
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME:
        raise Invalid(
            "name",
            Label(
                zh=f"请给筛选起个名字，不超过 {MOST_NAME} 个字",
                en=f"Name the filter, in at most {MOST_NAME} characters",
            ),
        )
    if page not in PAGES or len(query) > MOST_QUERY:
        raise Invalid("query", Label(zh="这个地址不能保存", en="This address cannot be kept"))
    mine = SavedView.objects.select_for_update().filter(account_id=by.account_id, plan=plan)
    if not mine.filter(name=name).exists() and mine.count() >= MOST:
        raise Conflict(
            Label(
                zh=f"最多保存 {MOST} 个筛选，请先删除不用的",
                en=f"At most {MOST} filters; delete one that is not used first",
            )
        )
    if is_default:
        mine.update(is_default=False)
    made = {"token": secrets.token_urlsafe(12), "created_at": datetime.now(UTC)}
    changed = {"page": page, "query": query, **({"is_default": True} if is_default else {})}
    view, _ = SavedView.objects.update_or_create(
        account_id=by.account_id, plan=plan, name=name, defaults=changed, create_defaults={**changed, **made}
    )
    return view


@transaction.atomic
def set_default(*, by: Actor, plan: Plan, view_id: int) -> None:
    """Let this view open first; 0 lets the whole plan open first."""
    mine = SavedView.objects.select_for_update().filter(account_id=by.account_id or 0, plan=plan)
    mine.update(is_default=False)
    mine.filter(pk=view_id).update(is_default=True)


def drop_view(*, by: Actor, plan: Plan, view_id: int) -> None:
    """Forget one of the person's own views."""
    SavedView.objects.filter(account_id=by.account_id or 0, plan=plan, pk=view_id).delete()
