"""The tree of an index: indicators at the bottom, one index at the top, weights and directions on the way."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from lingnan.core.errors import Fault, Invalid
from lingnan.index.scoring import Bonus, Scoring, Veto

LONGEST_SHOWN, MOST_TOLD, MOST_LISTED = 10, 3, 20
Adding = Literal["relative", "share", "percent", "points"]
"""What sibling weights must add up to: anything, 1, 100, or the weight of their parent (points of the whole)."""


@dataclass(frozen=True, kw_only=True)
class Element:
    """One node. `level` counts from 1 (indicators) up; 0 everywhere lets the tree count for itself.

    `direction` is 1 where more is better, -1 where less is better. `scoring` is the declared rule of an indicator
    (goalposts, bands, bonus, …), used when the chain normalises by "scoring".
    """

    code: str
    parent: str | None = None
    level: int = 0
    weight: float = 1.0
    direction: int = 1
    name: str = ""
    target: float | None = None
    denominator: str | None = None
    scoring: Scoring | None = None


@dataclass(frozen=True, kw_only=True)
class Tree:
    """Elements that hang together; whatever is wrong with them is one `Invalid` that names every fault.

    >>> Tree(elements=(Element(code="a", parent="b"), Element(code="b", parent="a")))
    Traceback (most recent call last):
    ...
    lingnan.core.errors.Invalid: 指标树：a：上级关系成环：a → b → a
    """

    elements: tuple[Element, ...]
    adding: Adding = "relative"
    places: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        faults = list(self._faults_of_shape())
        if not faults:
            if all(element.level == 0 for element in self.elements):
                object.__setattr__(self, "elements", _levelled(self.elements))
            faults = list(self._faults_of_levels()) + list(self._faults_of_weights())
        if faults:
            more = f"……共 {len(faults)} 处" if len(faults) > MOST_TOLD else ""
            said = "；".join(str(fault) for fault in faults[:MOST_TOLD]) + more
            raise Invalid("指标树", said, faults=tuple(faults[:MOST_LISTED]))

    # -- what it holds -------------------------------------------------------------------------------------------

    @cached_property
    def by_code(self) -> dict[str, Element]:
        return {element.code: element for element in self.elements}

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Code of every parent, lowest level first, with the codes below it in the order of the table."""
        below: dict[str, list[str]] = {}
        for element in self.elements:
            if element.parent is not None:
                below.setdefault(element.parent, []).append(element.code)
        order = sorted(below, key=lambda code: self.by_code[code].level)
        return {code: tuple(below[code]) for code in order}

    @cached_property
    def indicators(self) -> tuple[Element, ...]:
        return tuple(element for element in self.elements if element.code not in self.children)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code, indicators first, then level by level up to the index."""
        return tuple(element.code for element in sorted(self.elements, key=lambda each: each.level))

    @cached_property
    def index(self) -> str:
        return next(element.code for element in self.elements if element.parent is None)

    @property
    def height(self) -> int:
        return self.by_code[self.index].level

    @property
    def weights(self) -> dict[str, float]:
        return {element.code: element.weight for element in self.elements}

    def with_weights(self, weights: Mapping[str, float]) -> "Tree":
        """The same tree under other weights (a reform tried beside the edition in force): they need not add up."""
        if unknown := sorted(set(weights) - set(self.by_code)):
            raise Invalid("weights", f"没有这些指标：{'、'.join(unknown)}")
        changed = tuple(replace(each, weight=weights.get(each.code, each.weight)) for each in self.elements)
        return Tree(elements=changed, adding="relative", places=self.places)

    def without(self, code: str) -> "Tree":
        """The same tree with one element and all below it removed; parents left empty go too."""
        if code not in self.by_code:
            raise Invalid(code, "指标树里没有这个元素")
        gone = {code}
        for _ in range(self.height):
            gone |= {each.code for each in self.elements if each.parent in gone}
        while emptied := {p for p, below in self.children.items() if p not in gone and gone.issuperset(below)}:
            gone |= emptied
        kept = tuple(each for each in self.elements if each.code not in gone)
        if not kept:
            raise Invalid(code, "去掉它以后没有指标了")
        return Tree(elements=kept, adding="relative", places=self.places)

    def ancestor(self, code: str, level: int) -> str:
        """The element at or above a level on the way from `code` to the index."""
        while (element := self.by_code[code]).level < level and element.parent is not None:
            code = element.parent
        return code

    def effective_weights(self) -> dict[str, float]:
        """The share of every element in the index: its share among its siblings times that of its parent.

        >>> two = (Element(code="i"), Element(code="a", parent="i", weight=3), Element(code="b", parent="i"))
        >>> Tree(elements=two).effective_weights()["a"]
        0.75
        """
        shares = {self.index: 1.0}
        for parent in reversed(self.children):
            whole = sum(self.by_code[code].weight for code in self.children[parent] if self.is_weighed(code))
            for code in self.children[parent]:
                part = self.by_code[code].weight / whole if self.is_weighed(code) and whole else 0.0
                shares[code] = shares[parent] * part
        return shares

    def is_weighed(self, code: str) -> bool:
        """False for what adds points or caps instead of being averaged."""
        return not isinstance(self.by_code[code].scoring, Bonus | Veto)

    # -- what can be wrong ---------------------------------------------------------------------------------------

    def _fault(self, code: str, reason: str, allowed: str = "") -> Fault:
        place = self.places.get(code)
        return Fault(where=f"{place}（{code}）" if place else code, reason=reason, allowed=allowed)

    def _faults_of_shape(self) -> Iterator[Fault]:
        seen: set[str] = set()
        known = {element.code for element in self.elements}
        for element in self.elements:
            if element.code in seen:
                yield self._fault(element.code, "编码重复")
            seen.add(element.code)
            if element.parent is not None and element.parent not in known:
                yield self._fault(element.code, f"上级“{element.parent}”不在表中")
            if element.direction not in (1, -1):
                yield self._fault(element.code, f"方向是 {element.direction}", "只能是 1 或 -1")
        cycles = list(self._cycles())
        yield from cycles
        tops = [element.code for element in self.elements if element.parent is None]
        if len(tops) != 1 and not cycles:
            listed = "、".join(tops[:10]) or "无"
            yield Fault(where="", reason=f"应有且只有一个没有上级的总指数，实际：{listed}")

    def _cycles(self) -> Iterator[Fault]:
        parents = {element.code: element.parent for element in self.elements}
        finished: set[str] = set()
        for start in parents:
            path: dict[str, None] = {}
            code: str | None = start
            while code is not None and code in parents and code not in finished and code not in path:
                path[code] = None
                code = parents[code]
            if code is not None and code in path:
                ring = list(path)[list(path).index(code) :]
                shown = ring if len(ring) <= LONGEST_SHOWN else [*ring[:LONGEST_SHOWN], "…"]
                yield self._fault(code, f"上级关系成环：{' → '.join([*shown, code])}")
            finished.update(path)

    def _faults_of_levels(self) -> Iterator[Fault]:
        for element in self.elements:
            if element.level < 1:
                yield self._fault(element.code, f"级次是 {element.level}", "从 1（指标）起的整数")
            parent = self.by_code.get(element.parent or "")
            if parent is not None and parent.level <= element.level:
                yield self._fault(element.code, f"级次 {element.level} 不低于上级 {parent.code} 的 {parent.level}")
            if element.code in self.children and element.scoring is not None:
                yield self._fault(element.code, "有下级的节点不能有评分规则")

    def _faults_of_weights(self) -> Iterator[Fault]:
        for element in self.elements:
            if not element.weight >= 0 or element.weight == float("inf"):
                yield self._fault(element.code, f"权重是 {element.weight}", "0 或正数")
                return
        for parent, codes in self.children.items():
            parts = [exact(self.by_code[code].weight) for code in codes if self.is_weighed(code)]
            whole = sum(parts, Fraction(0))
            wanted = {"share": Fraction(1), "percent": Fraction(100), "points": exact(self.by_code[parent].weight)}
            told = "、".join(f"{code}={self.by_code[code].weight:g}" for code in codes[:LONGEST_SHOWN])
            if parts and whole == 0:
                yield self._fault(parent, "下级权重之和为 0")
            elif parts and self.adding in wanted and whole != wanted[self.adding]:
                said = f"下级权重之和是 {float(whole):g}，应为 {float(wanted[self.adding]):g}"
                yield self._fault(parent, said, told)


def exact(number: float) -> Fraction:
    """The number as it is written: 0.1 is one tenth, so that ten of them are 1."""
    return Fraction(repr(float(number)))


def _levelled(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """Levels counted from the bottom: a leaf is 1, a parent one more than its highest child."""
    parents = {element.code: element.parent for element in elements}
    waiting = Counter(parent for parent in parents.values() if parent is not None)
    levels = dict.fromkeys(parents, 1)
    ready = [code for code in parents if not waiting[code]]
    while ready:
        code = ready.pop()
        parent = parents[code]
        if parent is None:
            continue
        levels[parent] = max(levels[parent], levels[code] + 1)
        waiting[parent] -= 1
        if not waiting[parent]:
            ready.append(parent)
    return tuple(replace(element, level=levels[element.code]) for element in elements)
