"""Layers and their features."""

from typing import ClassVar

from django.db import models

from lingnan.engines.place.fields import GeometryField


class Layer(models.Model):
    """A set of features of one kind, with where it comes from and under which licence and review number it stands."""

    KINDS: ClassVar = [("area", "面"), ("line", "线"), ("point", "点")]
    SHARING: ClassVar = [("public", "公开"), ("units", "部门共享"), ("own", "本单位")]

    key = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=KINDS)
    sharing = models.CharField(max_length=10, choices=SHARING, default="own")
    unit = models.ForeignKey("identity.Unit", null=True, blank=True, on_delete=models.PROTECT)
    datum = models.CharField(max_length=20)  # of the source; kept features are always EPSG:4490
    source = models.CharField(max_length=400)
    licence = models.CharField(max_length=120)
    review_number = models.CharField(max_length=40, blank=True)
    is_sample = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # SHA-256 of what was loaded; part of every ETag

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.name


class Feature(models.Model):
    """One thing on a layer, valid from a day to a day (both open where unknown)."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="features")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=120, blank=True)
    geometry = GeometryField()
    min_lon = models.FloatField()
    min_lat = models.FloatField()
    max_lon = models.FloatField()
    max_lat = models.FloatField()
    attributes = models.JSONField(default=dict)
    region = models.ForeignKey("identity.Region", null=True, blank=True, on_delete=models.PROTECT)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["layer", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["layer", "key", "valid_from"], name="feature_once"),
            models.UniqueConstraint(
                fields=["layer", "key"], condition=models.Q(valid_from=None), name="feature_undated_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["layer", "min_lon", "max_lon"], name="feature_box")]

    def __str__(self) -> str:
        return f"{self.layer_id} {self.key}"
