"""Rounds of collection: who reports which value until when, how far it has climbed, and on what it stands."""

from typing import ClassVar

from django.db import models

from lingnan.core.missing import MissingReason
from lingnan.engines.evaluate.approval import Level, State
from lingnan.engines.evaluate.fields import ExactDecimalField
from lingnan.engines.evaluate.models.values import IndicatorValue

LEVELS = [(level.value, level.label.zh) for level in Level]


class Round(models.Model):
    """One collection of one period's values."""

    STATES: ClassVar = [("open", "进行中"), ("closed", "已关闭")]

    key = models.SlugField(primary_key=True, max_length=40)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    period = models.CharField(max_length=13)
    institution = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    sample_percent = models.PositiveSmallIntegerField(default=10)  # of the values the institution checks on the spot
    state = models.CharField(max_length=10, choices=STATES, default="open")
    is_sample = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title


class RoundWindow(models.Model):
    """From when until when one level works in a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="windows")
    level = models.CharField(max_length=12, choices=LEVELS)
    opens_on = models.DateField()
    closes_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "level"], name="round_window_once"),
            models.CheckConstraint(condition=models.Q(opens_on__lte=models.F("closes_on")), name="round_window_order"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.level}: {self.opens_on}–{self.closes_on}"


class Extension(models.Model):
    """More time for one unit, with the reason; of several the last one given counts."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="extensions")
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="round_extensions")
    until = models.DateField()
    reason = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}: {self.until}"


class RoundAct(models.Model):
    """What was done to a round: opened, closed, reopened, a window moved, with the reason."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="acts")
    verb = models.CharField(max_length=20)
    reason = models.CharField(max_length=400, blank=True)
    done_at = models.DateTimeField()
    who = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.round_id} {self.verb}"


class Assignment(models.Model):
    """One indicator of a round: at which level it is reported, which department answers, what the platform knows."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="assignments")
    indicator = models.CharField(max_length=80)
    level = models.CharField(max_length=12, choices=LEVELS)
    department = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="round_assignments")
    live = models.CharField(max_length=80, blank=True)  # a computed indicator that measures the same

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "indicator"], name="round_indicator_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.indicator}"


class Entry(models.Model):
    """One value asked of one unit for one place of the period. `approvals` are those in force, lowest first."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="entries")
    level = models.CharField(max_length=12, choices=LEVELS)
    place_code = models.CharField(max_length=12)
    place_name = models.CharField(max_length=60)  # as it was called in the period
    region = models.ForeignKey("identity.Region", on_delete=models.PROTECT, related_name="entries")  # what it is today
    unit = models.ForeignKey("identity.Unit", on_delete=models.PROTECT, related_name="entries")
    covers = models.JSONField()  # codes of the period's divisions, lowest ones
    whole = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    state = models.CharField(max_length=12, choices=[(s.value, s.label.zh) for s in State], default=State.DRAFT)
    waits_for = models.CharField(max_length=12, blank=True)  # the level whose turn it is
    waits_unit = models.ForeignKey("identity.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    approvals = models.JSONField(default=list)  # [{level, unit, who}]
    value = ExactDecimalField(null=True)
    missing = models.CharField(max_length=20, blank=True, choices=[(r.value, r.label.zh) for r in MissingReason])
    why = models.CharField(max_length=200, blank=True)  # the reporter's explanation
    reported_by = models.CharField(max_length=120, blank=True)
    is_sampled = models.BooleanField(default=False)  # the institution must look on the spot
    result = models.OneToOneField(IndicatorValue, null=True, on_delete=models.PROTECT, related_name="entry")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment", "place_code", "level"],
                condition=~models.Q(state=State.SUPERSEDED),
                name="entry_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"]), models.Index(fields=["waits_unit", "waits_for"])]

    def __str__(self) -> str:
        return f"{self.place_name} {self.assignment_id}"


class EntryAct(models.Model):
    """What was done to a value, by whom, why; the value as it was then."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="acts")
    verb = models.CharField(max_length=20)
    level = models.CharField(max_length=12, blank=True)
    unit_name = models.CharField(max_length=80, blank=True)
    who = models.CharField(max_length=120)
    reason = models.CharField(max_length=400, blank=True)
    value = ExactDecimalField(null=True)
    score = models.PositiveSmallIntegerField(null=True)  # the institution's: how far the value can be believed
    done_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["done_at", "id"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.verb}"


class EntryEvidence(models.Model):
    """What a reported value stands on."""

    KINDS: ClassVar = [("file", "文件"), ("link", "网址"), ("query", "数据查询"), ("lineage", "平台计算")]

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.CharField(max_length=200)
    url = models.CharField(max_length=300, blank=True)
    attachment = models.ForeignKey("identity.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text
