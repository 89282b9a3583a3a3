"""What people do with devices: profiles, orders, log, the ladder of messages; silence, shelves, storms, the pulse."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import protocol_label


class DeviceProfile(models.Model):
    """What devices of one make have in common: protocol, what they measure, how often a value is expected."""

    key = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    protocol = models.CharField(max_length=20)
    properties = models.JSONField(default=list)  # list of keys of declared properties
    expected_interval = models.PositiveIntegerField(null=True)  # seconds; None: what its datastreams say

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def protocol_label(self) -> Label:
        return protocol_label(self.protocol)


class DeviceLadder(models.Model):
    """The last messages between a device and the platform, bounded; one row a device (see `ladder.py`)."""

    device = models.OneToOneField("sense.Device", primary_key=True, on_delete=models.CASCADE, related_name="ladder")
    rungs = models.JSONField(default=list)  # list of rungs, oldest first
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device_id}: {len(self.rungs)}"


class DeviceCommand(models.Model):
    """An order to a device: waits until it is on the line, is sent, accepted, and done, refused or not answered."""

    STATES: ClassVar = [
        ("queued", "待发送"),
        ("sent", "已发送"),
        ("accepted", "设备已受理"),
        ("done", "已执行"),
        ("failed", "未执行"),
        ("unanswered", "设备未应答"),
        ("expired", "已过期"),
        ("withdrawn", "已撤回"),
    ]
    OPEN: ClassVar = ("queued", "sent", "accepted")

    device = models.ForeignKey("sense.Device", on_delete=models.PROTECT, related_name="commands")
    order = models.CharField(max_length=30)  # key of an order of the device's protocol
    parameters = models.JSONField(default=dict)  # text by name
    state = models.CharField(max_length=12, choices=STATES, default="queued")
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=40, blank=True)  # what the device's answer repeats (HJ 212: QN)
    result = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "device"])]

    def __str__(self) -> str:
        return f"{self.device_id} {self.order} {self.state}"


class DeviceEntry(models.Model):
    """One line of a device's log book. Lines are added, never changed."""

    KINDS: ClassVar = [
        ("calibration", "校准"),
        ("maintenance", "维护"),
        ("firmware", "固件"),
        ("credentials", "口令"),
        ("transfer", "移交"),
        ("settings", "设置"),
        ("note", "备注"),
    ]

    device = models.ForeignKey("sense.Device", on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=KINDS)
    happened_on = models.DateField()
    text = models.CharField(max_length=300)
    who = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.text}"


class Shelf(models.Model):
    """Silence of this device is expected until an end: with who put it there and why."""

    device = models.ForeignKey("sense.Device", on_delete=models.PROTECT, related_name="shelves")
    reason = models.CharField(max_length=200)
    until = models.DateTimeField()
    who = models.CharField(max_length=120)
    shelved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # taken down before its end

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["device", "until"])]

    def __str__(self) -> str:
        return f"{self.device_id} {self.until:%Y-%m-%d %H:%M}"


class Storm(models.Model):
    """So many devices fell silent together that the fault is ours or the line's: one storm instead of their alerts."""

    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    devices = models.PositiveIntegerField()  # silent at the worst moment
    judged = models.PositiveIntegerField()  # of so many that should send

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M} {self.devices}/{self.judged}"


class GatewayPulse(models.Model):
    """That a gateway listens: while none does, a device cannot be silent."""

    STALE: ClassVar = timedelta(seconds=60)

    name = models.CharField(primary_key=True, max_length=80)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    connections = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at:%H:%M:%S}"
