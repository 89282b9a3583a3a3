"""Load the divisions and their changes."""

from django.db import transaction

from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Region, RegionEvent
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.sources import changes, divisions

REGION_COLUMNS = ["name", "name_en", "level", "parent_id", "longitude", "latitude"]
EVENT_COLUMNS = ["year", "kind", "old", "new", "codes", "description", "source"]


@transaction.atomic
def load_regions(*, by: Actor) -> int:
    """Bring the regions and their changes into line with the files; how many rows were new or different."""
    require(by, "identity.load")
    changed = write_regions() + write_events()
    if changed:
        summary = f"装入行政区划：{changed} 行新增或更新"
        audit.record(by=by, verb="identity.load_regions", about="identity.region:440000", summary=summary)
    return changed


def write_regions() -> int:
    """Each region that is new or differs; parents come first, so that no key points ahead."""
    present = {row[0]: row[1:] for row in Region.objects.values_list("code", *REGION_COLUMNS)}
    wanted = [
        Region(code=d.code, name=d.name, name_en=d.name_en, level=d.level, parent_id=d.parent,
               longitude=d.longitude, latitude=d.latitude)
        for d in divisions()
    ]  # fmt: skip
    fresh = [r for r in wanted if present.get(r.code) != tuple(getattr(r, column) for column in REGION_COLUMNS)]
    fields = [column.removesuffix("_id") for column in REGION_COLUMNS]
    Region.objects.bulk_create(
        fresh, batch_size=500, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return len(fresh)


def write_events() -> int:
    """Each change of divisions that is new or differs."""
    present = {row[0]: row[1:] for row in RegionEvent.objects.values_list("key", *EVENT_COLUMNS)}
    wanted = [
        RegionEvent(key=c.key, year=c.year, kind=c.kind, old=c.old, new=c.new, codes=list(c.codes),
                    description=c.description, source=c.source)
        for c in changes()
    ]  # fmt: skip
    fresh = [e for e in wanted if present.get(e.key) != tuple(getattr(e, column) for column in EVENT_COLUMNS)]
    RegionEvent.objects.bulk_create(
        fresh, batch_size=200, update_conflicts=True, unique_fields=["key"], update_fields=EVENT_COLUMNS
    )
    return len(fresh)
