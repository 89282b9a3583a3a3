"""The nouns that OGC SensorThings 1.1 has beyond the engine's own (docs/decisions/0005-sensorthings-mapping.md)."""

from typing import ClassVar

from django.db import models


class Described(models.Model):
    """What every described thing of SensorThings carries."""

    name = models.TextField()
    description = models.TextField(blank=True)
    properties = models.JSONField(null=True)  # whatever its owner adds; an object

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name[:80]


class Placed(Described):
    """A described thing with a GeoJSON geometry; its bounds let a query leave most of a table unread."""

    encoding_type = models.TextField()
    min_x = models.FloatField(null=True)
    min_y = models.FloatField(null=True)
    max_x = models.FloatField(null=True)
    max_y = models.FloatField(null=True)

    class Meta:
        abstract = True


class Thing(Described):
    """A station as SensorThings sees it; its rights are those of the station's unit."""

    station = models.OneToOneField("sense.Station", on_delete=models.CASCADE, related_name="thing")
    is_public = models.BooleanField(default=True)  # read without an account


class Location(Placed):
    """Where things are or were."""

    location = models.JSONField()  # as given: GeoJSON by its encoding type, else anything
    things = models.ManyToManyField(Thing, related_name="locations")


class HistoricalLocation(models.Model):
    """A thing came to these locations at this moment."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="historical_locations")
    time = models.DateTimeField()
    locations = models.ManyToManyField(Location, related_name="historical_locations")

    def __str__(self) -> str:
        return f"{self.thing_id} {self.time}"


class Sensor(Described):
    """The instrument or procedure behind a datastream; for devices of the gateway, the device."""

    encoding_type = models.TextField()
    metadata = models.JSONField()  # a text or an object
    device = models.OneToOneField(
        "sense.Device", null=True, blank=True, on_delete=models.SET_NULL, related_name="sensor"
    )


class PropertyEntry(Described):
    """What is observed. `key` is that of a property a sector declared; empty for those made through SensorThings."""

    key = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001  several without a key
    definition = models.TextField()


class FeatureOfInterest(Placed):
    """What an observation is about; made from the thing's location where an observation names none."""

    feature = models.JSONField()
    location = models.ForeignKey(Location, null=True, on_delete=models.SET_NULL, related_name="features")


class MultiProperty(models.Model):
    """One of the properties that a multi-datastream observes together, in order."""

    datastream = models.ForeignKey("sense.Datastream", on_delete=models.CASCADE, related_name="multi_properties")
    observed = models.ForeignKey(PropertyEntry, on_delete=models.CASCADE, related_name="multi_datastreams")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["datastream", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["datastream", "position"], name="multi_position_once")]

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.position}"


class DatastreamFeature(models.Model):
    """A datastream has observations of this feature: what its observed area is made of."""

    datastream = models.ForeignKey("sense.Datastream", on_delete=models.CASCADE, related_name="observed_features")
    feature = models.ForeignKey(FeatureOfInterest, on_delete=models.CASCADE, related_name="observing_datastreams")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["datastream", "feature"], name="datastream_feature_once")
        ]

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.feature_id}"


class ObservationDetail(models.Model):
    """What few observations have: an end, a result that is no number, a quality in words, a validity, parameters."""

    pk = models.CompositePrimaryKey("datastream_id", "observed_at", "sequence")
    datastream = models.ForeignKey("sense.Datastream", on_delete=models.CASCADE, related_name="+", db_index=False)
    observed_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)  # text, boolean, array or object; numbers lie in the observation itself
    result_quality = models.JSONField(null=True)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    parameters = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.observed_at}"


class ObservationAlias(models.Model):
    """An observation whose time was corrected lies under another key; the name it had still leads to it."""

    name = models.CharField(max_length=80, primary_key=True)
    datastream = models.ForeignKey("sense.Datastream", on_delete=models.CASCADE, related_name="+")
    observed_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
