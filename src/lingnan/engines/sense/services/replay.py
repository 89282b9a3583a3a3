"""Frames out of quarantine, decoded and stored as if they had come now; each keeps its own time of arrival."""

from collections.abc import Sequence

from django.db import transaction

from lingnan.core.errors import Conflict, FrameError, NotFound
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import SYSTEM, Actor
from lingnan.engines.identity.rights import require
from lingnan.engines.sense.arrivals import Outcome
from lingnan.engines.sense.decoding import arrival_of, message_of
from lingnan.engines.sense.models import Device, Quarantine
from lingnan.engines.sense.services.ingest import ingest


@transaction.atomic
def replay_held(*, by: Actor, device: Device) -> int:
    """Store what a device sent while it waited for approval; how many frames were stored."""
    station = device.station
    require(
        by,
        "sense.approve",
        unit=(station.unit_id or "") if station else "",
        region=station.region_id if station else "",
    )
    held = Quarantine.objects.filter(
        protocol=device.protocol, address=device.address, kind="held", state="waiting"
    ).order_by("pk")
    return sum(outcome.is_kept for outcome in _store(list(held)))


@transaction.atomic
def replay(*, by: Actor, number: int) -> Outcome:
    """Try one quarantined frame again (its device was approved, or the codec has learnt)."""
    require(by, "sense.quarantine")
    kept = _waiting(number)
    try:
        (outcome,) = _store([kept])
    except FrameError as fault:
        raise Conflict(
            Label(
                zh=f"报文仍然无法解析：{fault.reason}（第 {fault.offset} 字节）",
                en=f"The frame still cannot be decoded: {fault.reason} (at byte {fault.offset})",
            )
        ) from fault
    if not outcome.is_kept:
        raise Conflict(
            Label(
                zh="设备仍未批准或口令不符，报文留在隔离区",
                en="The device is still not approved or its password is wrong; the frame stays in quarantine",
            )
        )
    audit.record(by=by, verb="sense.replay", about=f"sense.quarantine:{number}", summary="重放隔离的报文")
    return outcome


@transaction.atomic
def dismiss(*, by: Actor, number: int, reason: str) -> None:
    """Give a quarantined frame up; its bytes stay."""
    require(by, "sense.quarantine")
    kept = _waiting(number)
    kept.state = "dismissed"
    kept.save(update_fields=["state"])
    audit.record(by=by, verb="sense.dismiss", about=f"sense.quarantine:{number}", summary=f"放弃隔离的报文：{reason}")


def _waiting(number: int) -> Quarantine:
    kept = Quarantine.objects.select_for_update().filter(pk=number).first()
    if kept is None:
        raise NotFound(Label(zh=f"隔离区没有第 {number} 号报文", en=f"There is no frame {number} in quarantine"))
    if kept.state != "waiting":
        raise Conflict(Label(zh=f"这条报文{kept.get_state_display()}", en=f"This frame was {kept.state} already"))
    return kept


def _store(kept: Sequence[Quarantine]) -> tuple[Outcome, ...]:
    arrivals = [
        arrival_of(message_of(row.protocol, bytes(row.raw)), peer=row.peer, received_at=row.received_at) for row in kept
    ]
    outcomes = ingest(arrivals, by=SYSTEM).outcomes
    for row, outcome in zip(kept, outcomes, strict=True):
        if outcome.is_kept:
            row.state = "replayed"
            row.save(update_fields=["state"])
    return outcomes
