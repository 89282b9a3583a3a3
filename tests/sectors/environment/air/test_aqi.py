from datetime import date
from decimal import Decimal

import pytest

from lingnan import rules
from lingnan.core.errors import Invalid, NotFound
from lingnan.rules import RuleSet
from lingnan.sectors.environment.air.aqi import air_quality, assess, individual_index, level_of
from lingnan.sectors.environment.rulebook import AIR_INDEX

OLD = rules.edition(AIR_INDEX, "HJ 633-2012")
NEW = rules.edition(AIR_INDEX, "HJ 633-2026")

# A clean summer day, every pollutant far below its first mark.
CLEAN = {"SO2": "5", "NO2": "20", "CO": "0.5", "O3": "80", "PM10": "40", "PM2.5": "20"}


def concentrations(**changes: str | None) -> dict[str, Decimal | None]:
    named = {**CLEAN, **{name.replace("PM25", "PM2.5"): value for name, value in changes.items()}}
    return {name: None if value is None else Decimal(value) for name, value in named.items()}


@pytest.mark.parametrize(
    ("item", "value", "index"),
    [
        # HJ 633-2012, formula 1, worked by hand: 50 + 0.2 / 2 × 50 = 55 exactly
        ("CO_24h", "2.2", 55),
        # 200 + 5.4 / 30 × 100 = 218 exactly: binary floating point gives 218.00000000000003
        ("CO_1h", "65.4", 218),
        ("PM2.5_24h", "35", 50),  # at a mark the index is that of the mark
        ("PM2.5_24h", "36", 52),  # 50 + 1 / 40 × 50 = 51.25, rounded up
        ("SO2_24h", "0", 0),
        ("PM10_24h", "900", 500),  # above the table the index stays at its end
    ],
)
def test_an_index_is_exact_and_rounded_up(item: str, value: str, index: int) -> None:
    assert individual_index(item, Decimal(value), edition=OLD) == index


@pytest.mark.parametrize(
    ("edition", "item", "index"),
    [(OLD, "SO2_1h", None), (OLD, "O3_8h", None), (NEW, "SO2_1h", 200), (NEW, "O3_8h", 300)],
)
def test_above_a_table_that_ends_early_each_edition_has_its_rule(
    edition: RuleSet, item: str, index: int | None
) -> None:
    assert individual_index(item, Decimal(801), edition=edition) == index


def test_the_day_of_the_air_chooses_the_edition() -> None:
    # PM2.5 of 60 µg/m³: 81.25 under the marks 35 and 75, but 100 under the new mark 60
    values = concentrations(PM25="60")
    before = air_quality(
        {name: value for name, value in values.items() if name != "O3"} | {"O3_8h": Decimal(80)},
        report="daily",
        on=date(2026, 2, 28),
    )
    after = air_quality(values, report="daily", on=date(2026, 3, 1))
    assert (before.edition, before.value.aqi) == ("HJ 633-2012", 82)
    assert (after.edition, after.value.aqi) == ("HJ 633-2026", 100)
    with pytest.raises(NotFound, match="no edition"):
        air_quality(values, report="daily", on=date(2011, 1, 1))


def test_at_fifty_there_is_no_primary_pollutant() -> None:
    quality = assess(concentrations(PM25="35"), report="daily", edition=NEW)
    assert (quality.aqi, quality.primary) == (50, ())


def test_all_pollutants_of_a_tie_are_named() -> None:
    quality = assess(concentrations(PM25="60", PM10="120", O3="160"), report="daily", edition=NEW)
    assert (quality.aqi, quality.primary) == (100, ("O3", "PM10", "PM2.5"))


def test_the_new_edition_rounds_half_to_even_first() -> None:
    quality = assess(concentrations(O3="160.5", CO="0.25"), report="daily", edition=NEW)
    assert (quality.rounded["O3"], quality.rounded["CO"], quality.aqi) == (Decimal(160), Decimal("0.2"), 100)


def test_the_old_edition_does_not_round_concentrations() -> None:
    # 50 + 0.4 / 40 × 50 = 50.5, so 51; rounded to 35 first it would be 50
    assert individual_index("PM2.5_24h", Decimal("35.4"), edition=OLD) == 51


@pytest.mark.parametrize(("pm10", "published"), [("120", "NA"), ("121", "101"), ("61", "NA")])
def test_with_a_pollutant_missing_the_new_edition_publishes_only_above_100(pm10: str, published: str) -> None:
    quality = assess(concentrations(PM25=None, PM10=pm10), report="daily", edition=NEW)
    assert (quality.published, quality.missing) == (published, ("PM2.5",))
    assert (quality.level is None) == (quality.aqi is None)


def test_a_pollutant_left_out_is_as_missing_as_one_that_is_none() -> None:
    values = concentrations()
    del values["SO2"]
    assert assess(values, report="daily", edition=NEW).missing == ("SO2",)
    assert assess(values, report="daily", edition=NEW, excused=["SO2"]).aqi == 40  # ozone: 80 / 100 × 50


def test_nothing_measured_gives_no_index() -> None:
    quality = assess(dict.fromkeys(CLEAN), report="hourly", edition=NEW)
    assert (quality.aqi, quality.level, quality.primary) == (None, None, ())


def test_the_old_edition_names_what_exceeds() -> None:
    values = {name: value for name, value in concentrations(PM25="76", NO2="81", PM10="151").items() if name != "O3"}
    quality = assess(values, report="daily", edition=OLD)
    assert quality.exceeding == ("NO2", "PM10", "PM2.5")
    assert assess(concentrations(), report="daily", edition=NEW).exceeding is None


def test_particles_of_an_old_hourly_report_have_no_index_from_one_hour() -> None:
    values = {"SO2": Decimal(5), "PM10_1h": Decimal(300), "PM10": Decimal(60)}
    quality = assess(values, report="hourly", edition=OLD)
    assert quality.iaqi == {"SO2": 2, "PM10_1h": None, "PM10": 55}


@pytest.mark.parametrize(("name", "value"), [("PM2.5", "-1"), ("NOx", "5"), ("O3_8h_max", "5")])
def test_what_is_no_concentration_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=name.replace(".", r"\.")):
        assess({name: Decimal(value)}, report="daily", edition=NEW)


LEVELS = [
    (0, "优"),
    (50, "优"),
    (51, "良"),
    (100, "良"),
    (101, "轻度污染"),
    (151, "中度污染"),
    (201, "重度污染"),
    (300, "重度污染"),
    (301, "严重污染"),
    (500, "严重污染"),
]


@pytest.mark.parametrize(("aqi", "word"), LEVELS)
def test_levels(aqi: int, word: str) -> None:
    assert level_of(aqi, edition=OLD).label.zh == word


@pytest.mark.parametrize("edition", [OLD, NEW], ids=lambda edition: str(edition.edition))
@pytest.mark.parametrize("item", list(OLD.table("breakpoints")))
def test_an_index_never_falls_and_meets_every_mark_of_the_table(edition: RuleSet, item: str) -> None:
    marks = edition.numbers("breakpoints", item)
    for mark, row in zip(marks, edition.numbers("iaqi_rows"), strict=False):
        assert individual_index(item, mark, edition=edition) == row
    steps = [marks[-1] * step / 400 for step in range(401)]
    indices = [individual_index(item, step, edition=edition) for step in steps]
    assert indices == sorted(index for index in indices if index is not None)
