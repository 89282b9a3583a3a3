"""Stations, devices, datastreams, observations with their frames and revisions, alerts, quarantine."""

from typing import ClassVar

from django.db import models

from lingnan.core.labels import Label
from lingnan.engines.sense.fields import ExactDecimalField
from lingnan.engines.sense.protocols.base import protocol_label
from lingnan.engines.sense.quality import Quality


class Station(models.Model):
    """A place where something is measured, and the unit that answers for it."""

    KINDS: ClassVar = [
        ("air", "空气"),
        ("water", "水质"),
        ("hydrology", "水文"),
        ("source", "污染源"),
        ("other", "其他"),
    ]

    key = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=KINDS)
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="stations")
    unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="stations")
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """What speaks: a protocol address (for HJ 212 the MN) that was seen or registered. It sends only once approved."""

    protocol = models.CharField(max_length=20)
    address = models.CharField(max_length=60)
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.PROTECT, related_name="devices")
    is_approved = models.BooleanField(default=False)
    password = models.CharField(max_length=128, blank=True)  # keyed digest; empty: the protocol has none
    first_seen = models.DateTimeField(null=True, blank=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    peer = models.CharField(max_length=60, blank=True)  # the network address it last spoke from
    unknown_codes = models.JSONField(default=list)  # list of factor codes that no sector declared

    class Meta:
        ordering: ClassVar = ["protocol", "address"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["protocol", "address"], name="device_address_once")]

    def __str__(self) -> str:
        return f"{self.protocol} {self.address}"

    @property
    def protocol_label(self) -> Label:
        """The standard it speaks, by its official name."""
        return protocol_label(self.protocol)


class Datastream(models.Model):
    """One property of one station summed up in one way: PM2.5, daily mean."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="datastreams")
    property = models.CharField(max_length=60)
    statistic = models.CharField(max_length=20)
    unit = models.CharField(max_length=20)
    expected_interval = models.PositiveIntegerField()  # seconds

    class Meta:
        ordering: ClassVar = ["station", "property", "statistic"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["station", "property", "statistic"], name="datastream_once")
        ]
        indexes: ClassVar = [models.Index(fields=["property", "statistic"])]

    def __str__(self) -> str:
        return f"{self.station_id} {self.property} {self.statistic}"


class Batch(models.Model):
    """What one commit stored. Its digest covers the digests of its frames, in order, and stands in the audit chain."""

    id = models.BigIntegerField(primary_key=True)
    stored_at = models.DateTimeField()
    frames = models.PositiveIntegerField()
    observations = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.id} {self.digest[:12]}"


class FrameLog(models.Model):
    """A stored frame as it came in. The same bytes from the same device are stored once."""

    id = models.BigIntegerField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="frames")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="frame_logs")
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    raw = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "digest"], name="frame_once")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.digest[:12]}"


class Observation(models.Model):
    """One value at one moment (the start of the period that a statistic sums up). Clustered by its natural key."""

    pk = models.CompositePrimaryKey("datastream_id", "observed_at")
    datastream = models.ForeignKey(Datastream, on_delete=models.PROTECT, related_name="observations", db_index=False)
    observed_at = models.DateTimeField()
    value = ExactDecimalField(null=True)  # None: the device sent only a flag, which is the reason
    quality = models.PositiveSmallIntegerField(choices=[(q.value, q.label.zh) for q in Quality])
    device_flag = models.CharField(max_length=8, blank=True)  # as the device wrote it
    received_at = models.DateTimeField()
    frame = models.ForeignKey(FrameLog, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.observed_at:%Y-%m-%d %H:%M} {self.value}"


class LatestObservation(models.Model):
    """The newest observation of each datastream, written in the transaction that stores the observation."""

    datastream = models.OneToOneField(Datastream, primary_key=True, on_delete=models.CASCADE, related_name="latest")
    observed_at = models.DateTimeField()
    value = ExactDecimalField(null=True)
    quality = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.value}"


class Revision(models.Model):
    """A value that was replaced: what stood there, who changed it and why. The old value is never lost."""

    datastream = models.ForeignKey(Datastream, on_delete=models.PROTECT, related_name="revisions")
    observed_at = models.DateTimeField()
    old_value = ExactDecimalField(null=True)
    old_quality = models.PositiveSmallIntegerField()
    old_frame = models.BigIntegerField()
    new_value = ExactDecimalField(null=True)
    new_quality = models.PositiveSmallIntegerField()
    revised_at = models.DateTimeField()
    who = models.CharField(max_length=120)
    why = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["revised_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["datastream", "observed_at"])]

    def __str__(self) -> str:
        return f"{self.old_value} → {self.new_value}"


class Quarantine(models.Model):
    """Bytes that were not stored as observations: refused (with reason and offset), or held until approval."""

    KINDS: ClassVar = [("refused", "拒收"), ("held", "待批准"), ("password", "口令不符")]
    STATES: ClassVar = [("waiting", "待处理"), ("replayed", "已重放"), ("dismissed", "已放弃")]

    kind = models.CharField(max_length=10, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    protocol = models.CharField(max_length=20)
    address = models.CharField(max_length=60, blank=True, db_index=True)
    peer = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField(db_index=True)
    reason = models.CharField(max_length=300)
    offset = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64)
    raw = models.BinaryField()
    times = models.PositiveIntegerField(default=1)  # the same bytes again are counted, not kept again

    class Meta:
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["protocol", "peer", "digest"], name="quarantined_once")
        ]

    def __str__(self) -> str:
        return f"{self.protocol} {self.reason}"


class Alert(models.Model):
    """An episode of observations past a limit: the first one, the worst one, and the edition that set the limit."""

    STATES: ClassVar = [("open", "待处置"), ("handled", "处置中"), ("closed", "已结束")]

    rule = models.CharField(max_length=60)
    datastream = models.ForeignKey(Datastream, on_delete=models.PROTECT, related_name="alerts")
    severity = models.CharField(max_length=10)
    observed_at = models.DateTimeField()
    value = ExactDecimalField()
    limit = ExactDecimalField()
    limit_rule = models.CharField(max_length=60, blank=True)
    limit_edition = models.CharField(max_length=80, blank=True)
    limit_clause = models.CharField(max_length=200, blank=True)
    last_observed_at = models.DateTimeField()
    worst_value = ExactDecimalField()
    times = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="open")

    class Meta:
        ordering: ClassVar = ["-observed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "datastream", "observed_at"], name="alert_once")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-observed_at"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.value}"
