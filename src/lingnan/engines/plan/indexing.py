"""What search looks in: each kind of thing, the texts it gives, kept in step in the transaction that writes the thing.

An engine above adds its own kind with `register`. A row that was written in bulk, past its signals, is found by
`differences` and mended by `mend` every night; `lingnan plan search --rebuild` makes everything anew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save
from django.urls import reverse

from lingnan.core.fulltext import indexed
from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.nightly import Job, register_job
from lingnan.engines.plan.models import (
    Decision,
    Meeting,
    Milestone,
    Plan,
    Progress,
    SearchText,
    SupervisionEntry,
    SupervisionItem,
    Task,
)

PASSAGE = 400  # characters of a document's passage
AT_ONCE = 500
Rows = QuerySet[Any]  # Any: of whatever model a source has


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One text of a thing. `access`: public, member (signed in), own (the unit, its region, or who sees all)."""

    title: str
    text: str = ""
    url: str
    access: str = "public"
    day: date | None = None
    plan_id: str | None = None
    task_id: int | None = None
    unit_id: str | None = None
    region_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A kind of thing that search finds. `newest_first` kinds are shown so, others by nearness of their title."""

    kind: str
    label: Label
    order: int
    model: type[Model]
    rows: Callable[[], Rows]
    entries: Callable[[Any], Iterable[Entry]]  # Any: a row of the model
    newest_first: bool = True
    dependents: Mapping[str, str] = field(default_factory=dict)  # sources that show this title: name → their link here

    @property
    def name(self) -> str:
        """Begins the owner's name of each text: two sources may share a kind."""
        return self.model._meta.model_name or ""


SOURCES: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Add a source and hear its rows being written and removed."""
    if source.name in SOURCES:
        raise ValueError(f"search source {source.name} is registered twice")
    SOURCES[source.name] = source
    post_save.connect(_written, sender=source.model, dispatch_uid=f"plan.search.{source.name}")
    post_delete.connect(_removed, sender=source.model, dispatch_uid=f"plan.search.{source.name}.removed")
    return source


def kinds() -> list[tuple[str, Label]]:
    """The kinds with their names, in their order."""
    ordered = sorted(SOURCES.values(), key=lambda source: source.order)
    return list({source.kind: source.label for source in reversed(ordered)}.items())[::-1]


def _written(sender: type[Model], instance: Model, raw: bool = False, **_: object) -> None:
    source = SOURCES[sender._meta.model_name or ""]
    if raw or (isinstance(instance, Plan) and instance.state == "draft"):
        return
    kept = list(SearchText.objects.filter(owner=owner(source, instance)).values_list("title", flat=True)[:1])
    rows = list(source.rows().filter(pk=instance.pk))
    if not rows:  # it is none of those that are looked into any more
        SearchText.objects.filter(owner=owner(source, instance)).delete()
    index(source, rows)
    if kept and rows and kept != [entry.title[:300] for entry in source.entries(rows[0])][:1]:
        for name, link in source.dependents.items():
            other = SOURCES[name]
            index(other, list(other.rows().filter(**{link: instance})))


def _removed(sender: type[Model], instance: Model, **_: object) -> None:
    SearchText.objects.filter(owner=f"{sender._meta.model_name}:{instance.pk}").delete()


@transaction.atomic
def index(source: Source, rows: Sequence[Any]) -> int:  # Any: rows of the source's model
    """Write the texts of some rows anew; how many."""
    SearchText.objects.filter(owner__in=[owner(source, row) for row in rows]).delete()
    texts = [text for row in rows for text in texts_of(source, row)]
    SearchText.objects.bulk_create(texts, batch_size=AT_ONCE)
    return len(texts)


def owner(source: Source, row: Model) -> str:
    """The name of the row that texts belong to."""
    return f"{source.name}:{row.pk}"


def texts_of(source: Source, row: Model) -> Iterator[SearchText]:
    """What should stand in the index for a row."""
    for order, entry in enumerate(source.entries(row)):
        yield SearchText(
            kind=source.kind,
            owner=owner(source, row),
            order=order,
            access=entry.access,
            plan_id=entry.plan_id,
            task_id=entry.task_id,
            unit_id=entry.unit_id,
            region_code=entry.region_code,
            day=entry.day,
            url=entry.url,
            title=entry.title[:300],
            text=entry.text,
            tokens=indexed(entry.title, entry.text, tags=(source.kind,)),
        )


def rebuild(*, say: Callable[[str, int], None] = lambda kind, count: None) -> int:
    """Make the whole index anew, in one transaction; how many texts."""
    total = 0
    with transaction.atomic():
        SearchText.objects.all().delete()
        for source in SOURCES.values():
            made = 0
            batch: list[SearchText] = []
            for row in source.rows().order_by("pk").iterator(chunk_size=AT_ONCE):
                batch += texts_of(source, row)
                if len(batch) >= AT_ONCE:
                    made += len(SearchText.objects.bulk_create(batch))
                    batch = []
            made += len(SearchText.objects.bulk_create(batch))
            total += made
            say(source.kind, made)
    return total


def differences() -> list[str]:
    """Owners whose texts in the index are not those of the rows: empty while everything is in step."""
    fields = ("owner", "order", "access", "unit_id", "region_code", "url", "title", "text")
    stored = {(row[0], row[1]): row[2:] for row in SearchText.objects.values_list(*fields)}
    wanted = {
        (text.owner, text.order): tuple(getattr(text, name) for name in fields[2:])
        for source in SOURCES.values()
        for row in source.rows().iterator(chunk_size=AT_ONCE)
        for text in texts_of(source, row)
    }
    return sorted({key[0] for key in stored.keys() | wanted.keys() if stored.get(key) != wanted.get(key)})


def mend() -> int:
    """Write anew only what is out of step; how many owners that was. A kind that went away loses its texts."""
    names: dict[str, list[str]] = {}
    for name in differences():
        model, _, key = name.partition(":")
        names.setdefault(model, []).append(key)
    for model, keys in names.items():
        for at in range(0, len(keys), AT_ONCE):
            part = keys[at : at + AT_ONCE]
            with transaction.atomic():
                SearchText.objects.filter(owner__in=[f"{model}:{key}" for key in part]).delete()
                if source := SOURCES.get(model):
                    index(source, list(source.rows().filter(pk__in=part)))
    return sum(len(keys) for keys in names.values())


def passages(text: str) -> Iterator[str]:
    """A document's text in pieces of a few paragraphs, whole lines each."""
    piece = ""
    for line in text.splitlines():
        if piece and len(piece) + len(line) > PASSAGE:
            yield piece
            piece = ""
        piece += line.strip() + "\n" if line.strip() else ""
    if piece:
        yield piece


def mend_nightly(by: Actor, on: date) -> str:
    """The nightly job: what was written past its signals."""
    return f"补正 {mend()} 处"


register_job(
    Job(key="plan.search", label=Label(zh="全文索引核对", en="Check of the search index"), run=mend_nightly, order=90)
)

# The plan's own kinds


def _plan(plan: Plan) -> Iterator[Entry]:
    url = reverse("plan:document", args=[plan.pk])
    for piece in passages(plan.clean_text):
        yield Entry(title=plan.title, text=piece, url=url, plan_id=plan.pk, day=plan.period_from)


def _task(task: Task) -> Iterator[Entry]:
    url = reverse("plan:task", args=[task.plan_id, task.number])
    yield Entry(title=task.title, text=task.text, url=url, plan_id=task.plan_id, task_id=task.pk)


def _milestone(step: Milestone) -> Iterator[Entry]:
    url = reverse("plan:task", args=[step.task.plan_id, step.task.number])
    text = step.evidence
    yield Entry(title=step.title, text=text, url=url, plan_id=step.task.plan_id, task_id=step.task_id, day=step.due)


def _progress(report: Progress) -> Iterator[Entry]:
    task = report.task
    yield Entry(
        title=task.title,
        text=report.text,
        url=reverse("plan:task", args=[task.plan_id, task.number]) + f"#progress-{report.pk}",
        plan_id=task.plan_id,
        task_id=task.pk,
        unit_id=report.unit_id,
        day=report.reported_on,
    )


def _meeting(meeting: Meeting) -> Iterator[Entry]:
    url = f"/group/meetings/{meeting.pk}"
    yield Entry(title=meeting.title, url=url, access="member", plan_id=meeting.plan_id, day=meeting.held_on)


def _decision(decision: Decision) -> Iterator[Entry]:
    meeting = decision.meeting
    yield Entry(
        title=meeting.title,
        text=decision.text,
        url=f"/group/meetings/{meeting.pk}",
        access="member",
        plan_id=meeting.plan_id,
        unit_id=decision.unit_id,
        day=decision.due_on,
    )


def _item(item: SupervisionItem, text: str, day: date) -> Iterator[Entry]:
    yield Entry(
        title=f"{item.number} {item.title}",
        text=text,
        url=reverse("plan:supervision_item", args=[item.number]),
        access="own",
        task_id=item.task_id,
        unit_id=item.unit_id,
        region_code=item.region_id or "",
        day=day,
    )


register(
    Source(
        kind="task",
        label=Label(zh="任务", en="Tasks"),
        order=10,
        model=Task,
        rows=Task.objects.all,
        entries=_task,
        newest_first=False,
        dependents={"progress": "task"},
    )
)
register(
    Source(
        kind="milestone",
        label=Label(zh="节点", en="Milestones"),
        order=20,
        model=Milestone,
        rows=lambda: Milestone.objects.select_related("task"),
        entries=_milestone,
        newest_first=False,
    )
)
register(
    Source(
        kind="progress",
        label=Label(zh="进展", en="Progress"),
        order=30,
        model=Progress,
        rows=lambda: Progress.objects.select_related("task"),
        entries=_progress,
    )
)
register(
    Source(
        kind="supervision",
        label=Label(zh="督办事项", en="Supervision"),
        order=40,
        model=SupervisionItem,
        rows=SupervisionItem.objects.all,
        entries=lambda item: _item(item, "", item.opened_on),
        dependents={"supervisionentry": "item"},
    )
)
register(
    Source(
        kind="supervision",
        label=Label(zh="督办事项", en="Supervision"),
        order=41,
        model=SupervisionEntry,
        rows=lambda: SupervisionEntry.objects.select_related("item"),
        entries=lambda entry: _item(entry.item, entry.text, entry.written_on),
    )
)
register(
    Source(
        kind="meeting",
        label=Label(zh="会议", en="Meetings"),
        order=50,
        model=Meeting,
        rows=Meeting.objects.all,
        entries=_meeting,
        dependents={"decision": "meeting"},
    )
)
register(
    Source(
        kind="decision",
        label=Label(zh="议定事项", en="Decisions"),
        order=60,
        model=Decision,
        rows=lambda: Decision.objects.select_related("meeting"),
        entries=_decision,
    )
)
register(
    Source(
        kind="document",
        label=Label(zh="文件正文", en="Documents"),
        order=70,
        model=Plan,
        rows=lambda: Plan.objects.exclude(state="draft"),
        entries=_plan,
        newest_first=False,
    )
)
