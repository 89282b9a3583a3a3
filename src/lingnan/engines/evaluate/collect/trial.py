"""Random rounds over random trees: does the ladder keep its promises? Plain Python, replayable by its seed.

The book below is filled only through `approval`; what it promises is judged by a separate witness that reads nothing
but the log of accepted and refused acts, so that an error in the ladder cannot hide in the judge.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lingnan.core.errors import LingnanError
from lingnan.engines.evaluate import approval
from lingnan.engines.evaluate.approval import CHAINS, Entry, Level, State

STEPS = (150, 350)
SENSIBLE = 0.7  # share of attempts that choose something that may be possible
HALF = 0.5
MOST_CITIES, MOST_COUNTIES, MOST_PLACES = 4, 6, 3
SHOWN = 5

PROMISES = {
    "no_level_skipped": "no approval without all those below it, in their order",
    "counted_once": "no territory counted twice or left out in a figure, after any merger, split or closure",
    "withdrawal": "a withdrawal is refused exactly when something stands on the approval",
    "complete_chain": "every approved value, and every part of it, has its complete chain",
    "four_eyes": "nobody approves what they reported or passed before",
    "refusal_changes_nothing": "what is refused leaves everything as it was",
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """One accepted act, as a witness sees it."""

    verb: str
    entry: str
    level: Level | None = None
    who: str = ""
    figure: tuple[tuple[str, int], ...] = ()  # territory with the number handed in for it


@dataclass
class Verdict:
    """What was looked at, and every broken promise."""

    trees: int = 0
    acts: int = 0
    refused: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.broken


@dataclass
class Trial:
    """One round over one random tree."""

    rng: random.Random
    verdict: Verdict
    entries: dict[str, Entry] = field(default_factory=dict)
    figures: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    log: list[Act] = field(default_factory=list)
    worth: dict[str, int] = field(default_factory=dict)
    made: int = 0

    def plant(self) -> None:
        """A province: cities with and without counties, counties of several places."""
        for city in range(self.rng.randint(1, MOST_CITIES)):
            counties = self.rng.randint(0, MOST_COUNTIES)
            parts = [self.places(f"c{city}.{n}") for n in range(counties)]
            covers = frozenset[str]().union(*parts) if parts else self.places(f"c{city}")
            level = self.rng.choice((Level.CITY, Level.CITY, Level.CITY, Level.DEPARTMENT))
            whole = Entry(key=f"city{city}", level=level, unit=f"gov{city}", covers=covers)
            self.entries[whole.key] = whole
            for places in parts:
                self.add(places, whole.key)

    def places(self, stem: str) -> frozenset[str]:
        """A few places, each with its number."""
        found = frozenset(f"{stem}.{n}" for n in range(self.rng.randint(1, MOST_PLACES)))
        self.worth |= {place: self.rng.randint(1, 1000) for place in sorted(found)}
        return found

    def add(self, covers: frozenset[str], whole: str) -> Entry:
        self.made += 1
        entry = Entry(key=f"county{self.made}", level=Level.COUNTY, unit=f"unit{self.made}", covers=covers, whole=whole)
        self.entries[entry.key] = entry
        return entry

    def parts(self, whole: str) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.whole == whole]

    def run(self) -> None:
        """Many attempts, sensible and foolish ones; the witness looks after each."""
        self.plant()
        for _ in range(self.rng.randint(*STEPS)):
            act = self.rng.choices(ACTS, WEIGHTS)[0]
            before = dict(self.entries), len(self.log)
            try:
                act(self)
            except LingnanError:
                self.verdict.refused += 1
                self.verdict.looked["refusal_changes_nothing"] += 1
                if (dict(self.entries), len(self.log)) != before:
                    self.verdict.broken.append(f"refusal_changes_nothing: {act.__name__}")
            self.verdict.acts += 1
        self.verdict.broken += list(witness(self))

    def did(self, entry: Entry, act: Act) -> None:
        self.entries[entry.key] = entry
        self.log.append(act)

    def any(self, *states: State) -> Entry:
        """One entry, more often one in one of these states."""
        known = list(self.entries.values())
        fitting = [entry for entry in known if entry.state in states]
        return self.rng.choice(fitting if fitting and self.rng.random() < SENSIBLE else known)

    def whole_of(self, entry: Entry) -> Entry | None:
        return self.entries[entry.whole] if entry.whole else None


def submit(trial: Trial) -> None:
    entry, who = trial.any(*approval.OPEN), f"p{trial.rng.randint(1, 9)}"
    parts = trial.parts(entry.key)
    after = approval.submit(entry, who=who, parts=parts)
    live = approval.counted(parts)
    figure = (
        tuple(pair for part in live for pair in trial.figures[part.key])
        if parts
        else tuple((place, trial.worth[place]) for place in sorted(entry.covers))
    )
    trial.figures[entry.key] = figure
    trial.did(after, Act(verb="submit", entry=entry.key, who=who, figure=figure))


def approve(trial: Trial) -> None:
    entry, who = trial.any(State.SUBMITTED), f"p{trial.rng.randint(1, 9)}"
    level = entry.waits_for if entry.waits_for and trial.rng.random() < SENSIBLE else trial.rng.choice(list(Level))
    after = approval.approve(entry, level=level, unit=f"u-{level}", who=who)
    trial.did(after, Act(verb="approve", entry=entry.key, level=level, who=who))


def send_back(trial: Trial) -> None:
    entry, level = trial.any(State.SUBMITTED), trial.rng.choice(list(Level))
    after = approval.send_back(entry, level=level, reason=trial.rng.choice(("与佐证不符", "")))
    trial.did(after, Act(verb="send_back", entry=entry.key, level=level))


def recall(trial: Trial) -> None:
    entry = trial.any()
    trial.did(approval.recall(entry), Act(verb="recall", entry=entry.key))


def withdraw(trial: Trial) -> None:
    """Here the witness is asked at once: it says beforehand whether anything stands on the approval."""
    entry = trial.any(State.SUBMITTED, State.APPROVED)
    levels = [each.level for each in entry.approvals]
    level = trial.rng.choice(levels or [Level.CITY])
    if not levels:
        approval.withdraw(entry, level=level)
    stands = bool(standing_above(trial, entry, level))
    trial.verdict.looked["withdrawal"] += 1
    try:
        after = approval.withdraw(entry, level=level, whole=trial.whole_of(entry))
    except LingnanError:
        if not stands:
            trial.verdict.broken.append(f"withdrawal: {entry.key} refused though nothing stands on it")
        raise
    if stands:
        trial.verdict.broken.append(f"withdrawal: {entry.key} allowed though something stands on it")
    trial.did(after, Act(verb="withdraw", entry=entry.key, level=level))


def counties(trial: Trial) -> list[Entry]:
    return [entry for entry in trial.entries.values() if entry.whole and entry.state not in approval.GONE]


def merge(trial: Trial) -> None:
    """Two counties of one city become one: the new one reports for both, or only answers for their entries."""
    known = counties(trial)
    if not known:
        return
    first = trial.rng.choice(known)
    others = [entry for entry in known if entry.whole == first.whole and entry.key != first.key]
    if not others:
        return
    pair = [first, trial.rng.choice(others)]
    if trial.rng.random() < HALF:
        for entry in pair:
            trial.entries[entry.key] = approval.hand_over(entry, unit=pair[0].unit)
    else:
        replace(trial, pair, [pair[0].covers | pair[1].covers])
    trial.verdict.changes["merged"] += 1


def split(trial: Trial) -> None:
    """A county becomes several."""
    known = [entry for entry in counties(trial) if len(entry.covers) > 1]
    if not known:
        return
    entry = trial.rng.choice(known)
    places = sorted(entry.covers)
    at = trial.rng.randint(1, len(places) - 1)
    replace(trial, [entry], [frozenset(places[:at]), frozenset(places[at:])])
    trial.verdict.changes["split"] += 1


def replace(trial: Trial, old: list[Entry], territories: list[frozenset[str]]) -> None:
    new = [
        Entry(key=f"new{n}", level=Level.COUNTY, unit=f"new{n}", covers=places, whole=old[0].whole)
        for n, places in enumerate(territories)
    ]
    for entry in approval.recut(old, new, whole=trial.whole_of(old[0])):
        trial.did(entry, Act(verb="superseded", entry=entry.key))
    for entry in new:
        trial.add(entry.covers, entry.whole)


def close(trial: Trial) -> None:
    known = counties(trial)
    if known:
        entry = trial.rng.choice(known)
        after = approval.close(entry)
        trial.verdict.changes["closed"] += 1
        trial.did(after, Act(verb="closed" if after is not entry else "kept", entry=entry.key))


def rename(trial: Trial) -> None:
    entry = trial.any()
    trial.verdict.changes["renamed"] += 1
    trial.entries[entry.key] = approval.hand_over(entry, unit=f"{entry.unit}'")


ACTS: tuple[Callable[[Trial], None], ...] = (
    submit, approve, send_back, recall, withdraw, merge, split, close, rename,
)  # fmt: skip
WEIGHTS = (24, 40, 4, 2, 10, 3, 3, 1, 2)


# The witness


def passed(log: list[Act], entry: str) -> list[Act]:
    """The approvals of an entry in force at the end of this log, read from nothing but the log."""
    found: list[Act] = []
    for act in log:
        if act.entry != entry:
            continue
        if act.verb == "approve":
            found.append(act)
        elif act.verb == "withdraw":
            found = [each for each in found if each.level is not act.level]
        elif act.verb in {"submit", "send_back", "recall", "superseded", "closed"}:
            found = []
    return found


def is_standing(log: list[Act], entry: str) -> bool:
    """Was it handed in and not taken, sent or put away since?"""
    verbs = [act.verb for act in log if act.entry == entry and act.verb not in {"approve", "withdraw", "kept"}]
    return bool(verbs) and verbs[-1] == "submit"


def standing_above(trial: Trial, entry: Entry, level: Level) -> list[str]:
    """What stands on the approval of a level, by the log."""
    chain = CHAINS[entry.level]
    if level not in chain:
        return []
    found = [str(act.level) for act in passed(trial.log, entry.key) if act.level in chain[chain.index(level) + 1 :]]
    is_counted = entry.whole and len(passed(trial.log, entry.key)) == len(chain) and is_standing(trial.log, entry.key)
    return [*found, entry.whole] if is_counted and is_standing(trial.log, entry.whole) else found


def witness(trial: Trial) -> Iterator[str]:
    """Every broken promise, found in the log of the whole round."""
    looked, handed_in = trial.verdict.looked, {}
    for at, act in enumerate(trial.log):
        entry = trial.entries[act.entry]
        if act.verb == "submit":
            handed_in[act.entry] = act.who
            looked["counted_once"] += 1
            yield from miscounted(trial, act, at)
        elif act.verb == "approve":
            below = passed(trial.log[:at], act.entry)
            looked["no_level_skipped"] += 1
            looked["four_eyes"] += 1
            chain = CHAINS[entry.level]
            climbed = [each.level for each in (*below, act)]
            if climbed != list(chain[: len(climbed)]):
                yield f"no_level_skipped: {act.entry} at {act.level} after {[str(each.level) for each in below]}"
            if act.who in {handed_in.get(act.entry), *(each.who for each in below)}:
                yield f"four_eyes: {act.who} on {act.entry}"
    yield from unfinished(trial)


def miscounted(trial: Trial, act: Act, at: int) -> Iterator[str]:
    """A figure counts each place of its territory once, but those that nobody reports any more."""
    counted = Counter(place for place, _ in act.figure)
    closed = {
        place
        for other in trial.log[:at]
        if other.verb == "closed" and trial.entries[other.entry].whole == act.entry
        for place in trial.entries[other.entry].covers
    }
    expected = trial.entries[act.entry].covers - closed
    if set(counted) != set(expected) or any(times > 1 for times in counted.values()):
        yield f"counted_once: {act.entry} counts {dict(counted)} instead of {sorted(expected)}"
    if sum(number for _, number in act.figure) != sum(trial.worth[place] for place in expected):
        yield f"counted_once: {act.entry} adds up wrongly"


def unfinished(trial: Trial) -> Iterator[str]:
    """What is approved at the end, and every part of it, has been passed by every level."""
    for entry in trial.entries.values():
        if entry.state is not State.APPROVED:
            continue
        trial.verdict.looked["complete_chain"] += 1
        levels = [act.level for act in passed(trial.log, entry.key)]
        if levels != list(CHAINS[entry.level]):
            yield f"complete_chain: {entry.key} has {levels}"
    for whole in {entry.whole for entry in trial.entries.values() if entry.whole}:
        if trial.entries[whole].state is State.APPROVED:
            for part in trial.parts(whole):
                if part.state not in {State.APPROVED, *approval.GONE}:
                    yield f"complete_chain: {whole} is approved, its part {part.key} is {part.state}"


def try_trees(trees: int, *, seed: int = 1) -> Verdict:
    """This many random rounds; the same seed gives the same ones."""
    verdict = Verdict(trees=trees)
    for number in range(trees):
        Trial(rng=random.Random(f"{seed}:{number}"), verdict=verdict).run()  # noqa: S311 -- replayable on purpose
    return verdict
