"""How alike two Chinese texts are, and by which words: for finding work that is planned twice. Plain Python.

No dictionary is needed: a text is taken as its runs of two and three characters, what stands in every text of the
pool counts little (inverse document frequency), and set phrases of official language count nothing. The words shown
as the reason are the longest runs that both texts share. Two texts that build the same named system, or name the same
unit, are nearer than their words alone say.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

# Set phrases that say nothing of the matter; a run of characters never reaches across one.
PHRASES = (
    "按照|根据|围绕|依托|通过|结合|进一步|加快|加强|推进|推动|促进|提升|提高|落实|组织|实施|开展|建设|建成|建立|健全|完善|打造|构建|"
    "拟定|拟在|拟建|计划|工作|项目|任务|有关部门|各部门|各单位|各地市|各地|各市|全省|我省|省内|广东省|智慧城市|发展|进行|支撑|以及|"
    "实现|形成|覆盖|负责|牵头|配合|会同|指标体系|评价|年度|专业机构|承担|国家|相关|所需|资金|预算|目标|内容|需要|万元"
)
_CUT = re.compile(rf"(?:{PHRASES})|[^\u4e00-\u9fffa-z0-9]+|[的和与及并对为等以由将向按]")
_STOP = re.compile(r"[。；;！？\n]")
_PREFIX = re.compile(r"^(?:广东省|全省|省级|市级|省|市|统一|智慧)+")
_INSIDE = re.compile(r"管理|信息|综合|服务|应用|公共")
# Words that any such work has: they count for a third, and a run made of nothing else is no reason.
PLAIN = (
    "系统|平台|信息|管理|服务|监测|预警|数据|网络|综合|公共|资源|中心|发布|查询|每日|监管|应用|"
    "二维码|二维|维码|扫码|手机|预约|在线|网上|智能|智慧"
)
_PLAIN = frozenset(PLAIN.split("|"))
PLAIN_COUNTS = 1 / 3
SHORTEST_WORD = 3  # characters of a shared word that is worth showing
MOST_WORDS = 6
LEAST = 0.12  # from here on two texts are worth showing side by side: measured in tests/core/likeness
ENOUGH = 12  # runs that a sentence must have to be compared by itself
NAME_COUNTS, UNIT_COUNTS = 0.4, 0.08  # how much of the distance a shared name, a shared unit takes away
SAME_NAME = 0.72  # two names are one thing from this share of common character pairs on
FAINT = 0.03  # a smaller share on either side is not worth weighing
SHORT_SIDE = 0.75  # the shorter of two texts decides more


def parts_of(text: str) -> tuple[str, ...]:
    """The text without set phrases and punctuation."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return tuple(part for part in _CUT.split(folded) if len(part) > 1)


def runs_of(parts: Iterable[str]) -> frozenset[str]:
    """Every run of two and three characters of the parts."""
    return frozenset(part[i : i + n] for part in parts for n in (2, 3) for i in range(len(part) - n + 1))


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A text to compare: its key, its words, the systems it names and the units that answer for it."""

    key: str
    text: str
    names: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The text without set phrases and punctuation."""
        return parts_of(self.text)

    @cached_property
    def runs(self) -> frozenset[str]:
        """Every run of two and three characters."""
        return runs_of(self.parts)

    @cached_property
    def passages(self) -> tuple[frozenset[str], ...]:
        """The runs of each sentence that says enough, and of the whole: a task speaks of many things."""
        sentences = (frozenset(runs_of(parts_of(each))) for each in _STOP.split(self.text))
        return (self.runs, *(runs for runs in sentences if len(runs) >= ENOUGH and runs != self.runs))


@dataclass(frozen=True, kw_only=True)
class Alike:
    """One text found alike: how much (0 to 1), and why: shared words, systems, units."""

    key: str
    score: float
    words: tuple[str, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]


class Pool:
    """Texts among which likenesses are sought. Made once, asked often.

    >>> pool = Pool([Piece(key="a", text="建设时空信息云平台"), Piece(key="b", text="推广居民健康卡")])
    >>> [(found.key, found.words) for found in pool.like(Piece(key="x", text="省级时空信息云平台升级"))]
    [('a', ('时空信息云平台',))]
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = tuple(pieces)
        self.seen = Counter(run for piece in self.pieces for run in piece.runs)
        self.known: dict[str, float] = {}  # each run is weighed once: a pool of 5,000 texts asks a million times

    def weight(self, run: str) -> float:
        """A rare run weighs more; three characters weigh more than two; plain ones a third."""
        found = self.known.get(run)
        if found is None:
            found = self.known[run] = self.weigh_anew(run)
        return found

    def weigh_anew(self, run: str) -> float:
        """The weight of one run."""
        rarity = math.log((len(self.pieces) + 1.5) / (self.seen[run] + 0.5))
        return max(rarity, 0.1) * (len(run) - 1) * (PLAIN_COUNTS if is_plain(run) else 1)

    def like(self, piece: Piece, *, least: float = LEAST, most: int = 8) -> list[Alike]:
        """The texts of the pool that are alike for a reason that can be said, the likest first."""
        own = [(runs, self.weigh(runs)) for runs in piece.passages]
        found = [
            self.reason(piece, other, score)
            for other in self.pieces
            if other.key != piece.key and (score := self.score(piece, other, own)) >= least
        ]
        found = [alike for alike in found if alike.words or alike.names]
        return sorted(found, key=lambda alike: (-alike.score, alike.key))[:most]

    def weigh(self, runs: frozenset[str]) -> float:
        """The weight of all runs together."""
        return sum(map(self.weight, runs))

    def score(self, piece: Piece, other: Piece, own: Sequence[tuple[frozenset[str], float]] = ()) -> float:
        """How alike two texts are: by their nearest sentences, then by the systems and units both name."""
        ours = own or [(runs, self.weigh(runs)) for runs in piece.passages]
        near = max(
            (self.nearness(mine, theirs, weight) for mine, weight in ours for theirs in other.passages), default=0.0
        )
        far = 1 - near
        if near and same_names(piece.names, other.names):
            far *= 1 - NAME_COUNTS
        # a shared unit alone is no likeness: every department has many matters
        if near and piece.units & other.units:
            far *= 1 - UNIT_COUNTS * near * 2
        return round(1 - far, 3)

    def nearness(self, mine: frozenset[str], theirs: frozenset[str], weight: float) -> float:
        """The share of weight that two sets of runs have in common; the smaller set decides more."""
        common = mine & theirs
        if not common:
            return 0.0
        shared = self.weigh(common)
        if shared < FAINT * weight and len(common) < FAINT * len(theirs):
            return 0.0
        low, high = sorted((weight, self.weigh(theirs)))
        return shared / (SHORT_SIDE * low + (1 - SHORT_SIDE) * high)

    def reason(self, piece: Piece, other: Piece, score: float) -> Alike:
        """Why: the words, systems and units that both have."""
        return Alike(
            key=other.key,
            score=score,
            words=self.shared_words(piece, other),
            names=same_names(piece.names, other.names),
            units=tuple(sorted(piece.units & other.units)),
        )

    def shared_words(self, piece: Piece, other: Piece) -> tuple[str, ...]:
        """The longest runs that stand in both texts, the weightiest first, none inside another."""
        there = "\n".join(other.parts)
        words = {word for part in piece.parts for word in common_runs(part, there)}
        longest = (word for word in words if not any(word in longer for longer in words if longer != word))
        whole = [word for word in longest if not says_little(word)]
        weighed = {word: self.weigh(Piece(key="", text=word).runs) for word in whole}
        return tuple(sorted(whole, key=lambda word: (-weighed[word], word))[:MOST_WORDS])


def is_plain(run: str) -> bool:
    """Two plain characters, or three whose halves are plain or cross from one plain word to the next."""
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return any(pair in _PLAIN for pair in pairs) if len(run) > 2 else run in _PLAIN  # noqa: PLR2004 -- a pair


def says_little(word: str) -> bool:
    """Nothing is left of it when the plain words are taken out."""
    return len(re.sub(PLAIN, "", word)) < 2  # noqa: PLR2004 -- a word has two characters


def common_runs(part: str, there: str) -> Iterable[str]:
    """Runs of `part` that stand in `there`, from left to right, as long as they go."""
    start = 0
    while start + SHORTEST_WORD <= len(part):
        end = start + SHORTEST_WORD
        if part[start:end] not in there:
            start += 1
            continue
        while end < len(part) and part[start : end + 1] in there:
            end += 1
        yield part[start:end]
        start = end


def bare_name(name: str) -> str:
    """A system's name without who owns it: 省级时空信息云平台 → 时空信息云平台."""
    folded = re.sub(r"[“”\"《》\s]", "", unicodedata.normalize("NFKC", name).lower())
    return _INSIDE.sub("", _PREFIX.sub("", folded)) or folded


def same_names(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Those of our names that mean a thing of theirs, as we write them."""
    return tuple(name for name in ours if any(is_same_name(name, other) for other in theirs))


def is_same_name(one: str, other: str) -> bool:
    """One system under two names: equal, one inside the other, or nearly the same characters."""
    a, b = bare_name(one), bare_name(other)
    short, long = sorted((a, b), key=len)
    if len(short) < SHORTEST_WORD + 1:
        return a == b
    if short in long and len(short) > SHORTEST_WORD + 1:
        return True
    pairs_a, pairs_b = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (a, b))
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b)) >= SAME_NAME
