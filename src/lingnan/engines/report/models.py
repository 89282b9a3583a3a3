"""Editions of the annual report: frozen snapshots with their fingerprint, and their errata."""

from typing import ClassVar

from django.db import models


class Edition(models.Model):
    """One edition of a year's report. `snapshot` is canonical JSON; its SHA-256 names the content for ever."""

    STATES: ClassVar = [("draft", "草稿"), ("published", "已发布")]

    year = models.PositiveSmallIntegerField()
    framework = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    assessment = models.ForeignKey("evaluate.Assessment", on_delete=models.PROTECT, related_name="report_editions")
    snapshot = models.TextField()
    content_hash = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)  # the business date: what stands on the cover
    published_by = models.CharField(max_length=120, blank=True)
    pdf = models.ForeignKey("identity.StoredFile", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "framework", "number"], name="report_edition_once"),
            models.UniqueConstraint(fields=["year", "framework", "content_hash"], name="report_content_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["year", "state"])]

    def __str__(self) -> str:
        return f"{self.year} 年度报告第 {self.number} 版"


class EditorText(models.Model):
    """What an editor wrote for one place of a draft: the foreword, a comment to a chapter. Published it stays."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="texts")
    place = models.CharField(max_length=20)
    zh = models.TextField(blank=True)
    en = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "place"], name="report_text_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.place}"


class Erratum(models.Model):
    """A correction said aloud: what is wrong in a published edition, where, and what is right."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="errata")
    place = models.CharField(max_length=120)
    wrong = models.CharField(max_length=400)
    right = models.CharField(max_length=400)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} → {self.right}"
