"""What follows from an alert, as the engines above tell it: this one knows none of them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lingnan.core.labels import Label


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What was opened because of an alert, and where it is handled."""

    label: Label
    url: str


Followers = Callable[[Collection[int]], Mapping[int, FollowUp]]
FOLLOWERS: list[Followers] = []


def register(follower: Followers) -> Followers:
    """Add a room that says what it did about alerts (by their numbers)."""
    FOLLOWERS.append(follower)
    return follower


def follow_ups(alerts: Collection[int]) -> Mapping[int, FollowUp]:
    """What was done about these alerts."""
    found: dict[int, FollowUp] = {}
    for follower in FOLLOWERS:
        found.update(follower(alerts))
    return found
