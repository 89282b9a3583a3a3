"""From what a task's words promise to what the office may want: sub-tasks, milestones, targets. Values in and out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

Found = dict[str, Any]  # Any: one part of the reader's JSON, see docs/guides/plan-reading.md
LONGEST = 200
SENTENCE_ENDS = "。；！？\n"
VALUE = re.compile(
    r"^(?P<name>.*?)(?P<verb>达到?|提高到|提高至|提升至|提升到|增长到?|增加到|降低到|下降到?|控制在|保持在|稳定在|不低于|不少于"
    r"|不高于|不超过|超过|突破|至少|力争达到|优于|高于|低于|为|以上)?(?P<value>[约超近]?\d.*)$"
)
AT_LEAST = ("不低于", "不少于", "至少", "超过", "突破", "高于")
AT_MOST = ("不高于", "不超过", "低于", "控制在")
WHEN = re.compile(
    r"^(?:到|至|截至|在)?20\d\d年(?:\d{1,2}月)?(?:上半年|下半年|年?底|年?末)?(?:之前|以前|前)?[，,、]?"
)  # the date before a promise is its date, not its number
START = re.compile(r"^(?:力争|确保|实现|使|到|其中|全省|的|并|且|将)+")


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """Something to accept, change or drop, with the place that speaks of it."""

    kind: str
    found: str
    title: str
    written: str
    target: str = ""
    due: date | None = None
    start: int
    end: int
    is_certain: bool = False


def propose(task: Found, original: str) -> tuple[Proposed, ...]:
    """What the findings of one task propose; the same title once, where it has a date with that.

    Systems and projects become sub-tasks, numbers targets, documents and pilots milestones (pilots without a date are
    sub-tasks); a date counts where it stands in the same sentence. Only systems of indicators, whose names the
    document gives in full, need no second look.
    """
    kept: dict[tuple[str, str], Proposed] = {}
    for each in proposed(task, original):
        known = kept.get((each.kind, each.title))
        if known is None or (known.due is None and each.due is not None):
            kept[(each.kind, each.title)] = each
    found = list(kept.values())
    return tuple(each for each in found if not any(says_more(other, each) for other in found))


def says_more(other: Proposed, each: Proposed) -> bool:
    """Does another of the kind name the same thing in full (全省统一数据平台 for 数据平台)?"""
    return other.found == each.found and other.written != each.written and other.written.endswith(each.written)


def proposed(task: Found, original: str) -> Iterator[Proposed]:
    for finding in task["findings"]:
        due = due_nearby(task, finding, original)
        common: Found = {"found": finding["kind"], "written": finding["text"][:LONGEST], "due": due}
        place: Found = {"start": finding["start"], "end": finding["end"]}
        text = finding["text"].strip()
        if finding["kind"] == "number":
            yield target_of(text, common, place)
        elif finding["kind"] == "indicator_system":
            yield Proposed(kind="indicator_system", title=text[:LONGEST], is_certain=True, **common, **place)
        elif finding["kind"] == "document":
            yield Proposed(kind="milestone", title=f"印发《{text.strip('《》')}》"[:LONGEST], **common, **place)
        elif finding["kind"] == "pilot":
            yield Proposed(kind="milestone" if due else "subtask", title=text[:LONGEST], **common, **place)
        else:
            verb = "建设" if finding["kind"] == "system" else "实施"
            yield Proposed(kind="subtask", title=f"{verb}{text}"[:LONGEST], **common, **place)


def target_of(text: str, common: Found, place: Found) -> Proposed:
    """`2016年底前覆盖率不低于90%` → 覆盖率, ≥ 90%."""
    text = WHEN.sub("", text) or text
    parts = VALUE.match(text)
    name, verb, value = (parts["name"], parts["verb"] or "", parts["value"]) if parts else (text, "", text)
    name = START.sub("", name).strip("，、 ") or text
    sign = "≥ " if verb in AT_LEAST or value.endswith("以上") else "≤ " if verb in AT_MOST else ""
    target = sign + re.sub(r"(?:以上|以下|以内|左右)$", "", value)
    if value.endswith(("以下", "以内")):
        target = "≤ " + target.removeprefix("≤ ")
    return Proposed(kind="indicator", title=name[:LONGEST], target=target[:60], **common, **place)


def due_nearby(task: Found, finding: Found, original: str) -> date | None:
    """The last date of the sentence in which the finding stands; else the one date of the whole task, if it has one."""
    start, end = sentence_around(original, finding["start"], finding["end"])
    dated = [d for d in task["deadlines"] if d["due"]]
    near = [d["due"] for d in dated if d["source"] and start <= d["source"]["start"] < end]
    if near:
        return date.fromisoformat(max(near))
    clause_only = len(dated) == 1 and (task.get("when") or "") == dated[0]["text"]
    return date.fromisoformat(dated[0]["due"]) if clause_only else None


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds `start:end`."""
    before = max((text.rfind(mark, 0, start) for mark in SENTENCE_ENDS), default=-1) + 1
    after = [at for mark in SENTENCE_ENDS if (at := text.find(mark, end)) >= 0]
    return before, min(after, default=len(text))
