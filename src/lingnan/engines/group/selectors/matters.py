"""Matters and their versions."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.models import Draft, Matter
from lingnan.engines.group.selectors.business import may_read
from lingnan.engines.identity.actor import Actor


def matters(by: Actor) -> QuerySet[Matter]:
    """Every matter, for the members of the group."""
    found = Matter.objects.select_related("lead", "raised_by")
    return found if may_read(by) else found.none()


def matter(by: Actor, *, number: str) -> Matter:
    """One matter with its research, versions, rounds and sign-offs."""
    related = (
        "notes__attachment", "notes__unit", "drafts__attachment", "drafts__sign_offs__unit",
        "circulations__answers__unit", "circulations__draft", "agenda_items__meeting",
    )  # fmt: skip
    found = matters(by).select_related("task").prefetch_related(*related).filter(number=number).first()
    if found is None:
        raise NotFound(Label(zh=f"没有您能看的事项 {number}", en=f"No matter {number} that you may see"))
    return found


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of text in a comparison: same, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ParagraphChange:
    """One paragraph of two versions side by side."""

    kind: str  # same, changed, added, removed
    old: tuple[Stretch, ...]
    new: tuple[Stretch, ...]


def compare(old: Draft, new: Draft) -> list[ParagraphChange]:
    """Two versions, paragraph by paragraph; changed ones character by character, with figures kept whole."""
    return list(paragraphs(old.text.splitlines(), new.text.splitlines()))


def paragraphs(old: list[str], new: list[str]) -> Iterator[ParagraphChange]:
    """Equal paragraphs once; replaced ones in pairs; what is left over as removed or added."""
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for text in old[a1:a2]:
                same = (Stretch(kind="same", text=text),)
                yield ParagraphChange(kind="same", old=same, new=same)
            continue
        pairs = min(a2 - a1, b2 - b1)
        for n in range(pairs):
            yield changed(old[a1 + n], new[b1 + n])
        for text in old[a1 + pairs : a2]:
            yield ParagraphChange(kind="removed", old=(Stretch(kind="removed", text=text),), new=())
        for text in new[b1 + pairs : b2]:
            yield ParagraphChange(kind="added", old=(), new=(Stretch(kind="added", text=text),))


def pieces(text: str) -> list[str]:
    """Characters, but a figure or a Latin word is one piece: 2017 → 2018 is one change, not one digit."""
    return re.findall(r"[0-9A-Za-z.]+|.", text)


def changed(old: str, new: str) -> ParagraphChange:
    """Two wordings of one paragraph."""
    a, b = pieces(old), pieces(new)
    left: list[Stretch] = []
    right: list[Stretch] = []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        before, after = "".join(a[a1:a2]), "".join(b[b1:b2])
        if tag == "equal":
            left.append(Stretch(kind="same", text=before))
            right.append(Stretch(kind="same", text=after))
            continue
        left += [Stretch(kind="removed", text=before)] if before else []
        right += [Stretch(kind="added", text=after)] if after else []
    return ParagraphChange(kind="changed", old=tuple(left), new=tuple(right))
