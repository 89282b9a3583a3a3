"""The settings of a chain. A setting that the chosen method does not use is an error, never ignored."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar

from lingnan.core.errors import Invalid

Settings = dict[str, Any]  # Any: numbers, texts and tables, as TOML has them


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: a method and what that method may be told. `USES` names for each method its settings and defaults."""

    method: str = "none"
    SECTION: ClassVar[str] = ""
    USES: ClassVar[dict[str, Settings]] = {}

    def __post_init__(self) -> None:
        if self.method not in self.USES:
            raise Invalid(f"{self.SECTION}.method", f"没有方法“{self.method}”；可选：{'、'.join(self.USES)}")
        for each in fields(self):
            if each.name != "method" and getattr(self, each.name) is not None and each.name not in self.used:
                said = f"方法 {self.method} 不用这个设置"
                used = "、".join(self.used) or "无"
                raise Invalid(f"{self.SECTION}.{each.name}", f"{said}，写了也不起作用；它用的是：{used}")
        if missing := [name for name in self.used if self.get(name) is NEEDED]:
            raise Invalid(f"{self.SECTION}.{missing[0]}", f"方法 {self.method} 需要这个设置")

    @property
    def used(self) -> Settings:
        return self.USES[self.method]

    def get(self, name: str) -> Any:
        """What was set, else the default of this method."""
        given = getattr(self, name)
        return self.used[name] if given is None else given

    def as_settings(self) -> Settings:
        """Everything that this method uses, defaults written out."""
        return {"method": self.method, **{name: self.get(name) for name in self.used}}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Needed:
    def __repr__(self) -> str:
        return "(needed)"


NEEDED = _Needed()


@dataclass(frozen=True, kw_only=True)
class Denominate(Step):
    """Divide by the denominator that the indicator table names."""

    method: str = "none"
    SECTION: ClassVar[str] = "denominate"
    USES: ClassVar[dict[str, Settings]] = {"none": {}, "named": {}}


@dataclass(frozen=True, kw_only=True)
class Impute(Step):
    """Fill what is missing; every filled value is listed in the run."""

    method: str = "none"
    group: str | None = None  # the column whose groups are filled from themselves
    level: int | None = None  # indicators below the same element of this level are looked at together
    how: str | None = None  # over years: "latest" (newest earlier value) or "linear"
    most_years: int | None = None
    rounds: int | None = None
    tolerance: float | None = None
    SECTION: ClassVar[str] = "impute"
    USES: ClassVar[dict[str, Settings]] = {
        "none": {},
        "mean": {},
        "median": {},
        "group_mean": {"group": NEEDED},
        "group_median": {"group": NEEDED},
        "panel": {"how": "latest", "most_years": None},
        "em": {"level": 2, "rounds": 1000, "tolerance": 1e-7},
    }


@dataclass(frozen=True, kw_only=True)
class Screen(Step):
    """Keep units (then indicators) with at least this share of their data, and with enough values that are not 0."""

    method: str = "none"
    units: float | None = None
    indicators: float | None = None
    nonzero: float | None = None
    SECTION: ClassVar[str] = "screen"
    USES: ClassVar[dict[str, Settings]] = {
        "none": {},
        "units": {"units": NEEDED},
        "indicators": {"indicators": NEEDED},
        "both": {"units": NEEDED, "indicators": NEEDED},
        "zeros": {"nonzero": NEEDED},
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.used:
            if not 0 <= self.get(name) <= 1:
                raise Invalid(f"screen.{name}", f"{self.get(name)} 不在 0 到 1 之间")


_TEST: Settings = {"skewness": 2.0, "kurtosis": 3.5}


@dataclass(frozen=True, kw_only=True)
class Treat(Step):
    """Outliers: where |skewness| and excess kurtosis both reach their limits, pull in or transform.

    `winsorise` goes on to `otherwise` (from the untreated values) where `winmax` points were not enough.
    """

    method: str = "none"
    winmax: int | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    otherwise: str | None = None
    power: float | None = None  # the Box-Cox exponent; left out, the likeliest one
    SECTION: ClassVar[str] = "treat"
    USES: ClassVar[dict[str, Settings]] = {
        "none": {},
        "winsorise": {"winmax": 5, "otherwise": "log_ct", **_TEST},
        "log_ct": _TEST,
        "log_ct_plus": _TEST,
        "log_gii": _TEST,
        "log": _TEST,
        "boxcox": {"power": None, **_TEST},
    }
    OTHERWISE: ClassVar[tuple[str, ...]] = ("none", "log_ct", "log_ct_plus", "log_gii", "log", "boxcox")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.method == "winsorise":
            winmax = self.get("winmax")
            if isinstance(winmax, bool) or not isinstance(winmax, int) or winmax < 0:
                raise Invalid("treat.winmax", f"{winmax!r} 不是 0 或正整数")
            if self.get("otherwise") not in self.OTHERWISE:
                raise Invalid("treat.otherwise", f"没有“{self.otherwise}”；可选：{'、'.join(self.OTHERWISE)}")


@dataclass(frozen=True, kw_only=True)
class Normalise(Step):
    """Bring every indicator to one scale, more always being better."""

    method: str = "minmax"
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    sd: float | None = None
    reference: str | None = None
    cap: bool | None = None
    posts: tuple[tuple[str, float, float], ...] | None = None  # code, worst, best
    constant: str | None = None  # a column of one value: "skip" (left out, with a warning) or "refuse"
    SECTION: ClassVar[str] = "normalise"
    USES: ClassVar[dict[str, Settings]] = {
        "none": {},
        "minmax": {"low": 0.0, "high": 100.0, "constant": "skip"},
        "zscore": {"mean": 0.0, "sd": 1.0, "constant": "skip"},
        "scaled": {"low": 0.0, "high": 100.0},
        "rank": {},
        "borda": {},
        "percentile_rank": {},
        "fraction_of_maximum": {},
        "distance_to_maximum": {"constant": "skip"},
        "distance_to_target": {"cap": False},
        "distance_to_reference": {"reference": NEEDED, "cap": False},
        "goalposts": {"posts": NEEDED, "low": 0.0, "high": 100.0, "cap": True},
        "scoring": {},
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        for row in self.posts or ():
            if not (isinstance(row, tuple) and len(row) == 3 and all(map(_is_number, row[1:]))):  # noqa: PLR2004
                raise Invalid("normalise.posts", f"{row!r} 不是 编码 = [最差值, 最好值]")
        if "low" in self.used and not self.get("low") < self.get("high"):
            raise Invalid("normalise.low", f"下界 {self.get('low')} 不小于上界 {self.get('high')}")
        if "sd" in self.used and not self.get("sd") > 0:
            raise Invalid("normalise.sd", f"标准差 {self.get('sd')} 不是正数")
        if "constant" in self.used and self.get("constant") not in ("skip", "refuse"):
            raise Invalid("normalise.constant", f"没有“{self.constant}”；可选：skip、refuse")


@dataclass(frozen=True, kw_only=True)
class Weigh(Step):
    """Where the weights come from."""

    method: str = "given"
    level: int | None = None
    targets: tuple[tuple[str, float], ...] | None = None  # code, wished share of importance
    SECTION: ClassVar[str] = "weigh"
    USES: ClassVar[dict[str, Settings]] = {
        "given": {},
        "equal": {},
        "pca": {"level": 1},
        "entropy": {"level": 1},
        "optimised": {"level": NEEDED, "targets": None},
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        for row in self.targets or ():
            if not (isinstance(row, tuple) and len(row) == 2 and _is_number(row[1])):  # noqa: PLR2004
                raise Invalid("weigh.targets", f"{row!r} 不是 编码 = 比重")


MEANS = ("amean", "gmean", "hmean", "power", "mpi", "minimum", "median", "copeland", "outranking")


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """How children become their parent: one method for all levels, or one a level from the lowest aggregate up.

    `available` is the share of children (by number) that a parent needs; `power` belongs to the power mean only.
    """

    methods: tuple[str, ...] = ("amean",)
    available: float = 0.0
    power: float | None = None

    def __post_init__(self) -> None:
        if isinstance(self.methods, str) or not self.methods:
            raise Invalid("aggregate.methods", "应为方法名的列表")
        if unknown := [str(method) for method in self.methods if method not in MEANS]:
            raise Invalid("aggregate.methods", f"没有方法“{unknown[0]}”；可选：{'、'.join(MEANS)}")
        if ("power" in self.methods) is (self.power is None):
            raise Invalid("aggregate.power", "只有 power 方法用它，而且必须写")
        if self.power == 0:
            raise Invalid("aggregate.power", "0 次幂没有意义；几何平均请写 gmean")
        if not 0 <= self.available <= 1:
            raise Invalid("aggregate.available", f"{self.available} 不在 0 到 1 之间")

    def method_at(self, level: int) -> str:
        """The method that makes the aggregates of this level (2 is the lowest)."""
        return self.methods[0] if len(self.methods) == 1 else self.methods[level - 2]

    def as_settings(self) -> Settings:
        power = {} if self.power is None else {"power": self.power}
        return {"methods": list(self.methods), "available": self.available, **power}


@dataclass(frozen=True, kw_only=True)
class Chain:
    """All steps from raw values to ranks. The default takes values as they are, min-max 0-100, weighted means.

    >>> Chain(impute=Impute(method="mean", group="region"))
    Traceback (most recent call last):
    ...
    lingnan.core.errors.Invalid: impute.group：方法 mean 不用这个设置，写了也不起作用；它用的是：无
    """

    denominate: Denominate = field(default_factory=Denominate)
    impute: Impute = field(default_factory=Impute)
    screen: Screen = field(default_factory=Screen)
    treat: Treat = field(default_factory=Treat)
    normalise: Normalise = field(default_factory=Normalise)
    weigh: Weigh = field(default_factory=Weigh)
    aggregate: Aggregate = field(default_factory=Aggregate)

    def as_settings(self) -> Settings:
        return {each.name: getattr(self, each.name).as_settings() for each in fields(self)}

    def as_given(self) -> Settings:
        """Only what was set: what `asdict` gives without the settings left to their defaults."""
        return {
            name: {key: value for key, value in part.items() if value is not None}
            for name, part in asdict(self).items()
        }


SECTIONS: dict[str, type[Any]] = {  # Any: Step and Aggregate share no base
    "denominate": Denominate,
    "impute": Impute,
    "screen": Screen,
    "treat": Treat,
    "normalise": Normalise,
    "weigh": Weigh,
    "aggregate": Aggregate,
}


def chain_of(settings: Settings, *, where: str = "settings") -> Chain:
    """A chain from the tables of a settings file; unknown sections and settings are errors."""
    parts: dict[str, Any] = {}  # Any: one object a section
    for section, given in settings.items():
        if section not in SECTIONS:
            raise Invalid(f"{where}：[{section}]", f"没有这一节；可选：{'、'.join(SECTIONS)}")
        known = {each.name: each for each in fields(SECTIONS[section])}
        for name in given:
            if name not in known:
                raise Invalid(f"{where}：{section}.{name}", f"没有这个设置；可选：{'、'.join(known)}")
        _check_kinds(section, given, where)
        parts[section] = SECTIONS[section](**{name: _frozen(value) for name, value in given.items()})
    return Chain(**parts)


_TEXTS = {"method", "group", "how", "otherwise", "reference", "constant"}
_TABLES = {"methods", "posts", "targets"}


def _check_kinds(section: str, given: Settings, where: str) -> None:
    for name, value in given.items():
        if name in _TEXTS:
            fits, wanted = isinstance(value, str), "文字"
        elif name == "cap":
            fits, wanted = isinstance(value, bool), "true 或 false"
        elif name in _TABLES:
            fits, wanted = isinstance(value, list | dict | tuple), "列表或表"
        elif name in ("winmax", "rounds", "level", "most_years"):
            fits, wanted = isinstance(value, int) and not isinstance(value, bool), "整数"
        else:
            fits, wanted = _is_number(value), "数字"
        if not fits:
            raise Invalid(f"{where}：{section}.{name}", f"{value!r} 不是{wanted}")


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        pairs = ((key, *part) if isinstance(part, list | tuple) else (key, part) for key, part in value.items())
        return tuple(pairs)
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
