"""The minutes of a meeting (会议纪要) as a document after GB/T 9704-2012, 10.3."""

from lingnan.core import words
from lingnan.core.documents.letters import Letter, Part, numbered
from lingnan.engines.group.models import AgendaItem
from lingnan.engines.group.services.comment_table import OFFICE
from lingnan.engines.plan.models import Decision, Meeting, PlanMember

GROUP = "省促进智慧城市健康发展部门协调工作组"
HEADS = {"followup": "以往议定事项落实情况", "task": "重点任务进展"}


def minutes_letter(meeting: Meeting) -> Letter:
    """What the minutes hold: opening, what is still open, each item with its decisions, who was there."""
    written = dict(
        PlanMember.objects.filter(plan=meeting.plan_id, unit__isnull=False).values_list("unit_id", "written")
    )
    items = list(meeting.agenda.all())
    linked = {decision.pk for item in items for decision in item.decisions.all()}
    loose = [decision for decision in meeting.decisions.all() if decision.pk not in linked]
    parts = [Part(text=opening(meeting)), *item_parts(items, written), *loose_parts(loose, written)]
    if meeting.is_sample:
        parts.append(Part(text="（本纪要为样例数据）"))
    return Letter(
        title=f"{meeting.title.replace('（样例）', '')}纪要",
        masthead=f"{GROUP}会议纪要",
        number=meeting.minutes_number or "（未编号）",
        signed_on=meeting.issued_on or meeting.held_on,
        parts=numbered(parts),
        attendance=attendance(meeting, written),
        copies=f"{GROUP}各成员单位",
        printed_by=OFFICE,
    )


def opening(meeting: Meeting) -> str:
    """The first paragraph: as written, else when, where and who presided."""
    if meeting.opening:
        return meeting.opening
    place = f"在{meeting.place}" if meeting.place else ""
    chair = f"{meeting.chair}主持会议。" if meeting.chair else ""
    return f"{words.day(meeting.held_on)}，{GROUP}{place}召开会议。{chair}"


def item_parts(items: list[AgendaItem], written: dict[str, str]) -> list[Part]:
    """What is still open under one head; every other item under its own."""
    found: list[Part] = []
    for kind in ("followup", "task"):
        several = [item for item in items if item.kind == kind]
        if several:
            found.append(Part(text=HEADS[kind], level=1))
            for item in several:
                found += [Part(text=item.title, level=2), *said(item, written)]
    for item in items:
        if item.kind not in HEADS:
            found += [Part(text=item.title, level=1), *said(item, written)]
    return found


def said(item: AgendaItem, written: dict[str, str]) -> list[Part]:
    """The words about an item, then its decisions."""
    text = item.minutes or item.why or "（未记录）"
    return [Part(text=text), *[Part(text=decided(one, written)) for one in item.decisions.all()]]


def decided(decision: Decision, written: dict[str, str]) -> str:
    """One decision with unit and date: （责任单位：省教育厅；期限：2018年5月31日）."""
    unit = written.get(decision.unit_id, decision.unit.name)
    text = decision.text.rstrip("。；")
    return f"议定：{text}。（责任单位：{unit}；期限：{words.day(decision.due_on)}）"


def loose_parts(loose: list[Decision], written: dict[str, str]) -> list[Part]:
    """Decisions that belong to no item."""
    if not loose:
        return []
    return [Part(text="议定事项", level=1), *[Part(text=decided(one, written)) for one in loose]]


def attendance(meeting: Meeting, written: dict[str, str]) -> list[tuple[str, str]]:
    """出席, 请假 and 未到会, unit by unit, with the persons they named."""
    come, away, missing = [], [], []
    for one in meeting.invitations.all():
        name = written.get(one.unit_id, one.unit.name)
        if one.attended:
            come.append(f"{name}{one.person}")
        elif one.state == "declined":
            away.append(name)
        elif one.attended is False:
            missing.append(name)
    named = (("出席", come), ("请假", away), ("未到会", missing))
    return [(head, "、".join(names) + "。") for head, names in named if names]
