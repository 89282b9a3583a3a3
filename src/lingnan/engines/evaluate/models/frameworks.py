"""Editions of frameworks that an office makes on the pages, beside those shipped as files."""

from typing import ClassVar

from django.db import models


class FrameworkEdition(models.Model):
    """One edition: changed while it is a draft, never once it is adopted; a later change is a further edition."""

    STATES: ClassVar = [("draft", "草稿"), ("adopted", "已采用"), ("dropped", "已作废")]

    framework = models.CharField(max_length=60)
    edition = models.CharField(max_length=40)
    base = models.CharField(max_length=40, help_text="the edition it was copied from")
    tree = models.JSONField(help_text="frameworks.Framework.as_json")
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "edition"], name="framework_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.edition}"
