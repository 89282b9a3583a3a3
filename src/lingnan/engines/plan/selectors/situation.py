"""What a situation report says of a selection: counted from facts, in the words officials expect."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lingnan.core import words
from lingnan.core.documents.letters import Annex, Letter, Part, numbered
from lingnan.core.documents.sheets import Sheet, SheetColumn
from lingnan.engines.identity.actor import Actor
from lingnan.engines.plan.models import Milestone, Plan
from lingnan.engines.plan.selectors.board import BoardRow
from lingnan.engines.plan.selectors.judged import Judged
from lingnan.engines.plan.selectors.supervision import supervision_items

COMING = timedelta(days=30)
MOST_NAMED = 6  # what one page names; the annex holds the rest
STATE_WORDS = {
    "done": "已办结",
    "ok": "正常推进",
    "warn": "临期或需关注",
    "late": "逾期",
    "miss": "未报送进展",
    "none": "尚未启动",
}
HEADS = ("号", "任务", "牵头单位", "状态", "下一节点", "期限", "节点完成", "最近更新", "原因")
SHARES = (0.6, 4, 3, 1.3, 3, 1.6, 1, 1.6, 4)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the officer adds or changes; blank leaves the computed text as it is."""

    title: str = ""
    number: str = ""
    to: str = ""
    masthead: str = ""
    issuer: str = ""
    opening: str = ""
    on_late: str = ""
    on_next: str = ""
    demands: str = ""
    with_annex: bool = True


@dataclass(frozen=True, kw_only=True)
class Situation:
    """The facts of a selection on a day, as paragraphs."""

    title: str
    opening: str
    overall: str
    late: Sequence[str]
    coming: Sequence[str]
    supervision: str
    total: int


def situation(by: Actor, *, plan: Plan, rows: Sequence[Judged], chosen_by: str, on: date) -> Situation:
    """Counts, what is late by unit, what is due next, supervision as far as the reader sees it: four queries."""
    counts: Counter[str] = Counter(row.state for row in rows)
    steps = list(milestones_of(rows, plan))
    met = sum(step.met_on is not None for step in steps)
    said = "，".join(f"{STATE_WORDS[state]}{counts[state]}项" for state in STATE_WORDS if counts[state])
    which = f"（{chosen_by}）" if chosen_by else ""
    return Situation(
        title=f"关于{short(plan.title)}任务进展情况的通报",
        opening=f"截至{words.day(on)}，《{plan.title}》{which}共{len(rows)}项任务。现将有关情况通报如下。",
        overall=f"{len(rows)}项任务中，{said or '没有可通报的任务'}。{steps_said(len(steps), met)}",
        late=late_by_unit(rows, steps, on),
        coming=coming(rows, steps, on),
        supervision=supervision_said(by, rows, on),
        total=len(rows),
    )


def short(title: str) -> str:
    """A plan's title inside another: in book-title marks where it is not too long."""
    return f"《{title}》" if len(title) <= 26 else "智慧城市工作方案"  # noqa: PLR2004 - two lines of a heading


def steps_said(total: int, met: int) -> str:
    """Milestones met of all."""
    return f"共设节点{total}个，已完成{met}个，完成率{met * 100 / total:.0f}%。" if total else "没有设节点。"


def milestones_of(rows: Sequence[Judged], plan: Plan) -> list[Milestone]:
    """The milestones of the selection: one query whatever its size."""
    ids = {row.task_id for row in rows}
    steps = Milestone.objects.filter(task__plan=plan, task__parent=None).only("task_id", "title", "due", "met_on")
    return [step for step in steps if step.task_id in ids]


def late_by_unit(rows: Sequence[Judged], steps: Sequence[Milestone], on: date) -> list[str]:
    """Each lead with what is late or not reported, most first."""
    said = []
    groups: dict[str, list[Judged]] = {}
    for row in rows:
        for lead in dict.fromkeys(row.leads):
            groups.setdefault(lead, []).append(row)
    wrong = {
        lead: ([r for r in mine if r.state == "late"], [r for r in mine if r.state == "miss"], len(mine))
        for lead, mine in groups.items()
    }
    for lead, (late, missing, _) in sorted(
        wrong.items(), key=lambda one: [-len(one[1][0]), -len(one[1][1]), -one[1][2]]
    ):
        parts = []
        if late:
            days = max((on - row.due).days for row in late if row.due)
            parts.append(f"逾期{len(late)}项（{named(late)}），最长逾期{days}天")
        if missing:
            parts.append(f"未报送进展{len(missing)}项（{named(missing)}）")
        if parts:
            said.append(f"{lead}：{'；'.join(parts)}。")
    return said


def named(rows: Sequence[Judged]) -> str:
    """`第8项、第15项等9项`."""
    first = "、".join(f"第{row.shown_number}项" for row in rows[:MOST_NAMED])
    return f"{first}等" if len(rows) > MOST_NAMED else first


def coming(rows: Sequence[Judged], steps: Sequence[Milestone], on: date) -> list[str]:
    """Milestones that fall due in the next thirty days, by day."""
    by_id = {row.task_id: row for row in rows if row.state != "done"}
    near = [s for s in steps if s.met_on is None and s.task_id in by_id and on <= s.due <= on + COMING]
    found = []
    for step in sorted(near, key=lambda step: (step.due, step.pk)):
        row = by_id[step.task_id]
        lead = row.leads[0] if row.leads else "未定"
        found.append(f"{words.day(step.due)}前，第{row.shown_number}项“{step.title}”（{lead}）。")
    return found


def supervision_said(by: Actor, rows: Sequence[Judged], on: date) -> str:
    """Open supervision items of the units in the selection."""
    units = {unit.unit for row in rows for unit in row.units if unit.unit}
    due = [
        date_due
        for unit, date_due in supervision_items(by).exclude(state="closed").values_list("unit_id", "due_on")
        if unit in units
    ]
    if not due:
        return "所涉单位没有未销号的督办事项。"
    late = sum(day < on for day in due)
    return f"所涉单位未销号督办事项{len(due)}项" + (f"，其中超期{late}项。" if late else "，均在期限内。")


def letter(found: Situation, said: Words, *, rows: Sequence[BoardRow], on: date) -> Letter:
    """The report as an official document: computed paragraphs with the officer's words where they belong."""
    parts = [
        Part(text=found.opening),
        *paragraphs(said.opening),
        Part(text="总体情况", level=1),
        Part(text=found.overall),
    ]
    late = list(found.late) or ["没有逾期或未报送的任务。"]
    parts += [Part(text="逾期和未报送情况", level=1), *limited(late, "其余单位详见附件。"), *paragraphs(said.on_late)]
    near = list(found.coming) or ["未来30天没有到期的节点。"]
    parts += [Part(text="近期到期节点", level=1), *limited(near, "其余节点详见附件。"), *paragraphs(said.on_next)]
    parts += [Part(text="督办情况", level=1), Part(text=found.supervision)]
    if said.demands.strip():
        parts += [Part(text="下一步工作要求", level=1), *paragraphs(said.demands)]
    return Letter(
        title=said.title or found.title,
        number=said.number,
        to=said.to,
        masthead=said.masthead,
        issuer=said.issuer,
        signed_on=on,
        parts=numbered(parts),
        annexes=[annex(rows)] if said.with_annex and rows else [],
    )


def limited(lines: Sequence[str], rest: str) -> list[Part]:
    """As much as one page bears; the annex holds the rest."""
    level = 2 if len(lines) > 1 else 0
    shown = [Part(text=line, level=0, lead="") if not level else split(line) for line in lines[:MOST_NAMED]]
    return [*shown, Part(text=rest)] if len(lines) > MOST_NAMED else shown


def split(line: str) -> Part:
    """The unit before the colon is the run-in heading of its paragraph."""
    head, colon, rest = line.partition("：")
    return Part(lead=head + colon, text=rest, level=2) if colon else Part(text=line, level=4)


def paragraphs(text: str) -> list[Part]:
    """What a person wrote, a paragraph a line."""
    return [Part(text=line.strip()) for line in text.splitlines() if line.strip()]


def annex(rows: Sequence[BoardRow]) -> Annex:
    """Every task of the selection."""
    cells = [[str(value) if value is not None else "" for value in line(row)] for row in rows]
    return Annex(title="任务进展情况表", columns=HEADS, rows=cells, shares=SHARES, is_wide=True)


def line(row: BoardRow) -> tuple[object, ...]:
    """A task as the annex and the sheet show it."""
    return (
        row.number,
        row.title,
        "、".join(row.leads),
        STATE_WORDS[row.light.state],
        row.light.next_step,
        row.light.due,
        row.progress,
        row.updated_on,
        row.light.why.zh,
    )


def sheet(found: Situation, *, rows: Sequence[BoardRow], on: date) -> Sheet:
    """The same as a table."""
    notes = [found.opening, found.overall, found.supervision, f"数据截至 {on}；状态由期限和报送自动判定"]
    columns = [SheetColumn(head=head) for head in HEADS]
    return Sheet(name="任务进展", title=found.title, columns=columns, rows=[line(row) for row in rows], notes=notes)


FORMS: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
