"""The files that come with the platform: divisions, units, holidays."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parents[2] / "data"
PROVINCE = "440000"
LONG_CODE = 6  # a GB/T 2260 code; the files of changes write twelve digits

CITY_NAMES = {
    "440100": "Guangzhou", "440200": "Shaoguan", "440300": "Shenzhen", "440400": "Zhuhai", "440500": "Shantou",
    "440600": "Foshan", "440700": "Jiangmen", "440800": "Zhanjiang", "440900": "Maoming", "441200": "Zhaoqing",
    "441300": "Huizhou", "441400": "Meizhou", "441500": "Shanwei", "441600": "Heyuan", "441700": "Yangjiang",
    "441800": "Qingyuan", "441900": "Dongguan", "442000": "Zhongshan", "445100": "Chaozhou", "445200": "Jieyang",
    "445300": "Yunfu",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Division:
    """A division as the files have it; a missing point stays missing."""

    code: str
    name: str
    level: str
    parent: str | None
    name_en: str = ""
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of divisions as the files have it."""

    key: str
    year: int
    kind: str
    old: str
    new: str
    codes: tuple[str, str]
    description: str
    source: str


def rows(path: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file under data/."""
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def features(name: str) -> list[dict[str, Any]]:  # Any: properties of a GeoJSON feature
    """The properties of each feature of a boundary file."""
    collection = json.loads((DATA / f"geo/{name}").read_text(encoding="utf-8"))
    return [feature["properties"] for feature in collection["features"]]


def divisions() -> Iterator[Division]:
    """Province, cities, counties, towns: each after its parent."""
    for place in features("gd_province_4490.geojson"):
        yield Division(code=PROVINCE, name=place["name"], name_en="Guangdong", level="province", parent=None,
                       longitude=place["lon"], latitude=place["lat"])  # fmt: skip
    for place in features("gd_city_4490.geojson"):
        code = place["adcode"]
        yield Division(code=code, name=place["name"], name_en=CITY_NAMES[code], level="city", parent=PROVINCE,
                       longitude=place["lon"], latitude=place["lat"])  # fmt: skip
    points = {place["adcode"]: (place["lon"], place["lat"]) for place in features("gd_county_4490.geojson")}
    for row in rows("people/gd_divisions.csv"):
        if row["code"] in CITY_NAMES:  # Dongguan and Zhongshan have no counties
            continue
        lon, lat = points.get(row["code"], (None, None))
        yield Division(code=row["code"], name=row["county"], level="county", parent=f"{row['code'][:4]}00",
                       longitude=lon, latitude=lat)  # fmt: skip
    for row in rows("geo/gd_town.csv"):
        yield Division(
            code=row["code9"],
            name=row["name"],
            level="town",
            parent=row["county_code"],
            longitude=float(row["lon_wgs84"]) if row["lon_wgs84"] else None,
            latitude=float(row["lat_wgs84"]) if row["lat_wgs84"] else None,
        )


KINDS = {
    "abolish_or_merge": "撤并",
    "establish": "设立",
    "jurisdiction_transfer": "划转",
    "residence_change": "驻地迁移",
}


def changes() -> Iterator[Change]:
    """All known changes: code by code (1981-2018), the destinations those leave open, and in words (2000-2026)."""
    events = json.loads((DATA / "geo/gd_division_changes.json").read_text(encoding="utf-8"))["events"]
    for n, event in enumerate(events, start=1):
        old, new = event["old"], event["new"]
        moved = f"{old['name'] or '—'} → {new['name'] or '—'}"
        yield Change(
            key=f"gb-{event['year']}-{n:03d}",
            year=event["year"],
            kind=event["type"],
            old=old["name"] or "",
            new=new["name"] or "",
            codes=((old["code"] or "")[:LONG_CODE], (new["code"] or "")[:LONG_CODE]),
            description=event.get("detail") or f"{event['type']}：{moved}",
            source=event.get("doc_no") or event["source"],
        )
    for row in rows("geo/division_supplement.csv"):
        yield Change(
            key=f"supplement-{row['old_code']}-{row['new_code']}",
            year=int(row["year"]),
            kind="撤销",
            old=row["old_name"],
            new=row["new_name"],
            codes=(row["old_code"], row["new_code"]),
            description=f"撤销：{row['old_name']} → {row['new_name']}",
            source=row["source"],
        )
    for row in rows("geo/guangdong_admin_events_2000_2026.csv"):
        yield Change(
            key=row["event_id"],
            year=int(row["year"]),
            kind=KINDS[row["event_type"]],
            old=row["old_county_units"],
            new=row["new_county_units"],
            codes=("", ""),
            description=row["change_description"],
            source=row["source_url"][:400],
        )


def unit_book() -> dict[str, Any]:  # Any: the YAML as written; services/units.py reads it field by field
    """units.yaml."""
    book: dict[str, Any] = yaml.safe_load((DATA / "units.yaml").read_text(encoding="utf-8"))
    return book


@dataclass(frozen=True, kw_only=True)
class ExceptionalDay:
    """A holiday or a make-up working day."""

    day: date
    is_working: bool
    name: str


def exceptional_days() -> Iterator[ExceptionalDay]:
    """Holidays and make-up days of mainland China, 2004-2026."""
    for row in rows("calendar/mainland_2004_2026.csv"):
        yield ExceptionalDay(day=date.fromisoformat(row["day"]), is_working=row["is_working"] == "1", name=row["name"])
