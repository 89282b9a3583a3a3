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
    profile = models.ForeignKey(
        "sense.DeviceProfile", null=True, blank=True, on_delete=models.PROTECT, related_name="devices"
    )
    expected_interval = models.PositiveIntegerField(null=True, blank=True)  # seconds; stands before the profile's
    data_at = models.DateTimeField(null=True, blank=True)  # the newest moment that a stored value of it is about
    firmware = models.CharField(max_length=80, blank=True)

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
    property = models.CharField(max_length=60)  # key of a declared property; `sta.<number>` for others
    statistic = models.CharField(max_length=20)
    series = models.PositiveIntegerField(default=0)  # 0: from devices; more: beside it, made through SensorThings
    unit = models.CharField(max_length=100)
    expected_interval = models.PositiveIntegerField()  # seconds

    # As SensorThings tells it; filled for datastreams of devices when their first value comes.
    name = models.TextField(blank=True)
    description = models.TextField(blank=True)
    observation_type = models.TextField(blank=True)
    unit_name = models.TextField(null=True)  # noqa: DJ001  null and empty are two things in a unit of measurement
    unit_symbol = models.TextField(null=True)  # noqa: DJ001
    unit_definition = models.TextField(null=True)  # noqa: DJ001
    properties = models.JSONField(null=True)
    thing = models.ForeignKey("sense.Thing", null=True, on_delete=models.PROTECT, related_name="datastreams")
    sensor = models.ForeignKey("sense.Sensor", null=True, on_delete=models.PROTECT, related_name="datastreams")
    observed = models.ForeignKey("sense.PropertyEntry", null=True, on_delete=models.PROTECT, related_name="datastreams")
    # what those observations are about that name no feature themselves (all that came from devices)
    feature = models.ForeignKey("sense.FeatureOfInterest", null=True, on_delete=models.SET_NULL, related_name="+")
    observed_area = models.JSONField(null=True)  # GeoJSON of the bounds of all features observed
    is_public = models.BooleanField(default=True)  # read without an account
    is_multi = models.BooleanField(default=False)  # a MultiDatastream: several properties in one observation
    multi_units = models.JSONField(null=True)  # list of units of measurement
    multi_types = models.JSONField(null=True)  # list of observation types

    class Meta:
        ordering: ClassVar = ["station", "property", "statistic", "series"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["station", "property", "statistic", "series"], name="datastream_once")
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
    """One value at one moment (the start of the period that a statistic sums up). Clustered by its natural key.

    `sequence` is 0 for all that devices send. SensorThings allows several observations of one moment that differ in
    feature, result time or parameters: they follow as 1, 2, …
    """

    pk = models.CompositePrimaryKey("datastream_id", "observed_at", "sequence")
    datastream = models.ForeignKey(Datastream, on_delete=models.PROTECT, related_name="observations", db_index=False)
    observed_at = models.DateTimeField()
    value = ExactDecimalField(null=True)  # None: the device sent only a flag, which is the reason
    quality = models.PositiveSmallIntegerField(choices=[(q.value, q.label.zh) for q in Quality])
    device_flag = models.CharField(max_length=8, blank=True)  # as the device wrote it
    received_at = models.DateTimeField()
    frame = models.ForeignKey(FrameLog, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    sequence = models.PositiveSmallIntegerField(default=0)
    result_at = models.DateTimeField(null=True)  # when the value was found, where that was told
    feature = models.ForeignKey(  # None: the datastream's own
        "sense.FeatureOfInterest",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.observed_at:%Y-%m-%d %H:%M} {self.value}"


class LatestObservation(models.Model):
    """The newest observation of each datastream and its extent, written in the transaction that stores observations."""

    datastream = models.OneToOneField(Datastream, primary_key=True, on_delete=models.CASCADE, related_name="latest")
    observed_at = models.DateTimeField()
    value = ExactDecimalField(null=True)
    quality = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(default=0)
    observations = models.PositiveBigIntegerField(default=0)  # how many there are: a count costs no scan
    first_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)  # the last end, where observations have one
    result_first = models.DateTimeField(null=True)
    result_last = models.DateTimeField(null=True)

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
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="alerts")  # which is silent
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=200, blank=True)  # of whoever acknowledged it

    class Meta:
        ordering: ClassVar = ["-observed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "datastream", "observed_at"], name="alert_once")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-observed_at"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.value}"
