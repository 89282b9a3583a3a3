"""New editions of a framework: copied from one in force, changed as a draft, adopted for a day to come."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import transaction

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.actions import EDIT_FRAMEWORK
from lingnan.engines.evaluate.frameworks import Framework, Node, check
from lingnan.engines.evaluate.frameworks.sheet import read
from lingnan.engines.evaluate.models import Assessment, FrameworkEdition
from lingnan.engines.evaluate.selectors.whatif import read_weight
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.rights import require

NAME = Label(zh="版本", en="Edition")
FROM = Label(zh="施行日期", en="In force from")
SOURCE = Label(zh="依据", en="Source")
LONGEST = {"edition": 40, "source": 200}


@transaction.atomic
def start_edition(
    *, by: Actor, framework: str, base: str, edition: str, in_force_from: date, source: str
) -> FrameworkEdition:
    """A draft with the tree of `base`. The day must lie after every edition there is: the past is not rewritten."""
    require(by, EDIT_FRAMEWORK)
    known = frameworks.editions(framework)
    copied = frameworks.edition(framework, base)
    edition, source = edition.strip(), source.strip()
    if not 0 < len(edition) <= LONGEST["edition"] or "/" in edition:
        raise Invalid(NAME, Label(zh="写 1 至 40 个字，不含斜线", en="1 to 40 characters without a slash"))
    if any(each.edition == edition for each in known) or _kept(framework, edition):
        raise Invalid(NAME, Label(zh=f"“{edition}”已有", en=f"{edition} exists already"))
    if not 0 < len(source) <= LONGEST["source"]:
        raise Invalid(
            SOURCE,
            Label(zh="写明依据的文件，至多 200 字", en="name the document it rests on, in at most 200 characters"),
        )
    _after_all(known, in_force_from)
    changed = replace(
        copied, edition=edition, in_force_from=in_force_from, in_force_to=None, source=source, confidence="own choice",
        _by_key={},
    )  # fmt: skip
    row = FrameworkEdition.objects.create(
        framework=framework, edition=edition, base=base, tree=changed.as_json(), created_at=datetime.now(UTC),
        created_by=by.name,
    )  # fmt: skip
    _record(by, row, "evaluate.start_edition", f"起草评价框架 {framework} 的 {edition} 版（照 {base} 版）")
    return row


@transaction.atomic
def change_weights(*, by: Actor, number: int, version: int, weights: Mapping[str, str]) -> FrameworkEdition:
    """Set weights of nodes of a draft exactly as written; adopting asks that they add up."""
    row = _draft(by, number, version)
    before = Framework.from_json(row.tree)
    typed = {key: read_weight(before.node(key), text) for key, text in weights.items()}
    return _store(by, row, before, replace(before, root=_weighted(before.root, typed), _by_key={}), "改权重")


def _weighted(node: Node, typed: Mapping[str, Decimal]) -> Node:
    children = tuple(_weighted(child, typed) for child in node.children)
    return replace(node, weight=typed.get(node.key, node.weight), children=children)


@transaction.atomic
def replace_tree(*, by: Actor, number: int, version: int, name: str, content: bytes) -> FrameworkEdition:
    """Take the whole tree from a sheet (frameworks/sheet.py); every faulty cell is named and nothing is stored."""
    row = _draft(by, number, version)
    before = Framework.from_json(row.tree)
    return _store(by, row, before, read(before, name=name, content=content), f"从 {name} 换用整棵指标树")


@transaction.atomic
def adopt_edition(*, by: Actor, number: int, version: int) -> FrameworkEdition:
    """From its day on the draft judges; it never changes again. A tree with faults is refused, naming each."""
    row = _draft(by, number, version)
    found = Framework.from_json(row.tree)
    if faults := tuple(check(found)):
        said = Label(zh=f"有 {len(faults)} 处要改", en=f"{len(faults)} things to mend")
        raise Invalid(f"{row.framework} {row.edition}", said, faults=faults)
    _after_all(frameworks.editions(row.framework), found.in_force_from)
    judged = Assessment.objects.filter(framework=row.framework, state="frozen", year__gte=found.in_force_from.year)
    if years := sorted(set(judged.values_list("year", flat=True))):
        said_years = "、".join(map(str, years))
        raise Conflict(
            Label(
                zh=f"{said_years} 年度评价已冻结发布，新版不能从 {found.in_force_from} 起施行",
                en=f"The evaluations of {said_years} are published; {found.in_force_from} is too early",
            )
        )
    row.state, row.adopted_at, row.adopted_by = "adopted", datetime.now(UTC), by.name
    row.version += 1
    row.save()
    _record(
        by,
        row,
        "evaluate.adopt_edition",
        f"采用评价框架 {row.framework} 的 {row.edition} 版，{found.in_force_from} 起施行",
    )
    return row


@transaction.atomic
def drop_edition(*, by: Actor, number: int, version: int) -> FrameworkEdition:
    """Give a draft up; it stays in the record."""
    row = _draft(by, number, version)
    row.state, row.version = "dropped", row.version + 1
    row.save()
    _record(by, row, "evaluate.drop_edition", f"作废评价框架 {row.framework} 的 {row.edition} 版草稿")
    return row


def _draft(by: Actor, number: int, version: int) -> FrameworkEdition:
    require(by, EDIT_FRAMEWORK)
    row = FrameworkEdition.objects.select_for_update().get(pk=number)
    if row.state != "draft":
        said = Label(
            zh=f"{row.edition} 版{row.get_state_display()}，不能再改；请另出新版",
            en=f"Edition {row.edition} is no draft any more: make a new edition",
        )
        raise Conflict(said)
    if row.version != version:
        raise Conflict(
            Label(
                zh="这份草稿刚被别人改过，请看过最新内容再改",
                en="Somebody has just changed this draft: look at it first",
            )
        )
    return row


def _store(by: Actor, row: FrameworkEdition, before: Framework, after: Framework, what: str) -> FrameworkEdition:
    row.tree, row.version = after.as_json(), row.version + 1
    row.save()
    weights = {
        name: {node.key: str(node.weight) for node in tree.root.walk()}
        for name, tree in (("before", before), ("after", after))
    }
    summary = f"评价框架 {row.framework} 的 {row.edition} 版草稿：{what}"
    audit.record(
        by=by, verb="evaluate.change_edition", about=f"evaluate.edition:{row.pk}", summary=summary,
        before=weights["before"], after=weights["after"],
    )  # fmt: skip
    return row


def _record(by: Actor, row: FrameworkEdition, verb: str, summary: str) -> None:
    audit.record(by=by, verb=verb, about=f"evaluate.edition:{row.pk}", summary=summary, after={"edition": row.edition})


def _kept(framework: str, edition: str) -> bool:
    return FrameworkEdition.objects.filter(framework=framework, edition=edition).exists()


def _after_all(known: tuple[Framework, ...], day: date) -> None:
    last = max(each.in_force_from for each in known)
    if day <= last:
        raise Invalid(
            FROM, Label(zh=f"应晚于现有最后一版的 {last}", en=f"must lie after {last}, when the last edition began")
        )
