"""What the page furniture must ask the rooms above it: they register an answer, it knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lingnan.core.labels import Label

NAME = Label(zh="岭南", en="Lingnan")


class Visitor(Protocol):
    """Who looks at the page, as the furniture sees them; `identity.Actor` fits."""

    @property
    def name(self) -> str: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def is_public(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Where we are: the name shown in the bar, whether what stands here is sample data, and the day it stands at."""

    name: Label = NAME
    is_sample: bool = False
    business_date: date | None = None  # set only where it is not the real day


@dataclass(frozen=True, kw_only=True)
class Alerts:
    """How many notifications wait for the visitor, and where they are read."""

    count: int
    url: str


@dataclass
class Answers:
    """The registered answers; replaced one by one at start-up (`AppConfig.ready`)."""

    installation: Callable[[], Installation] = Installation
    alerts: Callable[[Visitor], Alerts | None] = lambda by: None
    allowed: Callable[[Visitor, str], bool] = lambda by, action: not by.is_public
    reference: Callable[[], str] = str


ANSWERS = Answers()


def answer_installation(answer: Callable[[], Installation]) -> Callable[[], Installation]:
    """Register who says what this installation is."""
    ANSWERS.installation = answer
    return answer


def answer_alerts(answer: Callable[[Visitor], Alerts | None]) -> Callable[[Visitor], Alerts | None]:
    """Register who counts the notifications of a visitor."""
    ANSWERS.alerts = answer
    return answer


def answer_allowed(answer: Callable[[Visitor, str], bool]) -> Callable[[Visitor, str], bool]:
    """Register who decides whether a visitor may do an action (`plan.adopt`)."""
    ANSWERS.allowed = answer
    return answer


def answer_reference(answer: Callable[[], str]) -> Callable[[], str]:
    """Register who knows the number of the present request, shown on pages of faults and found in the log."""
    ANSWERS.reference = answer
    return answer
