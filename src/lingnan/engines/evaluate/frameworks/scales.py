"""The scales by which a leaf's value becomes points where two goalposts do not do: read, kept, and said in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.index import Bands, Bonus, Piecewise, Veto, YesNo

Weighted = Piecewise | Bands | YesNo
Extra = Bonus | Veto
Scale = Weighted | Extra
Row = Mapping[str, Any]  # Any: numbers and lists of a rule file or of a JSON column

KINDS = ("piecewise", "bands", "yes_no", "bonus", "veto")


def from_row(row: Row) -> Scale:
    """The scale of a row `{kind: bands, edges: […], points: […]}`; numbers may be texts, as JSON columns keep them."""
    kind = row["kind"]
    if kind == "piecewise":
        return Piecewise(points=tuple((_number(x), _number(y)) for x, y in row["points"]))
    if kind == "bands":
        return Bands(edges=_numbers(row["edges"]), points=_numbers(row["points"]))
    if kind == "yes_no":
        return YesNo(points=_number(row.get("points", 100)))
    if kind == "bonus":
        return Bonus(
            each=_number(row.get("each", 1)), most=_number(row["most"]), ceiling=_number(row.get("ceiling", 100))
        )
    if kind == "veto":
        limits = {name: _number(row[name]) for name in ("at_least", "below") if row.get(name) is not None}
        return Veto(ceiling=_number(row.get("ceiling", 0)), **limits)
    said = Label(
        zh=f"没有“{kind}”这种计分方式；可用：{'、'.join(KINDS)}",
        en=f"there is no scale {kind}; there are: {', '.join(KINDS)}",
    )
    raise Invalid(Label(zh="计分方式", en="Scale"), said)


def as_json(scale: Scale) -> dict[str, object]:
    """The scale with its numbers as their exact text; `from_row` gives it back."""
    if isinstance(scale, Piecewise):
        return {"kind": "piecewise", "points": [[str(x), str(y)] for x, y in scale.points]}
    if isinstance(scale, Bands):
        return {"kind": "bands", "edges": _texts(scale.edges), "points": _texts(scale.points)}
    if isinstance(scale, YesNo):
        return {"kind": "yes_no", "points": str(scale.points)}
    if isinstance(scale, Bonus):
        return {"kind": "bonus", "each": str(scale.each), "most": str(scale.most), "ceiling": str(scale.ceiling)}
    limit = {"at_least": scale.at_least, "below": scale.below}
    kept = {name: str(value) for name, value in limit.items() if value is not None}
    return {"kind": "veto", "ceiling": str(scale.ceiling), **kept}


def said(scale: Scale) -> Label:
    """The scale in words: `低于 60 得 0 分，60 起 60 分，80 起 100 分`."""
    if isinstance(scale, Piecewise):
        pairs = [(x, y) for x, y in scale.points]
        zh = "，".join(f"{x} 得 {y} 分" for x, y in pairs)
        return Label(zh=f"{zh}，其间按直线", en=", ".join(f"{x}: {y} points" for x, y in pairs) + ", straight between")
    if isinstance(scale, Bands):
        first, *others = scale.points
        steps = list(zip(scale.edges, others, strict=True))
        return Label(
            zh=f"低于 {scale.edges[0]} 得 {first} 分，" + "，".join(f"{edge} 起 {y} 分" for edge, y in steps),
            en=f"below {scale.edges[0]}: {first} points, " + ", ".join(f"from {edge}: {y}" for edge, y in steps),
        )
    if isinstance(scale, YesNo):
        return Label(zh=f"是得 {scale.points} 分，否不得分", en=f"yes: {scale.points} points, no: none")
    if isinstance(scale, Bonus):
        return Label(
            zh=f"加分：每 1 加 {scale.each} 分，至多 {scale.most} 分，上级不超过 {scale.ceiling} 分",
            en=f"bonus: {scale.each} points for each 1, at most {scale.most}, its part at most {scale.ceiling}",
        )
    zh = f"达到 {scale.at_least}" if scale.at_least is not None else f"低于 {scale.below}"
    en = f"at {scale.at_least} or above" if scale.at_least is not None else f"below {scale.below}"
    return Label(
        zh=f"一票限制：{zh} 时上级至多 {scale.ceiling} 分", en=f"veto: {en} its part has at most {scale.ceiling}"
    )


def _number(value: Any) -> Decimal:  # Any: an int, a Decimal or a text
    return Decimal(str(value))


def _numbers(values: Any) -> tuple[Decimal, ...]:
    return tuple(_number(value) for value in values)


def _texts(values: tuple[Decimal | float, ...]) -> list[str]:
    return [str(value) for value in values]
