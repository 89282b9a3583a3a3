"""Is the work planned already? Proposals against tasks, named systems, earlier proposals and shared resources."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from lingnan.core.likeness import Alike, Piece, Pool
from lingnan.engines.group.models import Overlap, Proposal
from lingnan.engines.identity.models import Unit
from lingnan.engines.place.models import Layer
from lingnan.engines.plan.models import Task
from lingnan.engines.plan.reading.findings import find_promises

BUILT = {"system", "project"}
LIVE = ("submitted", "circulating", "ready", "scheduled", "agreed")


@dataclass(frozen=True, kw_only=True)
class Known:
    """Something a proposal may double: a piece to compare, and how to show it."""

    kind: str
    piece: Piece
    title: str
    unit_name: str = ""
    url: str = ""


Source = Callable[[Proposal], Iterable[Known]]
SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """Add a source of known work, systems or resources: a room with a catalogue registers itself here."""
    SOURCES.append(source)
    return source


def lines(text: str) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def named_in(text: str) -> tuple[str, ...]:
    """Systems and projects that a text says are built."""
    return tuple(dict.fromkeys(found.text for found in find_promises(text) if found.kind in BUILT))


def piece_of(proposal: Proposal) -> Piece:
    """A proposal as it is compared: what it builds more than why."""
    text = "。".join((proposal.title, proposal.content, proposal.purpose, proposal.systems.replace("\n", "；")))
    names = (*lines(proposal.systems), *lines(proposal.needs), *named_in(f"{proposal.content}。{proposal.title}"))
    return Piece(
        key=f"group.proposal:{proposal.pk}",
        text=text,
        names=tuple(dict.fromkeys(names)),
        units=frozenset({proposal.unit_id}),
    )


@register
def tasks_of_plan(proposal: Proposal) -> Iterable[Known]:
    """Every task that is not dropped, with the systems its text names."""
    tasks = Task.objects.filter(plan=proposal.plan_id).exclude(state="dropped").prefetch_related("units")
    for task in tasks:
        names = named_in(task.text)
        units = frozenset(unit.unit_id for unit in task.units.all() if unit.unit_id)
        leads = "、".join(unit.written for unit in task.units.all() if unit.role == "lead")
        yield Known(
            kind="task",
            piece=Piece(key=f"plan.task:{task.pk}", text=f"{task.title}。{task.text}", names=names, units=units),
            title=f"任务 {task.shown_number} {task.title}",
            unit_name=leads,
            url=f"/plan/{task.plan_id}/tasks/{task.number}",
        )


@register
def other_proposals(proposal: Proposal) -> Iterable[Known]:
    """Proposals of others, and earlier ones of the unit, that are under way or agreed."""
    for other in Proposal.objects.filter(state__in=LIVE).exclude(pk=proposal.pk).select_related("unit"):
        yield Known(
            kind="proposal",
            piece=piece_of(other),
            title=f"建议 {other.number} {other.title}",
            unit_name=other.unit.name,
            url=f"/group/proposals/{other.number}",
        )


@register
def shared_layers(proposal: Proposal) -> Iterable[Known]:
    """Map layers that are public or shared among departments: nobody need collect them again."""
    for layer in Layer.objects.exclude(sharing="own").select_related("unit"):
        yield Known(
            kind="resource",
            piece=Piece(key=f"place.layer:{layer.key}", text=f"{layer.name}图层", names=(f"{layer.name}图层",)),
            title=f"图层“{layer.name}”",
            unit_name=layer.unit.name if layer.unit else "",
            url="/place/",
        )


def find_overlaps(proposal: Proposal) -> list[Overlap]:
    """What is like the proposal, the likest first, each with its reason. Nothing is stored."""
    known = {one.piece.key: one for source in SOURCES for one in source(proposal)}
    found = Pool(one.piece for one in known.values()).like(piece_of(proposal))
    names = dict(Unit.objects.filter(pk__in={unit for one in found for unit in one.units}).values_list("pk", "name"))
    return [overlap_of(proposal, known[alike.key], alike, names) for alike in found]


def overlap_of(proposal: Proposal, known: Known, alike: Alike, names: dict[str, str]) -> Overlap:
    """The row of one likeness."""
    is_system = known.kind == "task" and bool(alike.names)
    return Overlap(
        proposal=proposal,
        kind="system" if is_system else known.kind,
        about=alike.key,
        title=known.title[:200],
        unit_name=known.unit_name[:160],
        url=known.url,
        score=Decimal(str(alike.score)),
        words=list(alike.words),
        names=list(alike.names),
        units=[names[unit] for unit in alike.units if unit in names],
    )


def check_again(proposal: Proposal) -> int:
    """Store what is alike now; what people found of an earlier likeness is kept. How many there are."""
    kept = {row.about: (row.finding, row.note) for row in proposal.overlaps.all()}
    found = find_overlaps(proposal)
    for row in found:
        row.finding, row.note = kept.get(row.about, ("", ""))
    proposal.overlaps.all().delete()
    Overlap.objects.bulk_create(found)
    return len(found)
