"""The errors of the house. The doors (pages, API, terminal) turn them into answers in one place each."""

from dataclasses import dataclass, field


class LingnanError(Exception):
    """Base of every error that a person or a client may see; `str(error)` is a sentence fit to show."""

    status = 500


class NotAllowed(LingnanError):
    """The actor may not do this; says who may (`who`: a person or unit to ask)."""

    status = 403

    def __init__(self, message: str, *, who: str = "") -> None:
        super().__init__(message)
        self.who = who


class NotFound(LingnanError):
    """No such thing, or none that the actor may see."""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong with an input: where it stands, what it is, what is allowed."""

    where: str
    reason: str
    allowed: str = ""

    def __str__(self) -> str:
        tail = f"（{self.allowed}）" if self.allowed else ""
        return f"{self.where}：{self.reason}{tail}" if self.where else f"{self.reason}{tail}"


class Invalid(LingnanError):
    """The input is wrong. `field` names the field or place; `faults` lists every fault when there are several."""

    status = 422

    def __init__(self, field: str, reason: str, *, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(f"{field}：{reason}" if field else reason)
        self.field = field
        self.reason = reason
        self.faults = faults or (Fault(where=field, reason=reason),)


class Conflict(LingnanError):
    """The thing changed meanwhile, or its state does not allow this step. Nothing was written."""

    status = 409


class Unavailable(LingnanError):
    """Something that this needs does not answer; `retry_after` is in seconds."""

    status = 503

    def __init__(self, message: str, *, retry_after: int = 30) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass
class FrameError(LingnanError):
    """A device frame that must be refused: why, and at which byte (0-based offset into the frame)."""

    reason: str
    offset: int = 0
    status: int = field(default=422, repr=False)

    def __str__(self) -> str:
        return f"{self.reason} (at byte {self.offset})"
