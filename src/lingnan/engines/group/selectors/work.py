"""What was due from units in a year, as rows of their scorecards: many units at once, a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Min

from lingnan.core.labels import Label
from lingnan.core.periods import Period
from lingnan.core.words import period as period_words
from lingnan.engines.group.models import Answer, FollowUp, GuidanceReceipt
from lingnan.engines.group.scoring import Row, credit
from lingnan.engines.plan.lights import quarter_due
from lingnan.engines.plan.models import (
    Milestone,
    Plan,
    Progress,
    Rating,
    SupervisionEntry,
    SupervisionItem,
    Task,
    TaskEvent,
    TaskUnit,
)
from lingnan.rules import RuleSet

Found = Iterator[tuple[str, str, Row]]  # unit, part, row
FULL = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year judged on a day by a rule: what falls due after that day is not judged yet."""

    number: int
    as_of: date
    rule: RuleSet

    @property
    def first(self) -> date:
        return date(self.number, 1, 1)

    @property
    def last(self) -> date:
        return min(date(self.number, 12, 31), self.as_of)

    def row(self, *, title: str, url: str, due: date, done: date | None, is_sample: bool = False) -> Row:
        """A row with its credit. What was done after the day of judgement was not done on it."""
        counted = done if done is not None and done <= self.as_of else None
        points, why = credit(due=due, done=counted, rule=self.rule)
        return Row(title=title, url=url, due=due, done=counted, credit=points, why=why, is_sample=is_sample)


def rows_of(year: Year) -> Mapping[str, Mapping[str, list[Row]]]:
    """unit → part → rows."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    leads = lead_units()
    for source in (milestones, reports):
        for unit, part, row in source(year, leads):
            found[unit][part].append(row)
    for plain in (follow_ups, ratings, rectified, receipts, answers):
        for unit, part, row in plain(year):
            found[unit][part].append(row)
    return found


def lead_units() -> Mapping[int, tuple[str, ...]]:
    """task → the units that lead it, over all adopted plans."""
    leads: dict[int, list[str]] = defaultdict(list)
    roles = TaskUnit.objects.filter(role="lead", unit__isnull=False, task__plan__state="adopted")
    for task, unit in roles.exclude(task__state="dropped").values_list("task_id", "unit_id"):
        leads[task].append(unit or "")
    return {task: tuple(units) for task, units in leads.items()}


def task_url(task: Task) -> str:
    return f"/plan/{task.plan_id}/tasks/{task.number}"


def milestones(year: Year, leads: Mapping[int, tuple[str, ...]]) -> Found:
    """Milestones due in the year; met without anything that proves it counts as late."""
    due = Milestone.objects.filter(due__gte=year.first, due__lte=year.last, task__in=leads)
    for step in due.select_related("task__plan").order_by("due", "pk"):
        row = year.row(title=f"任务 {step.task.number} {step.title}", url=task_url(step.task), due=step.due,
                       done=step.met_on, is_sample=step.task.plan.is_sample)  # fmt: skip
        if row.credit == FULL and not (step.evidence or step.proof_id):
            why = Label(zh="没有佐证", en="No evidence")
            row = Row(title=row.title, url=row.url, due=row.due, done=row.done, why=why, is_sample=row.is_sample,
                      credit=year.rule.number("late_credit"))  # fmt: skip
        for unit in leads[step.task_id]:
            yield unit, "on_time", row


def follow_ups(year: Year) -> Found:
    """What was to follow from exchanges."""
    due = FollowUp.objects.filter(due_on__gte=year.first, due_on__lte=year.last).select_related("exchange")
    for item in due:
        yield item.unit_id, "on_time", year.row(title=f"交流合作后续：{item.text}", due=item.due_on, done=item.done_on,
                                                url=f"/group/exchange/{item.exchange_id}",
                                                is_sample=item.exchange.is_sample)  # fmt: skip


def ratings(year: Year) -> Found:
    """How well closed tasks were done."""
    rated = Rating.objects.filter(rated_on__gte=year.first, rated_on__lte=year.last).select_related("task__plan")
    for each in rated:
        points = year.rule.number("grades", each.grade) / 100
        word = Label(zh=each.get_grade_display(), en=f"Grade {each.grade}")
        yield each.unit_id, "quality", Row(title=f"任务 {each.task.number} {each.task.title}", url=task_url(each.task),
                                           due=None, done=each.rated_on, credit=points, why=word,
                                           is_sample=each.is_sample)  # fmt: skip


def rectified(year: Year) -> Found:
    """Supervision items due in the year: judged by the unit's last answer, since closing is the office's step.
    An answer that was sent back is none."""
    items = list(SupervisionItem.objects.filter(due_on__gte=year.first, due_on__lte=year.last))
    answered = dict(
        SupervisionEntry.objects.filter(item__in=items, verb="replied", written_on__lte=year.as_of)
        .values_list("item")
        .annotate(last=Max("written_on"))
    )
    for item in items:
        done = answered.get(item.pk) if item.state != "open" else None
        yield item.unit_id, "rectification", year.row(title=f"督办 {item.number} {item.title}", due=item.due_on,
                                                      done=done, url=f"/plan/supervision/{item.number}",
                                                      is_sample=item.is_sample)  # fmt: skip


def reports(year: Year, leads: Mapping[int, tuple[str, ...]]) -> Found:
    """The quarters of each task whose report was due in the year; none is expected after the task was closed."""
    closed = dict(
        TaskEvent.objects.filter(to_state="done", task__in=leads).values_list("task").annotate(on=Min("happened_on"))
    )
    first_reports = {
        (task, period): day
        for task, period, day in Progress.objects.filter(task__in=leads)
        .values_list("task", "period")
        .annotate(first=Min("reported_on"))
    }
    for task in Task.objects.filter(pk__in=leads).select_related("plan").order_by("number"):
        for quarter in quarters_due(year, task.plan):
            due, done = quarter_due(quarter), first_reports.get((task.pk, quarter))
            if done is None and task.pk in closed and closed[task.pk] <= due:
                continue
            title = f"任务 {task.number} {period_words(Period.parse(quarter))}进展"
            row = year.row(title=title, url=task_url(task), due=due, done=done, is_sample=task.plan.is_sample)
            for unit in leads[task.pk]:
                yield unit, "reporting", row


def quarters_due(year: Year, plan: Plan) -> list[str]:
    """Quarters of the plan's period whose report is due in the year: 2016Q4 to 2017Q3 for 2017."""
    wanted = [f"{year.number - 1}Q4", *[f"{year.number}Q{n}" for n in (1, 2, 3)]]
    return [
        quarter
        for quarter in wanted
        if quarter_due(quarter) <= year.last
        and plan.period_from <= Period.parse(quarter).last_day
        and Period.parse(quarter).first_day <= plan.period_to
    ]


def receipts(year: Year) -> Found:
    """Guidance to sign for."""
    due = GuidanceReceipt.objects.filter(guidance__sign_by__gte=year.first, guidance__sign_by__lte=year.last)
    for each in due.select_related("guidance"):
        sent = each.guidance
        yield each.unit_id, "reporting", year.row(title=f"签收“{sent.title}”", url=f"/group/guidance/{sent.number}",
                                                  due=sent.sign_by, done=each.signed_on,
                                                  is_sample=sent.is_sample)  # fmt: skip


def answers(year: Year) -> Found:
    """Rounds of comments; silence is no answer."""
    asked = Answer.objects.filter(circulation__due_on__gte=year.first, circulation__due_on__lte=year.last)
    for each in asked.select_related("circulation__proposal", "circulation__matter"):
        round_ = each.circulation
        about = round_.proposal or round_.matter
        yield each.unit_id, "circulation", year.row(title=f"答复“{about}”", url=f"/group/circulations/{round_.pk}",
                                                    due=round_.due_on, done=each.given_on,
                                                    is_sample=round_.is_sample)  # fmt: skip
