"""The ladder that a reported value climbs: county, city, department, institution, office. Plain values, no Django.

A county's value is approved by its city and from there on climbs inside the city's figure, which is made of it. So a
value has a complete chain when every level of its own ladder approved it, and the figure that counts it too.

Territory is what keeps merged and split units from being counted twice: every entry says which divisions of the
period it covers; the parts of a figure never overlap, and together they cover it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label


class Level(StrEnum):
    """A step of the ladder, lowest first."""

    COUNTY = "county"
    CITY = "city"
    DEPARTMENT = "department"
    INSTITUTION = "institution"
    OFFICE = "office"

    @property
    def label(self) -> Label:
        return _LEVELS[self]

    @property
    def order(self) -> int:
        return list(Level).index(self)


_LEVELS = {
    Level.COUNTY: Label(zh="县区", en="County"),
    Level.CITY: Label(zh="市", en="City"),
    Level.DEPARTMENT: Label(zh="省直部门", en="Department"),
    Level.INSTITUTION: Label(zh="评价机构", en="Institution"),
    Level.OFFICE: Label(zh="办公室", en="Office"),
}
CHAINS = {
    Level.COUNTY: (Level.CITY,),
    Level.CITY: (Level.DEPARTMENT, Level.INSTITUTION, Level.OFFICE),
    Level.DEPARTMENT: (Level.INSTITUTION, Level.OFFICE),
}


class State(StrEnum):
    """Where an entry stands. Superseded: its territory is reported by others. Closed: nobody reports it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    CLOSED = "closed"

    @property
    def label(self) -> Label:
        return _STATES[self]


_STATES = {
    State.DRAFT: Label(zh="待填报", en="To fill in"),
    State.SUBMITTED: Label(zh="审核中", en="Under review"),
    State.RETURNED: Label(zh="已退回", en="Sent back"),
    State.APPROVED: Label(zh="已审定", en="Approved"),
    State.SUPERSEDED: Label(zh="已由新区划填报", en="Reported by others"),
    State.CLOSED: Label(zh="不再填报", en="Not reported any more"),
}
OPEN = frozenset({State.DRAFT, State.RETURNED})
STANDING = frozenset({State.SUBMITTED, State.APPROVED})
GONE = frozenset({State.SUPERSEDED, State.CLOSED})


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One step of the ladder that was taken: which level, which unit, which person."""

    level: Level
    unit: str
    who: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One value of one territory on its way up. `whole` is the figure that it is a part of, if it is one."""

    key: str
    level: Level
    unit: str
    covers: frozenset[str]
    whole: str = ""
    state: State = State.DRAFT
    reported_by: str = ""
    approvals: tuple[Approval, ...] = ()

    @property
    def chain(self) -> tuple[Level, ...]:
        """The levels that must approve it, in this order."""
        return CHAINS[self.level]

    @property
    def waits_for(self) -> Level | None:
        """The level whose turn it is."""
        return self.chain[len(self.approvals)] if self.state is State.SUBMITTED else None


@dataclass(frozen=True, kw_only=True)
class Built:
    """Something that stands on an approval: the same value further up, or a figure that counts it."""

    entry: str
    level: Level
    unit: str
    verb: Label

    def __str__(self) -> str:
        return f"{self.level.label.zh}（{self.unit}）{self.verb.zh}"


APPROVED = Label(zh="已审核通过", en="approved it")
SUMMED = Label(zh="已据此汇总上报", en="reported a figure made of it")
USED = Label(zh="已据此冻结评价", en="froze an assessment with it")


def submit(entry: Entry, *, who: str, parts: Sequence[Entry] = ()) -> Entry:
    """Hand the value in: it waits for the first level. A figure made of parts needs all of them approved."""
    if entry.state not in OPEN:
        raise Conflict(
            Label(
                zh=f"这个数现在是“{entry.state.label.zh}”，不能提交",
                en=f"It stands at “{entry.state.label.en}” and cannot be handed in",
            )
        )
    if parts:
        refuse_unready(entry, parts)
    return replace(entry, state=State.SUBMITTED, reported_by=who, approvals=())


def refuse_unready(whole: Entry, parts: Sequence[Entry]) -> None:
    """Every part that still counts is approved; none overlap; together they cover the whole."""
    live = [part for part in parts if part.state not in GONE]
    waiting = [part.unit for part in live if part.state is not State.APPROVED]
    if waiting:
        raise Conflict(
            Label(
                zh=f"还有 {len(waiting)} 个下级数没有审核通过，不能汇总：{'、'.join(waiting)}",
                en=f"{len(waiting)} figures below are not approved yet: {', '.join(waiting)}",
            )
        )
    if twice := overlaps(live):
        raise Conflict(
            Label(
                zh=f"下级数有重叠，会重复计算：{'、'.join(sorted(twice))}",
                en=f"Territory would be counted twice: {', '.join(sorted(twice))}",
            )
        )
    closed = {place for part in parts if part.state is State.CLOSED for place in part.covers}
    covered = {place for part in live for place in part.covers}
    if lacking := whole.covers - covered - closed:
        raise Conflict(
            Label(zh=f"没有人填报：{'、'.join(sorted(lacking))}", en=f"Nobody reports: {', '.join(sorted(lacking))}")
        )
    if foreign := covered - whole.covers:
        raise Conflict(
            Label(zh=f"不属本级：{'、'.join(sorted(foreign))}", en=f"Outside this figure: {', '.join(sorted(foreign))}")
        )


def overlaps(entries: Iterable[Entry]) -> set[str]:
    """Territory that more than one of them covers."""
    seen: set[str] = set()
    twice: set[str] = set()
    for entry in entries:
        twice |= seen & entry.covers
        seen |= entry.covers
    return twice


def counted(parts: Iterable[Entry]) -> list[Entry]:
    """The parts that a figure is made of."""
    return [part for part in parts if part.state is State.APPROVED]


def recall(entry: Entry) -> Entry:
    """The reporter takes the value back while nobody has approved it."""
    if entry.state is not State.SUBMITTED:
        raise Conflict(
            Label(
                zh=f"这个数现在是“{entry.state.label.zh}”，没有可撤回的提交",
                en=f"It stands at “{entry.state.label.en}”: nothing to take back",
            )
        )
    if entry.approvals:
        raise Conflict(
            Label(
                zh=f"{entry.approvals[-1].level.label.zh}已审核通过，请由审核方退回",
                en=f"{entry.approvals[-1].level.label.en} approved it: ask for it to be sent back",
            )
        )
    return replace(entry, state=State.DRAFT, reported_by="")


def approve(entry: Entry, *, level: Level, unit: str, who: str) -> Entry:
    """Accept the value at this level. No level is skipped, and nobody judges what they handed in or passed before."""
    refuse_turn(entry, level)
    if who and who in {entry.reported_by, *(each.who for each in entry.approvals)}:
        raise Conflict(
            Label(
                zh="同一个人不能既填报又审核，也不能审核两级",
                en="One person cannot report and judge, nor judge at two levels",
            )
        )
    passed = (*entry.approvals, Approval(level=level, unit=unit, who=who))
    return replace(entry, approvals=passed, state=State.APPROVED if len(passed) == len(entry.chain) else entry.state)


def refuse_turn(entry: Entry, level: Level) -> None:
    """Refuse unless it is this level's turn."""
    turn = entry.waits_for
    if turn is None:
        raise Conflict(
            Label(
                zh=f"这个数现在是“{entry.state.label.zh}”，没有等待审核",
                en=f"It stands at “{entry.state.label.en}”: nobody’s turn",
            )
        )
    if turn is not level:
        done = any(each.level is level for each in entry.approvals)
        skips = level in entry.chain and not done
        zh = "本级已审核过" if done else f"还没有经过{turn.label.zh}审核，不能越级" if skips else "不归本级审核"
        en = "Approved here already" if done else "No level is skipped" if skips else "Not judged at this level"
        raise Conflict(Label(zh=f"{zh}；现在等{turn.label.zh}审核", en=f"{en}; it waits for: {turn.label.en}"))


def send_back(entry: Entry, *, level: Level, reason: str) -> Entry:
    """Return the value to who reported it; what was approved below lapses, for the corrected value climbs anew."""
    refuse_turn(entry, level)
    if not reason.strip():
        raise Invalid(
            Label(zh="退回理由", en="Reason"),
            Label(zh="请写明哪里不对、要改成什么样", en="Say what is wrong and what to change"),
        )
    return replace(entry, state=State.RETURNED, approvals=())


def built_on(entry: Entry, *, level: Level, whole: Entry | None = None) -> list[Built]:
    """What stands on this level's approval: approvals further up, and the figure that counts the value."""
    above = [
        Built(entry=entry.key, level=each.level, unit=each.unit, verb=APPROVED)
        for each in entry.approvals
        if each.level.order > level.order
    ]
    if whole is not None and whole.state in STANDING and entry.state is State.APPROVED:
        above.append(Built(entry=whole.key, level=whole.level, unit=whole.unit, verb=SUMMED))
        above += [Built(entry=whole.key, level=each.level, unit=each.unit, verb=APPROVED) for each in whole.approvals]
    return above


def withdraw(entry: Entry, *, level: Level, whole: Entry | None = None, uses: Sequence[Built] = ()) -> Entry:
    """Take an approval back: the value waits for this level again. Refused with the list of what was built on it."""
    if entry.state not in STANDING or not any(each.level is level for each in entry.approvals):
        raise Conflict(
            Label(
                zh=f"{level.label.zh}没有审核通过这个数，没有可撤销的",
                en=f"{level.label.en} has not approved it: nothing to withdraw",
            )
        )
    refuse_built([*built_on(entry, level=level, whole=whole), *uses])
    return replace(entry, state=State.SUBMITTED, approvals=entry.approvals[:-1])


def refuse_built(built: Sequence[Built]) -> None:
    """Refuse with what stands on it."""
    if built:
        zh = "；".join(str(each) for each in built)
        en = "; ".join(f"{each.level.label.en} ({each.unit}) {each.verb.en}" for each in built)
        raise Conflict(
            Label(
                zh=f"不能撤销，上面已有 {len(built)} 步：{zh}。请先由上级退回或撤销",
                en=f"Cannot be withdrawn, {len(built)} steps stand on it: {en}",
            )
        )


def recut(old: Sequence[Entry], new: Sequence[Entry], *, whole: Entry | None = None) -> list[Entry]:
    """Let new entries report the territory of old ones, after a merger or split. The old ones count no more."""
    if any(entry.state in GONE for entry in old):
        raise Conflict(Label(zh="这些数里有的已经不再填报", en="Some of these are not reported any more"))
    before = frozenset[str]().union(*(entry.covers for entry in old))
    after = frozenset[str]().union(*(entry.covers for entry in new))
    if before != after or overlaps(new) or not old:
        raise Invalid(
            Label(zh="范围", en="Territory"),
            Label(
                zh="新的填报范围要与原来的范围相同，并且互不重叠",
                en="New entries must cover the same territory without overlap",
            ),
        )
    for entry in old:
        refuse_built(built_on(entry, level=entry.chain[-1], whole=whole))
    return [replace(entry, state=State.SUPERSEDED, approvals=()) for entry in old]


def close(entry: Entry) -> Entry:
    """Its unit ended and nobody follows: what is approved stands, anything else will not be reported."""
    if entry.state in GONE:
        raise Conflict(Label(zh="这个数已经不再填报", en="It is not reported any more"))
    return entry if entry.state is State.APPROVED else replace(entry, state=State.CLOSED, approvals=())


def hand_over(entry: Entry, *, unit: str) -> Entry:
    """Another unit answers for it from now on; what was done stays with who did it."""
    return replace(entry, unit=unit)
