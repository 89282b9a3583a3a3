"""Units and quantities: a number never crosses a room's border without its unit.

Factors are exact fractions to the base unit of each dimension, so a conversion never adds a rounding of its own.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction
from typing import Self

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.core.registry import Registry

DIGITS = 34  # those of IEEE 754 decimal128; a quotient beyond them is rounded half to even


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit: `symbol` as in tables and stores, `label` as in sentences, `factor` base units in one of it."""

    symbol: str
    label: Label
    dimension: str
    factor: Fraction = Fraction(1)

    def __str__(self) -> str:
        return self.symbol


UNITS: Registry[Unit] = Registry("unit")
_ALIASES: dict[str, str] = {}


def _unit(symbol: str, zh: str, en: str, dimension: str, factor: str = "1", *aliases: str) -> Unit:
    _ALIASES.update(dict.fromkeys(aliases, symbol))
    unit = Unit(symbol=symbol, label=Label(zh=zh, en=en), dimension=dimension, factor=Fraction(factor))
    return UNITS.register(symbol, unit)


ONE = _unit("1", "倍", "times", "number")
PERCENT = _unit("%", "%", "%", "number", "1/100", "％", "percent")
PERMILLE = _unit("‰", "‰", "‰", "number", "1/1000")
PH = _unit("pH", "pH", "pH", "acidity")
INDEX = _unit("指数", "点", "points of the index", "index")
POINTS = _unit("分", "分", "points", "score")

UG_M3 = _unit("µg/m³", "微克/立方米", "µg/m³", "concentration in air", "1", "ug/m3", "μg/m³", "μg/m3")  # µ and Greek μ
MG_M3 = _unit("mg/m³", "毫克/立方米", "mg/m³", "concentration in air", "1000", "mg/m3")
MG_L = _unit("mg/L", "毫克/升", "mg/L", "concentration in water", "1", "mg/l")
UG_L = _unit("µg/L", "微克/升", "µg/L", "concentration in water", "1/1000", "ug/L", "ug/l")
COUNT_L = _unit("个/L", "个/升", "per litre", "count in water")

METRE = _unit("m", "米", "m", "length")
CENTIMETRE = _unit("cm", "厘米", "cm", "length", "1/100")
MILLIMETRE = _unit("mm", "毫米", "mm", "length", "1/1000")
KILOMETRE = _unit("km", "公里", "km", "length", "1000")
M2 = _unit("m²", "平方米", "m²", "area", "1", "m2")
HECTARE = _unit("hm²", "公顷", "ha", "area", "10000", "ha")
KM2 = _unit("km²", "平方公里", "km²", "area", "1000000", "km2")
M3 = _unit("m³", "立方米", "m³", "volume", "1", "m3")
WAN_M3 = _unit("万m³", "万立方米", "× 10⁴ m³", "volume", "10000", "万立方米")
YI_M3 = _unit("亿m³", "亿立方米", "× 10⁸ m³", "volume", "100000000", "亿立方米")
M3_S = _unit("m³/s", "立方米/秒", "m³/s", "flow", "1", "m3/s")
L_S = _unit("L/s", "升/秒", "L/s", "flow", "1/1000", "l/s")
M3_H = _unit("m³/h", "立方米/时", "m³/h", "flow", "1/3600", "m3/h")

KILOGRAM = _unit("kg", "公斤", "kg", "mass")
TONNE = _unit("t", "吨", "t", "mass", "1000")
WAN_TONNE = _unit("万t", "万吨", "× 10⁴ t", "mass", "10000000", "万吨")
CELSIUS = _unit("℃", "℃", "°C", "temperature", "1", "°C")
PASCAL = _unit("Pa", "帕", "Pa", "pressure")
KILOPASCAL = _unit("kPa", "千帕", "kPa", "pressure", "1000")
HECTOPASCAL = _unit("hPa", "百帕", "hPa", "pressure", "100")
M_S = _unit("m/s", "米/秒", "m/s", "speed")
KM_H = _unit("km/h", "公里/时", "km/h", "speed", "1000/3600")
DEGREE = _unit("°", "度", "°", "angle")
DECIBEL = _unit("dB", "分贝", "dB", "sound")
VOLT = _unit("V", "伏", "V", "voltage")
KWH = _unit("kWh", "千瓦时", "kWh", "energy")
SECOND = _unit("s", "秒", "s", "time")
MINUTE = _unit("min", "分钟", "min", "time", "60")
HOUR = _unit("h", "小时", "h", "time", "3600")
DAY = _unit("d", "天", "days", "time", "86400", "天")

PEOPLE = _unit("人", "人", "people", "people")
WAN_PEOPLE = _unit("万人", "万人", "× 10⁴ people", "people", "10000")
YUAN = _unit("元", "元", "CNY", "money", "1", "CNY")
WAN_YUAN = _unit("万元", "万元", "× 10⁴ CNY", "money", "10000")
YI_YUAN = _unit("亿元", "亿元", "× 10⁸ CNY", "money", "100000000")
CASES = _unit("件", "件", "cases", "cases")
PIECES = _unit("个", "个", "items", "pieces")
HOUSEHOLDS = _unit("户", "户", "households", "households")
M2_PER_PERSON = _unit("m²/人", "平方米/人", "m² per person", "area a person", "1", "平方米/人")
YUAN_PER_PERSON = _unit("元/人", "元/人", "CNY per person", "money a person")
PER_10K_PEOPLE = _unit("每万人", "个/万人", "per 10,000 people", "pieces a person", "1/10000")


def unit(symbol: str) -> Unit:
    """The unit of this symbol or of one of its usual spellings (`ug/m3`, `m3/s`); unknown ones are refused."""
    return UNITS.get(_ALIASES.get(symbol, symbol))


def decimal_of(value: Decimal | int | str) -> Decimal:
    """An exact decimal; a float is refused, because it is not the number that was written."""
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float; give a Decimal, an int or the text of the number")
    try:
        return Decimal(value)
    except ArithmeticError as fault:
        raise Invalid("value", f"{value!r} 不是数字") from fault


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A value with its unit.

    >>> str(Quantity.of("2.2", "mg/m³").to("µg/m³"))
    '2200 µg/m³'
    """

    value: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", decimal_of(self.value))

    @classmethod
    def of(cls, value: Decimal | int | str, symbol: str | Unit) -> Self:
        return cls(value=decimal_of(value), unit=symbol if isinstance(symbol, Unit) else unit(symbol))

    @property
    def exact(self) -> Fraction:
        """The value in the base unit of its dimension, as an exact fraction."""
        return Fraction(self.value) * self.unit.factor

    def to(self, symbol: "str | Unit") -> "Quantity":
        """The same quantity in another unit of the dimension."""
        target = symbol if isinstance(symbol, Unit) else unit(symbol)
        self._same_dimension(target)
        return Quantity(value=_decimal(self.exact / target.factor), unit=target)

    def _same_dimension(self, other: Unit) -> None:
        if other.dimension != self.unit.dimension:
            raise Invalid(
                "unit",
                f"{self.unit}（{self.unit.dimension}）与 {other}（{other.dimension}）不是同一种量，不能换算或比较",
            )

    def __add__(self, other: "Quantity") -> "Quantity":
        self._same_dimension(other.unit)
        return Quantity(value=_decimal((self.exact + other.exact) / self.unit.factor), unit=self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return self + other * -1

    def __mul__(self, factor: Decimal | int) -> "Quantity":
        return Quantity(value=self.value * factor, unit=self.unit)

    def share_of(self, whole: "Quantity") -> Fraction:
        """This part of the whole, exact; a whole of nothing has no shares."""
        self._same_dimension(whole.unit)
        if not whole.exact:
            raise Invalid("whole", "分母为 0，不能计算比率")
        return self.exact / whole.exact

    def __lt__(self, other: "Quantity") -> bool:
        self._same_dimension(other.unit)
        return self.exact < other.exact

    def __le__(self, other: "Quantity") -> bool:
        return not other < self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.unit.dimension == other.unit.dimension and self.exact == other.exact

    def __hash__(self) -> int:
        return hash((self.unit.dimension, self.exact))

    def __str__(self) -> str:
        return f"{self.value:f} {self.unit}"


def yuan(value: Decimal | int | str) -> Quantity:
    """An amount of money; money is kept in yuan everywhere and said in 万 or 亿 only on the page."""
    return Quantity.of(value, YUAN)


def _decimal(value: Fraction) -> Decimal:
    context = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    if quotient == quotient.to_integral_value() and quotient.adjusted() < DIGITS:
        return quotient.quantize(Decimal(1), context=context)
    return quotient if context.flags[Inexact] else quotient.normalize(context)
