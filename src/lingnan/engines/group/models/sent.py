"""Requests of machines that were answered already: the same key again gives the same answer."""

from typing import ClassVar

from django.db import models


class SentRequest(models.Model):
    """A write that came with an Idempotency-Key: what was asked, and what was answered."""

    sender = models.CharField(max_length=80, help_text="account or token that sent it")
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    answer = models.JSONField(null=True)
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sender", "key"], name="sent_request_once")]

    def __str__(self) -> str:
        return f"{self.sender} {self.key}"
