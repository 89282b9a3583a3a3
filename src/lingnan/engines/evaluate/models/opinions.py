"""What citizens and experts say, and what a city objects to."""

from typing import ClassVar

from django.db import models

from lingnan.engines.evaluate.fields import ExactDecimalField
from lingnan.engines.evaluate.models.assessments import Assessment
from lingnan.engines.evaluate.models.values import IndicatorValue


class Survey(models.Model):
    """A survey of citizens that gives one indicator of one period."""

    STATES: ClassVar = [("open", "录入中"), ("approved", "已采用")]

    key = models.SlugField(primary_key=True, max_length=40)
    indicator = models.CharField(max_length=80)
    period = models.CharField(max_length=13)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    method = models.CharField(max_length=400)  # who was asked, how they were drawn, when
    state = models.CharField(max_length=10, choices=STATES, default="open")
    is_sample = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title


class SurveyEstimate(models.Model):
    """What a survey says of one region: size, design effect, estimate with its 95 % interval."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="estimates")
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    design_effect = ExactDecimalField()
    estimate = ExactDecimalField()
    error = ExactDecimalField(null=True)  # standard error; none with fewer than two answers
    low = ExactDecimalField(null=True)
    high = ExactDecimalField(null=True)
    result = models.OneToOneField(IndicatorValue, null=True, on_delete=models.PROTECT, related_name="survey_estimate")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "region"], name="survey_region_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.region_id}"


class Panel(models.Model):
    """A round of scores by several experts that gives one indicator of one period."""

    STATES: ClassVar = [("open", "评分中"), ("approved", "已采用")]

    key = models.SlugField(primary_key=True, max_length=40)
    indicator = models.CharField(max_length=80)
    period = models.CharField(max_length=13)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    lowest = ExactDecimalField()
    highest = ExactDecimalField()
    closes_on = models.DateField()
    state = models.CharField(max_length=10, choices=STATES, default="open")
    is_sample = models.BooleanField(default=False)
    agreement = ExactDecimalField(null=True)  # Krippendorff's alpha, interval data, when it was adopted
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title


class Rating(models.Model):
    """One expert's score of one region."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="ratings")
    rater = models.CharField(max_length=120)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="+")
    score = ExactDecimalField()
    rated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["panel", "rater", "region"], name="panel_rating_once")]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.rater} {self.region_id}"


class Objection(models.Model):
    """What a city objects to in a result: filed, answered, decided."""

    STATES: ClassVar = [("filed", "待答复"), ("answered", "待裁定"), ("decided", "已裁定")]
    RULINGS: ClassVar = [("upheld", "成立"), ("partly", "部分成立"), ("rejected", "不成立")]

    number = models.CharField(primary_key=True, max_length=20)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="objections")
    node = models.CharField(max_length=80)
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="objections")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="objections")
    state = models.CharField(max_length=10, choices=STATES, default="filed")
    text = models.TextField(max_length=2000)
    filed_by = models.CharField(max_length=120)
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    ruling = models.CharField(max_length=10, choices=RULINGS, blank=True)
    decision = models.TextField(max_length=2000, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["region", "state"])]

    def __str__(self) -> str:
        return self.number
