"""Facts that the sense engine announces."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AlertRaised:
    """An alert was opened and stands in the database."""

    alert: int
    rule: str
