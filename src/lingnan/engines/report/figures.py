"""The drawings of the printed report as SVG with their own ink: the ranking with its intervals, the maps."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.html import escape

from lingnan.core import words
from lingnan.engines.evaluate.findings import level
from lingnan.engines.evaluate.frameworks import INDEX
from lingnan.engines.evaluate.map_drawing import apart, outlines
from lingnan.engines.report.snapshot import Content
from lingnan.shell.svg.lines import fixed

# The light values of the token file: paper has no dark side.
INK, MUTED, LINE, EDGE = "#1A2023", "#566067", "#DADEDD", "#7A858B"
ACCENT, INTERVAL, SEA, PAPER = "#1B5676", "#A9C6D4", "#EAECE9", "#FFFFFF"
SCALE = ("#C8E9D9", "#6BC5BB", "#0099AA", "#00688F", "#143960")
FONT = 'font-family="Noto Sans SC"'
DARK_FROM = 4
ROW, HEAD, WIDTH = 35, 34, 660
AXIS = (196, 540)  # where rank 1 and the last rank stand


def ranking_chart(content: Content) -> bytes:
    """Rank, city, score, a dot over the bar of its interval, the interval in figures, the change."""
    ranked = [result for result in content.judged.of_node(INDEX) if result.rank is not None]
    last = len(ranked)
    height = HEAD + ROW * last + 8

    def x(rank: int) -> float:
        return AXIS[0] + (rank - 1) * (AXIS[1] - AXIS[0]) / max(last - 1, 1)

    heads = (
        (36, "名次", "end"),
        (50, "城市", "start"),
        (168, "得分", "end"),
        (606, "90% 区间", "end"),
        (652, "较上年", "end"),
    )
    parts = [_text(place, 20, text, anchor, MUTED) for place, text, anchor in heads]
    for tick in [1, *range(5, last + 1, 5)]:
        parts.append(_text(x(tick), 20, str(tick), "middle", MUTED))
        parts.append(_line(x(tick), HEAD, x(tick), height - 8, LINE))
    for place, result in enumerate(ranked):
        y = HEAD + ROW * place + ROW / 2
        rank, low, high = result.rank or 0, result.low or result.rank or 0, result.high or result.rank or 0
        parts.append(_line(8, y + ROW / 2, WIDTH - 8, y + ROW / 2, LINE))
        parts.append(_text(36, y + 4, str(rank), "end", INK, bold=True))
        parts.append(_text(50, y + 4, result.region_name.zh, "start", INK))
        parts.append(_text(168, y + 4, words.number(result.score or Decimal(0), 1), "end", INK))
        if high > low:
            parts.append(
                f'<path d="M{fixed(x(low))} {fixed(y)}H{fixed(x(high))}" stroke="{INTERVAL}" stroke-width="5" '
                'stroke-linecap="round"/>'
            )
        parts.append(f'<circle cx="{fixed(x(rank))}" cy="{fixed(y)}" r="4.4" fill="{ACCENT}"/>')
        parts.append(_text(606, y + 4, f"{low}–{high}" if high > low else str(low), "end", MUTED))
        parts.append(_text(652, y + 4, changed(content.change(result.region)), "end", INK))
    return _svg(WIDTH, height, "".join(parts))


def changed(change: int | None) -> str:
    """▲ 2, ▼ 1, — where nothing changed, nothing where there was no rank."""
    if change is None:
        return ""
    return "—" if change == 0 else f"{'▲' if change > 0 else '▼'} {abs(change)}"


def city_map(values: Mapping[str, Decimal | None], breaks: Sequence[Decimal], *, named: bool = True) -> bytes | None:
    """The cities in their classes; hatched where there is no value; None where no regions are loaded."""
    drawn = outlines()
    if drawn is None:
        return None
    size = 'width="6" height="6"'
    hatch = (
        f'<defs><pattern id="hatch" {size} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect {size} fill="{PAPER}"/><path d="M0 0V6" stroke="{MUTED}" stroke-width="1.4"/></pattern></defs>'
    )
    parts = [f'<rect x="-12" y="-12" width="{drawn.width + 24}" height="{drawn.height + 24}" fill="{SEA}"/>', hatch]
    for city in drawn.cities:
        value = values.get(city.code)
        fill = "url(#hatch)" if value is None else SCALE[level(value, breaks) - 1]
        parts.append(f'<path d="{city.path}" fill="{fill}" stroke="{PAPER}" stroke-width="0.9" fill-rule="evenodd"/>')
    for city in apart(drawn, "zh") if named else ():
        value = values.get(city.code)
        dark = value is not None and level(value, breaks) >= DARK_FROM
        name = city.name.removesuffix("市")
        parts.append(_text(city.x, city.y + 4, name, "middle", PAPER if dark else INK, size=13))
    box = f'viewBox="-12 -12 {drawn.width + 24} {drawn.height + 24}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(parts)}</svg>'.encode()


def _svg(width: int, height: float, body: str) -> bytes:
    box = f'width="{width}" height="{fixed(height)}" viewBox="0 0 {width} {fixed(height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{body}</svg>'.encode()


def _text(x: float, y: float, text: str, anchor: str, fill: str, *, size: float = 12, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{fixed(x)}" y="{fixed(y)}" text-anchor="{anchor}"'
    return f'<text {FONT} font-size="{size}"{weight} fill="{fill}" {place}>{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, ink: str) -> str:
    return f'<path d="M{fixed(x1)} {fixed(y1)}L{fixed(x2)} {fixed(y2)}" stroke="{ink}" stroke-width="1"/>'
