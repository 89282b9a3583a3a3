"""The views a person keeps."""

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import Plan, SavedView


def views_of(by: Actor, *, plan: Plan) -> list[SavedView]:
    """The person's own views of a plan, by name."""
    if by.account_id is None:
        return []
    return list(SavedView.objects.filter(account=by.account_id, plan=plan))


def default_view(by: Actor, *, plan: Plan) -> SavedView | None:
    """The view that opens first for this person."""
    return next((view for view in views_of(by, plan=plan) if view.is_default), None)


def shared_view(token: str) -> SavedView:
    """The view of a link. A view holds filters, no data: who opens it sees what the reader's own rights show."""
    view = SavedView.objects.filter(token=token).first()
    if view is None:
        raise NotFound(
            Label(zh="这个筛选已经删除，或者链接不完整", en="This filter was deleted, or the link is not whole")
        )
    return view
