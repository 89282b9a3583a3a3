"""Which indicators are quotients of two series, and of which: known to reads and to computing alike."""

from decimal import Decimal

RATIOS: dict[str, tuple[str, str, Decimal]] = {}  # indicator → numerator, denominator, factor
