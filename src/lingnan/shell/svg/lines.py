"""Sparkline, rank with its interval, value against a limit: one row high, beside their figures."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Number = float | int | Decimal
EMPTY = mark_safe("")


def fixed(value: float) -> str:
    """A coordinate with one decimal, no trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def runs(points: Sequence[Number | None]) -> list[list[tuple[int, float]]]:
    """The stretches between gaps: a missing point is never bridged."""
    found: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(points):
        if value is None:
            found.append([])
        else:
            found[-1].append((place, float(value)))
    return [run for run in found if run]


def sparkline(points: Sequence[Number | None], *, name: str = "", width: int = 64, height: int = 20) -> SafeString:
    """One line on its own scale; gaps where a value is missing; the last point, if there is one, is a dot."""
    stretches = runs(points)
    if not stretches:
        return EMPTY
    values = [value for run in stretches for _, value in run]
    low, span = min(values), (max(values) - min(values)) or 1.0
    step = (width - 6) / max(len(points) - 1, 1)

    def spot(place: int, value: float) -> str:
        return f"{fixed(2 + place * step)} {fixed(height - 3 - (value - low) / span * (height - 6))}"

    path = "".join(
        "M" + "L".join(spot(*point) for point in run) + ("h.01" if len(run) == 1 else "") for run in stretches
    )
    dot = ""
    if points[-1] is not None:
        x, y = spot(len(points) - 1, float(points[-1])).split()
        dot = f'<circle class="d-dot" cx="{x}" cy="{y}" r="2"/>'
    return drawing(width, height, f'<path class="d-line" d="{path}"/>{dot}', name)


def drawing(width: int, height: int, body: str, name: str) -> SafeString:
    """An svg of that size; with a name it is a picture that speaks, else it is left out of reading."""
    inner = mark_safe(body)  # noqa: S308 - numbers and our own classes only
    if name:
        return format_html(
            '<svg class="drawing" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">{3}</svg>',
            width, height, name, inner,
        )  # fmt: skip
    return format_html(
        '<svg class="drawing" width="{0}" height="{1}" viewBox="0 0 {0} {1}" aria-hidden="true">{2}</svg>',
        width, height, inner,
    )  # fmt: skip


def rank_x(rank: float, of: int, width: int) -> float:
    return 8 + (rank - 1) * (width - 16) / max(of - 1, 1)


def rank_ticks(of: int) -> list[int]:
    """1, then every fifth."""
    return [1, *range(5, of + 1, 5)]


def rank_interval(*, rank: int, low: int, high: int, of: int = 21, width: int = 224, height: int = 32) -> SafeString:
    """A dot at the rank over the bar of its interval, on an axis from 1 to `of`. The figures stand beside it."""
    middle = height / 2
    grid = "".join(
        f'<path class="d-grid" d="M{fixed(rank_x(tick, of, width))} 0V{height}"/>' for tick in rank_ticks(of)
    )
    start, end = rank_x(low, of, width), rank_x(high, of, width)
    bar = f'<path class="d-interval" d="M{fixed(start)} {fixed(middle)}H{fixed(end)}"/>' if high > low else ""
    dot = f'<circle class="d-point" cx="{fixed(rank_x(rank, of, width))}" cy="{fixed(middle)}" r="4.5"/>'
    return drawing(width, height, grid + bar + dot, "")


def rank_axis(*, of: int = 21, width: int = 224) -> SafeString:
    """The head of a column of intervals: 1, 5, 10, …"""
    body = "".join(
        f'<text class="d-text" text-anchor="middle" x="{fixed(rank_x(tick, of, width))}" y="13">{tick}</text>'
        for tick in rank_ticks(of)
    )
    return drawing(width, 18, body, "")


def limit_bar(
    value: Number | None, *, limit: Number, most: Number, width: int = 86, is_over: bool = False
) -> SafeString:
    """A value as a bar with the limit as an upright line. Judging (`is_over`) is the caller's, exactly."""
    if value is None or not most:
        return EMPTY
    long = min(float(value) / float(most), 1.0) * width
    mark = min(float(limit) / float(most), 1.0) * width
    kind = "d-bar-late" if is_over else "d-bar"
    body = (
        f'<rect class="d-track" y="5" width="{width}" height="6" rx="3"/>'
        f'<rect class="{kind}" y="5" width="{fixed(max(long, 3))}" height="6" rx="3"/>'
        f'<path class="d-limit" d="M{fixed(mark)} 1V15"/>'
    )
    return drawing(width, 16, body, "")


def share_bar(parts: Sequence[tuple[str, Number]], *, name: str = "", width: int = 240, height: int = 12) -> SafeString:
    """Parts of a whole side by side, each with its class (`seq5-3`): the light bar, the make-up of a score."""
    whole = float(sum(Decimal(str(size)) for _, size in parts)) or 1.0
    edges = [0.0]
    for _, size in parts:
        edges.append(edges[-1] + float(size) / whole * width)
    body = "".join(
        f'<rect class="{kind}" x="{fixed(left)}" width="{fixed(max(right - left - 1, 0))}" height="{height}"/>'
        for (kind, _), (left, right) in zip(parts, pairwise(edges), strict=True)
    )
    return drawing(width, height, body, name)
