"""Charts of the evidence and city pages, drawn by the server: years as a line with gaps, domains against the median."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import floor, log10

from django.utils.html import escape
from django.utils.safestring import SafeString

from lingnan.core import words
from lingnan.engines.evaluate.selectors.history import YearPoint
from lingnan.shell.svg.lines import drawing, fixed, runs

WIDTH, HEIGHT = 780, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 116, 16, 28
LINES = 4
LABEL_GAP = 16


def ceiling(most: float) -> float:
    """The least round number (1, 2, 2.5, 4, 5, 6, 8 or 10 times a power of ten) not below the largest value."""
    if most <= 0:
        return 1.0
    power = 10.0 ** floor(log10(most))
    return next(step * power for step in (1, 2, 2.5, 4, 5, 6, 8, 10) if step * power >= most)


def years_line(points: Sequence[YearPoint], *, name: str, median_name: str, caption: str, decimals: int) -> SafeString:
    """One city through the years against the median of all: gaps stay gaps, doubted values stand alone as triangles."""
    values = [float(p.value) for p in points if p.value is not None] + [float(p.median) for p in points if p.median]
    top = ceiling(max(values, default=0.0))
    right, floor_y = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x(place: int) -> float:
        return LEFT + place * (right - LEFT) / max(len(points) - 1, 1)

    def y(value: float) -> float:
        return floor_y - value / top * (floor_y - TOP)

    parts = [_grid(top, y, right), _years(points, x)]
    mine = [None if p.is_doubted else p.value for p in points]
    for kind, series in (("d-dashed", [p.median for p in points]), ("d-line-2", mine)):
        for run in runs(series):
            steps = "L".join(f"{fixed(x(place))} {fixed(y(value))}" for place, value in run)
            parts.append(f'<path class="{kind}" d="M{steps}"/>')
    for place, point in enumerate(points):
        if point.value is None:
            continue
        at = (x(place), y(float(point.value)))
        if point.is_doubted:
            parts.append(_triangle(*at, words.number(point.value, decimals)))
        else:
            size = "4.5" if place == len(points) - 1 else "2.5"
            parts.append(f'<circle class="d-point" cx="{fixed(at[0])}" cy="{fixed(at[1])}" r="{size}"/>')
    parts.append(_end_labels(points, y, right, name, median_name, decimals))
    return drawing(WIDTH, HEIGHT, "".join(parts), caption)


def _grid(top: float, y: Callable[[float], float], right: float) -> str:
    body = ""
    for step in range(LINES + 1):
        value = top * step / LINES
        kind = "d-grid" if step else "d-axis"
        text = words.number(Decimal(repr(value)).normalize(), None if value != int(value) else 0)
        body += f'<path class="{kind}" d="M{LEFT} {fixed(y(value))}H{right}"/>'
        body += f'<text class="d-text" text-anchor="end" x="{LEFT - 8}" y="{fixed(y(value) + 4)}">{text}</text>'
    return body


def _years(points: Sequence[YearPoint], x: Callable[[int], float]) -> str:
    every = max(1, len(points) // 6)
    shown = [place for place in range(len(points)) if (len(points) - 1 - place) % every == 0]
    return "".join(
        f'<text class="d-text" text-anchor="middle" x="{fixed(x(place))}" y="{HEIGHT - 8}">{points[place].year}</text>'
        for place in shown
    )


def _triangle(x: float, y: float, text: str) -> str:
    return (
        f'<path class="d-flag" stroke-linejoin="round" d="M{fixed(x)} {fixed(y - 7)}L{fixed(x + 7)} {fixed(y + 5)}'
        f'H{fixed(x - 7)}z"/><text class="d-text" text-anchor="middle" x="{fixed(x)}" y="{fixed(y - 12)}">{text}</text>'
    )


def _end_labels(
    points: Sequence[YearPoint], y: Callable[[float], float], right: float, name: str, median_name: str, decimals: int
) -> str:
    """Names at the ends of the lines, pushed apart where they would touch."""
    last = points[-1] if points else None
    if last is None or last.value is None or last.median is None:
        return ""
    mine, middle = y(float(last.value)), y(float(last.median))
    if abs(mine - middle) < LABEL_GAP:
        push = (LABEL_GAP - abs(mine - middle)) / 2
        mine, middle = (mine - push, middle + push) if mine <= middle else (mine + push, middle - push)
    figure = words.number(last.value, decimals)
    return (
        f'<text class="d-text-strong" x="{right + 10}" y="{fixed(mine + 4)}">{escape(name)} {figure}</text>'
        f'<text class="d-text" x="{right + 10}" y="{fixed(middle + 4)}">{escape(median_name)}</text>'
    )


def against_median(score: Decimal | None, median: Decimal | None, *, name: str, width: int = 260) -> SafeString:
    """A score of 100 as a bar, with the median of all cities as an upright line."""
    long = float(score or 0) / 100 * width
    body = f'<rect class="d-track" y="5" width="{width}" height="8"/>'
    if score is not None:
        body += f'<rect class="d-bar" y="5" width="{fixed(max(long, 1.5))}" height="8"/>'
    if median is not None:
        body += f'<path class="d-limit" d="M{fixed(float(median) / 100 * width)} 0V18"/>'
    return drawing(width, 18, body, name)
