"""The text of the report, computed from the snapshot: sentences whose every number leads to its evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from lingnan.core import words
from lingnan.core.labels import Label, Language
from lingnan.engines.evaluate.findings import headline
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.selectors.assessments import NodeResult, place_of
from lingnan.engines.report.snapshot import Content

FIRST, LAST = 3, 3
MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words, or a figure with the page where it comes from."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph of the report."""

    key: str
    head: Label
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def passages(content: Content, language: Language = "zh") -> tuple[Passage, ...]:
    """Everything the report says in words, in order."""
    write = _Chinese(content) if language == "zh" else _English(content)
    heads = (
        ("summary", Label(zh="总体", en="In one sentence"), write.summary),
        ("leaders", Label(zh="前列与末位", en="First and last"), write.leaders),
        ("movers", Label(zh="名次变化", en="Changes of rank"), write.movers),
        ("domains", Label(zh="分领域", en="By domain"), write.domains),
        ("weak", Label(zh="低于底线的指标", en="Below the floor"), write.weak),
        ("data", Label(zh="数据", en="Data"), write.data),
    )
    return tuple(Passage(key=key, head=head, pieces=tuple(of())) for key, head, of in heads)


class _Writer:
    """What both languages count from."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.judged = content.judged
        self.ranked = [result for result in self.judged.of_node(INDEX) if result.rank is not None]

    def url(self, result: NodeResult) -> str:
        return f"/evaluate/evidence/{self.judged.id}/{result.node.key}/{result.region}"

    def score(self, result: NodeResult) -> Piece:
        return Piece(text=words.number(result.score or Decimal(0), 1), url=self.url(result))

    def headline(self) -> Label:
        return headline([result.place for result in self.ranked if result.place])

    def moved(self) -> list[tuple[int, NodeResult]]:
        found = [(self.content.change(result.region), result) for result in self.ranked]
        return sorted(((change, result) for change, result in found if change), key=lambda pair: -abs(pair[0]))

    def below_floor(self) -> list[NodeResult]:
        floor = self.judged.framework.floor
        found = [
            result
            for result in self.judged.results.values()
            if result.node.is_leaf and result.node.supervised and result.score is not None and result.score < floor
        ]
        return sorted(found, key=lambda result: (result.score or Decimal(0), result.node.key, result.region))

    def counts(self) -> tuple[int, int, int, int]:
        """Values there, values missing, values flagged, values from sample data."""
        leaves = [result for result in self.judged.results.values() if result.node.is_leaf]
        return (
            sum(result.value is not None for result in leaves),
            sum(result.value is None for result in leaves),
            sum(bool(result.flags) for result in leaves),
            sum(result.is_sample for result in leaves),
        )

    def middle(self, node: str) -> Decimal:
        scores = [result.score for result in self.judged.of_node(node) if result.score is not None]
        return median(scores) if scores else Decimal(0)


class _Chinese(_Writer):
    def summary(self) -> Iterator[Piece]:
        framework = self.judged.framework
        yield Piece(
            text=f"{self.judged.year} 年，按{framework.label.zh}（{framework.edition}）"
            f"的 {len(framework.leaves)} 项指标，{len(self.ranked)} 个地级以上市参加排名：{self.headline().zh}。"
            f"名次的 {framework.interval.percent}% 区间由权重与数值在允许范围内变动"
            f" {words.number(framework.interval.draws)} 次得出，区间重叠的城市不宜比较先后。"
        )

    def leaders(self) -> Iterator[Piece]:
        yield Piece(text="得分最高的是")
        yield from self._named(self.ranked[:FIRST])
        yield Piece(text="；最低的是")
        yield from self._named(self.ranked[-LAST:])
        yield Piece(text="。")

    def _named(self, results: Sequence[NodeResult]) -> Iterator[Piece]:
        for place, result in enumerate(results):
            yield Piece(text=("、" if place else "") + result.region_name.zh + "（")
            yield self.score(result)
            yield Piece(text=" 分）")

    def movers(self) -> Iterator[Piece]:
        if not self.content.ranks_before:
            yield Piece(text="没有上一年度的名次可比。")
            return
        moved = self.moved()
        if not moved:
            yield Piece(text="与上一年度相比，各市名次没有变化。")
            return
        yield Piece(text=f"与 {self.judged.year - 1} 年相比，{len(moved)} 个城市名次有变。变化最大的是")
        for place, (change, result) in enumerate(moved[:FIRST]):
            verb = "上升" if change > 0 else "下降"
            yield Piece(text=f"{'、' if place else ''}{result.region_name.zh}（{verb} {abs(change)} 位，")
            yield Piece(text=place_of(result, "zh"), url=self.url(result))
            yield Piece(text="）")
        yield Piece(text="。名次区间仍重叠的，不能说明优劣已变。")

    def domains(self) -> Iterator[Piece]:
        for domain in self.judged.framework.root.children:
            ranked = [result for result in self.judged.of_node(domain.key) if result.rank is not None]
            if not ranked:
                yield Piece(text=f"{domain.label.zh}没有可用的数。")
                continue
            middle = words.number(self.middle(domain.key), 1)
            yield Piece(text=f"{domain.label.zh}：中位数 {middle} 分，{ranked[0].region_name.zh}最高（")
            yield self.score(ranked[0])
            yield Piece(text=f" 分），{ranked[-1].region_name.zh}最低（")
            yield self.score(ranked[-1])
            yield Piece(text=" 分）。")

    def weak(self) -> Iterator[Piece]:
        low = self.below_floor()
        floor = words.number(self.judged.framework.floor)
        if not low:
            yield Piece(text=f"列入督办的指标都不低于底线 {floor} 分。")
            return
        yield Piece(text=f"{self.judged.framework.floor_reason.zh}的，列入督办。本年度有 {len(low)} 项：")
        for place, result in enumerate(low[:MOST_NAMED]):
            yield Piece(text=f"{'；' if place else ''}{result.region_name.zh}{result.node.label.zh}（")
            yield self.score(result)
            yield Piece(text=" 分）")
        yield Piece(text="等。" if len(low) > MOST_NAMED else "。")

    def data(self) -> Iterator[Piece]:
        there, missing, flagged, sample = self.counts()
        yield Piece(text=f"共用 {there} 个数值，{missing} 个缺数，{flagged} 个带质量标记")
        yield Piece(text=f"，{sample} 个出自样例数据（本平台演示用，不反映实际）。" if sample else "。")
        yield Piece(text="缺数不作零计，权重按比例分给同级其余指标；带标记的数照用，并在证据页注明。")


class _English(_Writer):
    def summary(self) -> Iterator[Piece]:
        framework = self.judged.framework
        yield Piece(
            text=f"In {self.judged.year}, {len(self.ranked)} cities were ranked by the "
            f"{len(framework.leaves)} indicators of {framework.label.en}, edition {framework.edition}. "
            f"{self.headline().en}. "
            f"The {framework.interval.percent}% interval of a rank comes from {words.number(framework.interval.draws)} "
            "draws in which weights and values vary within stated bounds; cities whose intervals overlap should not be "
            "compared."
        )

    def leaders(self) -> Iterator[Piece]:
        yield Piece(text="Highest: ")
        yield from self._named(self.ranked[:FIRST])
        yield Piece(text="; lowest: ")
        yield from self._named(self.ranked[-LAST:])
        yield Piece(text=".")

    def _named(self, results: Sequence[NodeResult]) -> Iterator[Piece]:
        for place, result in enumerate(results):
            yield Piece(text=(", " if place else "") + result.region_name.en + " (")
            yield self.score(result)
            yield Piece(text=")")

    def movers(self) -> Iterator[Piece]:
        moved = self.moved()
        if not moved:
            yield Piece(text="There is no earlier ranking to compare with, or no city changed its place.")
            return
        yield Piece(text=f"Since {self.judged.year - 1}, {len(moved)} cities changed their place, most of all ")
        for place, (change, result) in enumerate(moved[:FIRST]):
            verb = "up" if change > 0 else "down"
            yield Piece(text=f"{', ' if place else ''}{result.region_name.en} ({verb} {abs(change)}, ")
            yield Piece(text=place_of(result, "en"), url=self.url(result))
            yield Piece(text=")")
        yield Piece(text=".")

    def domains(self) -> Iterator[Piece]:
        for domain in self.judged.framework.root.children:
            ranked = [result for result in self.judged.of_node(domain.key) if result.rank is not None]
            if ranked:
                middle = words.number(self.middle(domain.key), 1)
                yield Piece(text=f"{domain.label.en}: median {middle}, highest {ranked[0].region_name.en} (")
                yield self.score(ranked[0])
                yield Piece(text=f"), lowest {ranked[-1].region_name.en} (")
                yield self.score(ranked[-1])
                yield Piece(text="). ")

    def weak(self) -> Iterator[Piece]:
        low = self.below_floor()
        if not low:
            yield Piece(text="No supervised indicator lies below the floor.")
            return
        lie = "results lie" if len(low) > 1 else "result lies"
        yield Piece(text=f"{len(low)} supervised {lie} below the floor of {self.judged.framework.floor} points: ")
        for place, result in enumerate(low[:MOST_NAMED]):
            yield Piece(text=f"{'; ' if place else ''}{result.region_name.en}, {result.node.label.en} (")
            yield self.score(result)
            yield Piece(text=")")
        yield Piece(text=" and others." if len(low) > MOST_NAMED else ".")

    def data(self) -> Iterator[Piece]:
        there, missing, flagged, sample = self.counts()
        yield Piece(text=f"{there} values were used, {missing} are missing, {flagged} carry a quality flag")
        yield Piece(text=f", {sample} rest on sample data made for this demonstration." if sample else ".")
        yield Piece(text=" A missing value is not zero: its weight goes to its siblings.")
