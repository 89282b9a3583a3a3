"""What would lift a city most, its strengths and weaknesses, and cities side by side: read from one assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lingnan.core.errors import Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.evaluate.declare import INDICATORS
from lingnan.engines.evaluate.frameworks import INDEX, Framework, Node
from lingnan.engines.evaluate.lifting import Lift, lifts
from lingnan.engines.evaluate.scoring import Values
from lingnan.engines.evaluate.selectors.assessments import Judged, NodeResult
from lingnan.engines.evaluate.selectors.cities import evidence_url, median_of
from lingnan.rules.exact import half_even

DIGITS = 10
MOST_CITIES = 6
AIM_NAMES = {
    "step": Label(zh="上一个台阶", en="one step up"),
    "median": Label(zh="到中位数", en="to the median"),
    "best": Label(zh="到最好的市", en="to the best city"),
}


@dataclass(frozen=True, kw_only=True)
class Chance:
    """One way to win places, with what it rests on."""

    lift: Lift
    label: Label
    unit: Label | None
    decimals: int
    value: Decimal | None
    to: Decimal
    score: Decimal
    gained: Decimal
    url: str

    @property
    def aim(self) -> Label:
        return AIM_NAMES[self.lift.aim]


def values_of(judged: Judged) -> Values:
    """Indicator → region → value, as the assessment holds them."""
    return {
        leaf.key: {
            region: value for region in judged.regions if (value := judged.result(leaf.key, region).value) is not None
        }
        for leaf in judged.framework.leaves
    }


def chances(judged: Judged, region: str) -> tuple[Chance, ...]:
    """Every way, most places won first. The other cities stay as they are."""
    return tuple(
        _chance(judged, region, lift) for lift in lifts(judged.framework, values_of(judged), region, judged.regions)
    )


def _chance(judged: Judged, region: str, lift: Lift) -> Chance:
    declared = INDICATORS.get(lift.node.key) if lift.node.key in INDICATORS else None
    return Chance(
        lift=lift,
        label=declared.label if declared else lift.node.label,
        unit=declared.unit if declared else None,
        decimals=declared.decimals if declared else 2,
        value=judged.result(lift.node.key, region).value,
        to=half_even(lift.to, DIGITS),
        score=half_even(lift.score, DIGITS),
        gained=half_even(lift.gained, DIGITS),
        url=evidence_url(judged, lift.node.key, region),
    )


@dataclass(frozen=True, kw_only=True)
class Side:
    """An indicator of a city above or below the median of all cities."""

    result: NodeResult
    median: Decimal
    gap: Decimal
    url: str


def sides(judged: Judged, region: str, *, most: int = 3) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
    """Strengths and weaknesses: the indicators farthest above and farthest below the median score, at most `most`."""
    found = []
    for leaf in judged.framework.leaves:
        result, middle = judged.result(leaf.key, region), median_of(judged, leaf.key)
        if result.score is not None and middle is not None:
            url = evidence_url(judged, leaf.key, region)
            found.append(Side(result=result, median=middle, gap=result.score - middle, url=url))
    strong = sorted((side for side in found if side.gap > 0), key=lambda side: -side.gap)
    weak = sorted((side for side in found if side.gap < 0), key=lambda side: side.gap)
    return tuple(strong[:most]), tuple(weak[:most])


@dataclass(frozen=True, kw_only=True)
class BesideRow:
    """One node for every city asked, with the median and who of them is ahead."""

    node: Node
    depth: int
    results: tuple[NodeResult, ...]
    median: Decimal | None

    @property
    def best(self) -> Decimal | None:
        return max((result.score for result in self.results if result.score is not None), default=None)

    @property
    def spread(self) -> Decimal | None:
        """How far apart the cities are; None where fewer than two have a score."""
        scores = [result.score for result in self.results if result.score is not None]
        return max(scores) - min(scores) if len(scores) > 1 else None


def side_by_side(judged: Judged, regions: Sequence[str]) -> tuple[BesideRow, ...]:
    """The whole tree for two to six cities."""
    if not 2 <= len(regions) <= MOST_CITIES:  # noqa: PLR2004  one city has its own page
        said = Label(zh=f"选 2 至 {MOST_CITIES} 个城市", en=f"choose 2 to {MOST_CITIES} cities")
        raise Invalid(Label(zh="城市", en="Cities"), said)
    for region in regions:
        if region not in judged.regions:
            raise NotFound(
                Label(zh=f"{judged.year} 年评价没有 {region}", en=f"No {region} in the evaluation of {judged.year}")
            )
    framework: Framework = judged.framework
    return tuple(
        BesideRow(
            node=node,
            depth=len(framework.path(node.key)) - 1,
            results=tuple(judged.result(node.key, region) for region in regions),
            median=median_of(judged, node.key),
        )
        for node in framework.root.walk()
    )


def usual_pair(judged: Judged) -> tuple[str, ...]:
    """Without a choice: the first two of the ranking."""
    return tuple(result.region for result in judged.of_node(INDEX)[:2])
