"""Batches of the machine door: a request kept as its frame, with one entry in the audit chain, in few statements."""

from datetime import datetime
from hashlib import sha256

from django.db import connection

from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.sense.services.ingest import batch_digest
from lingnan.engines.sense.store.hot import moments

FRAME = "INSERT INTO sense_framelog (id, device_id, batch_id, received_at, digest, raw) VALUES (%s, %s, %s, %s, %s, %s)"
BATCH = "INSERT INTO sense_batch (id, stored_at, frames, observations, digest) VALUES (%s, %s, %s, %s, %s)"


def next_numbers(protocol: str, address: str) -> tuple[int, int, int | None]:
    """The numbers of the next frame and batch, and the sender's device; the caller holds the writer's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE((SELECT MAX(id) FROM sense_framelog), 0) + 1,"
            " COALESCE((SELECT MAX(id) FROM sense_batch), 0) + 1,"
            " (SELECT id FROM sense_device WHERE protocol = %s AND address = %s)",
            [protocol, address],
        )
        frame, batch, device = cursor.fetchone()
    return int(frame), int(batch), device


def keep_request(
    *, by: Actor, device: int, raw: bytes, received_at: datetime, frame: int, batch: int, observations: int
) -> None:
    """Store the request under its numbers, in the transaction that stores its observations."""
    digest = sha256(raw).hexdigest()
    joint = batch_digest([digest])
    at = moments()(received_at)
    with connection.cursor() as cursor:
        cursor.execute(BATCH, [batch, at, 1, observations, joint])
        cursor.execute(FRAME, [frame, device, batch, at, digest, raw])
    texts = {
        "actor": by.name,
        "unit_key": by.unit_key,
        "verb": "sense.ingest",
        "about": f"sense.batch:{batch}",
        "summary": f"接收 1 帧、{observations} 个观测值",
    }
    facts = {"sha256": joint, "frames": 1, "observations": observations}
    audit.add(by.account_id, texts, before=None, after=facts)
