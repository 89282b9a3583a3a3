"""Two years on fixed goalposts: what changed because the city did, and what because the rules did."""

from dataclasses import dataclass
from decimal import Decimal

from lingnan.core.labels import Label
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult, newest, read
from lingnan.engines.evaluate.selectors.whatif import Trial, trial
from lingnan.engines.identity.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Half:
    """One year under one edition for one city."""

    score: Decimal | None
    rank: int | None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class TwoYears:
    """A city in both years. `before_under_after`: the earlier values under the later rules, where the rules differ."""

    region: str
    name: Label
    before: Half
    after: Half
    before_under_after: Half | None
    after_under_before: Half | None

    @property
    def change(self) -> Decimal | None:
        """Like with like: both years under the rules of the later one."""
        base = self.before_under_after or self.before
        return None if self.after.score is None or base.score is None else self.after.score - base.score

    @property
    def change_old(self) -> Decimal | None:
        """Like with like: both years under the rules of the earlier one."""
        last = self.after_under_before or self.after
        return None if last.score is None or self.before.score is None else last.score - self.before.score

    @property
    def by_rules(self) -> Decimal | None:
        """What the new rules alone did to the earlier year."""
        tried = self.before_under_after
        if tried is None or tried.score is None or self.before.score is None:
            return None
        return tried.score - self.before.score

    @property
    def won(self) -> int | None:
        """Places won between the two years as each was published."""
        if self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank


@dataclass(frozen=True, kw_only=True)
class YearsBeside:
    """Two assessments and every city in them."""

    before: Judged
    after: Judged
    rows: tuple[TwoYears, ...]

    @property
    def is_same_rules(self) -> bool:
        return self.before.framework == self.after.framework


def two_years(by: Actor, framework: str, before: int, after: int, *, edition: str = "") -> YearsBeside:
    """Both years as they count; where the editions differ each year is also computed under the other's.

    `edition` names another edition for the later year: what a reform would make of it.
    """
    old = read(newest(by, framework=framework, year=before))
    new = read(newest(by, framework=framework, year=after))
    rules = edition or new.framework.edition
    differs = rules != old.framework.edition
    old_tried = trial(old, edition=rules) if differs else None
    new_old = trial(new, edition=old.framework.edition) if differs and not edition else None
    new_tried = trial(new, edition=edition) if edition and edition != new.framework.edition else None
    rows = tuple(_row(old, new, region, old_tried, new_old, new_tried) for region in new.regions)
    ordered = sorted(rows, key=lambda row: (row.change is None, -(row.change or Decimal(0)), row.region))
    return YearsBeside(before=old, after=new, rows=tuple(ordered))


def _row(
    old: Judged, new: Judged, region: str, old_tried: Trial | None, new_old: Trial | None, new_tried: Trial | None
) -> TwoYears:
    kept = new.result(INDEX, region)
    after = _half(new, kept) if new_tried is None else _tried(new_tried, region)
    before = _half(old, old.result(INDEX, region)) if region in old.regions else Half(score=None, rank=None)
    under_old = _tried(new_old, region) if new_old else _half(new, kept) if new_tried is not None else None
    return TwoYears(
        region=region,
        name=kept.region_name,
        before=before,
        after=after,
        before_under_after=_tried(old_tried, region) if old_tried and region in old.regions else None,
        after_under_before=under_old,
    )


def _half(judged: Judged, result: NodeResult) -> Half:
    url = f"/evaluate/evidence/{judged.id}/{result.node.key}/{result.region}"
    return Half(score=result.score, rank=result.rank, url=url)


def _tried(found: Trial, region: str) -> Half:
    row = next(each for each in found.rows if each.now.region == region)
    return Half(score=row.score, rank=row.rank)
