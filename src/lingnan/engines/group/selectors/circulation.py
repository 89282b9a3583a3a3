"""Rounds of comments: who answered what, who is silent, and the table of adoption (意见汇总表)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Answer, Circulation, Remark
from lingnan.engines.group.selectors.business import may_read
from lingnan.engines.identity.actor import Actor


def circulations(by: Actor) -> QuerySet[Circulation]:
    """Every round, for the members of the group."""
    found = Circulation.objects.select_related("proposal__unit", "matter__lead", "draft").prefetch_related("answers")
    return found if may_read(by) else found.none()


def circulation(by: Actor, *, circulation_id: int) -> Circulation:
    """One round with its answers, point by point."""
    related = ("answers__unit", "answers__remarks", "answers__attachment")
    found = circulations(by).prefetch_related(None).prefetch_related(*related).filter(pk=circulation_id).first()
    if found is None:
        raise NotFound(Label(zh="没有您能看的这一轮征求意见", en="No such round that you may see"))
    return found


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A line of the comparison table: one point, or a unit that has none, or is silent."""

    number: int
    unit: object
    clause: str
    text: str
    adoption: str
    reason: str
    answer: Answer
    remark: Remark | None

    @property
    def is_silent(self) -> bool:
        """The unit has not answered."""
        return self.answer.state in {"silent", "waiting"}


def table_rows(row: Circulation) -> list[TableRow]:
    """Points first, unit by unit; then who has none; then who is silent, so that nothing reads as consent."""
    order = {"commented": 0, "agreed": 1, "silent": 2, "waiting": 3}
    answers = sorted(row.answers.all(), key=lambda answer: (order[answer.state], answer.pk))
    found: list[TableRow] = []
    for answer in answers:
        points: list[Remark | None] = list(answer.remarks.all()) or [None]
        for remark in points:
            found.append(line(len(found) + 1, answer, remark))
    return found


def line(number: int, answer: Answer, remark: Remark | None) -> TableRow:
    """One line."""
    words = {"agreed": answer.note or "无意见", "silent": "逾期未反馈（不视为同意）", "waiting": "未反馈"}
    return TableRow(
        number=number,
        unit=answer.unit,
        clause=remark.clause if remark else "",
        text=remark.text if remark else words.get(answer.state, ""),
        adoption=remark.get_adoption_display() if remark else "",
        reason=remark.reason if remark else "",
        answer=answer,
        remark=remark,
    )


def counts(row: Circulation) -> Counter[str]:
    """How many units are in each state, and how many said nothing (`unanswered`)."""
    found = Counter(answer.state for answer in row.answers.all())
    return found + Counter(unanswered=found["waiting"] + found["silent"])


def is_over(row: Circulation, on: date) -> bool:
    """May the round be closed: all answered, or its time is over?"""
    return counts(row)["waiting"] == 0 or on > row.due_on
