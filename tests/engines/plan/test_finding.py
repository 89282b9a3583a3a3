"""The box of every page leads to the plan's texts, as far as the reader may see them."""

from datetime import date

from lingnan.engines.identity.actor import PUBLIC
from lingnan.engines.plan.finding import find_texts
from lingnan.engines.plan.models import Meeting, Milestone, Plan


def test_texts_are_found_and_meetings_stay_with_members(small_plan: Plan) -> None:
    Milestone.objects.filter(task__number=1).first().save()  # type: ignore[union-attr]
    Meeting.objects.create(plan=small_plan, title="试点会", held_on=date(2017, 1, 5))
    titles = [hit.title for hit in find_texts(PUBLIC, "试点")]
    assert titles
    assert "试点会" not in titles
