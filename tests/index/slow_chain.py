"""The ASEM chain a second time, slowly: plain lists and 60-digit decimals, sharing no line with the product.

Written from the definitions in docs/evaluation/index-engine.md alone; the tests compare every step with the engine.
"""

import csv
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
Number = Decimal | None
Columns = dict[str, list[Number]]


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_number(text: str) -> Number:
    return None if text in ("", "NA") else Decimal(text)


def moments(values: list[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    mean = sum(values, Decimal(0)) / len(values)
    powers = [sum(((v - mean) ** k for v in values), Decimal(0)) for k in (2, 3, 4)]
    return powers[0], powers[1], powers[2]


def skew(values: list[Decimal]) -> Decimal:
    n = Decimal(len(values))
    two, three, _ = moments(values)
    return n.sqrt() * three / (two * two.sqrt()) * (n * (n - 1)).sqrt() / (n - 2)


def kurt(values: list[Decimal]) -> Decimal:
    n = Decimal(len(values))
    two, _, four = moments(values)
    return ((n + 1) * (n * four / two**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def is_fine(column: list[Number]) -> bool:
    known = [v for v in column if v is not None]
    return abs(skew(known)) < 2 or kurt(known) < Decimal("3.5")


def winsorised(column: list[Number], winmax: int) -> list[Number]:
    column = list(column)
    tops: list[int] = []
    bottoms: list[int] = []
    while not is_fine(column) and len(tops) + len(bottoms) < winmax:
        known = sorted(v for v in column if v is not None)
        if skew(known) >= 0:
            tops = [i for i, v in enumerate(column) if v == known[-1]]
            put = max(v for v in known if v != known[-1])
            for i in tops:
                column[i] = put
        else:
            bottoms = [i for i, v in enumerate(column) if v == known[0]]
            put = min(v for v in known if v != known[0])
            for i in bottoms:
                column[i] = put
    return column


def treated(column: list[Number], winmax: int) -> list[Number]:
    if is_fine(column):
        return column
    once = winsorised(column, winmax)
    if is_fine(once):
        return once
    known = [v for v in column if v is not None]
    low, high = min(known), max(known)
    return [None if v is None else (v - low + (high - low) / 100).ln() for v in column]


def weighted(parts: list[Number], weights: list[Decimal]) -> Number:
    pairs = [(p, w) for p, w in zip(parts, weights, strict=True) if p is not None]
    whole = sum((w for _, w in pairs), Decimal(0))
    return sum((p * w for p, w in pairs), Decimal(0)) / whole if whole else None


def places(column: list[Number]) -> list[int | None]:
    return [None if v is None else 1 + sum(o is not None and o > v for o in column) for v in column]


def run(data: Path, meta: Path, *, group: str, share: Decimal, winmax: int = 5) -> dict[str, Columns | list[str]]:
    """Every step as code → column; `units` names the rows of screened and later steps, `all_units` those before."""
    units, metas = cells(data), cells(meta)
    indicators = [m for m in metas if m["Type"] == "Indicator"]
    raw: Columns = {m["iCode"]: [as_number(u[m["iCode"]]) for u in units] for m in indicators}
    divided: Columns = {}
    for m in indicators:
        code, by = m["iCode"], m["Denominator"]
        divided[code] = []
        for v, u in zip(raw[code], units, strict=True):
            whole = as_number(u[by]) if by else Decimal(1)
            divided[code].append(None if v is None or whole is None else v / whole)
    filled: Columns = {}
    for code, column in divided.items():
        filled[code] = []
        for v, u in zip(column, units, strict=True):
            peers = [o for o, p in zip(column, units, strict=True) if p[group] == u[group] and o is not None]
            filled[code].append(v if v is not None or not peers else sum(peers, Decimal(0)) / len(peers))
    keep = [i for i in range(len(units)) if sum(c[i] is not None for c in filled.values()) >= share * len(filled)]
    screened: Columns = {code: [column[i] for i in keep] for code, column in filled.items()}
    treats: Columns = {code: treated(column, winmax) for code, column in screened.items()}
    normal: Columns = {}
    for m in indicators:
        signed = [None if v is None else v * int(m["Direction"]) for v in treats[m["iCode"]]]
        known = [v for v in signed if v is not None]
        low, high = min(known), max(known)
        normal[m["iCode"]] = [None if v is None else (v - low) / (high - low) * 100 for v in signed]
    scores: Columns = dict(normal)
    for level in ("2", "3", "4"):
        for parent in (m for m in metas if m["Type"] == "Aggregate" and m["Level"] == level):
            below = [m for m in metas if m["Parent"] == parent["iCode"]]
            weights = [Decimal(m["Weight"]) for m in below]
            scores[parent["iCode"]] = [
                weighted([scores[m["iCode"]][i] for m in below], weights) for i in range(len(keep))
            ]
    ranks: Columns = {
        code: [None if p is None else Decimal(p) for p in places(column)] for code, column in scores.items()
    }
    return {
        "all_units": [u["uCode"] for u in units],
        "units": [units[i]["uCode"] for i in keep],
        "raw": raw,
        "denominated": divided,
        "imputed": filled,
        "screened": screened,
        "treated": treats,
        "normalised": normal,
        "aggregated": scores,
        "ranks": ranks,
    }
