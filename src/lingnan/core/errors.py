"""The errors of the house. The doors (pages, API, terminal) turn them into answers in one place each."""

from dataclasses import dataclass, field

from lingnan.core.labels import Label, Language

Words = str | Label  # a sentence in both languages, or one that has only a single form (a file name, a value, a code)

COLON: dict[Language, str] = {"zh": "：", "en": ": "}
BRACKETS: dict[Language, str] = {"zh": "（{}）", "en": " ({})"}


def in_language(words: Words, language: str) -> str:
    """The words in `language`; plain text is the same in each."""
    return words.text(language) if isinstance(words, Label) else words


class LingnanError(Exception):
    """Base of every error that a person or a client may see; `str(error)` is a sentence fit to show."""

    status = 500

    def __init__(self, message: Words = "") -> None:
        super().__init__(str(message))
        self.message = message

    def text(self, language: Language) -> str:
        """The sentence in `language`."""
        return in_language(self.message, language)


class NotAllowed(LingnanError):
    """The actor may not do this; says who may (`who`: a person or unit to ask)."""

    status = 403

    def __init__(self, message: Words, *, who: str = "") -> None:
        super().__init__(message)
        self.who = who


class NotFound(LingnanError):
    """No such thing, or none that the actor may see."""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong with an input: where it stands, what it is, what is allowed."""

    where: Words
    reason: Words
    allowed: Words = ""

    def __str__(self) -> str:
        return self.text("zh")

    def text(self, language: Language) -> str:
        """Where, what and what is allowed, as one sentence in `language`."""
        where, reason, allowed = (in_language(part, language) for part in (self.where, self.reason, self.allowed))
        tail = BRACKETS[language].format(allowed) if allowed else ""
        return f"{where}{COLON[language]}{reason}{tail}" if where else f"{reason}{tail}"


class Invalid(LingnanError):
    """The input is wrong. `field` names the field or place; `faults` lists every fault when there are several."""

    status = 422

    def __init__(self, field: Words, reason: Words, *, faults: tuple[Fault, ...] = ()) -> None:
        whole = Fault(where=field, reason=reason)
        languages: tuple[Language, Language] = ("zh", "en")
        zh, en = (whole.text(language) for language in languages)
        super().__init__(Label(zh=zh, en=en) if zh != en else zh)
        self.field = str(field)
        self.reason = str(reason)
        self.why = reason
        self.faults = faults or (whole,)


class Conflict(LingnanError):
    """The thing changed meanwhile, or its state does not allow this step. Nothing was written."""

    status = 409


class Unavailable(LingnanError):
    """Something that this needs does not answer; `retry_after` is in seconds."""

    status = 503

    def __init__(self, message: Words, *, retry_after: int = 30) -> None:
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

    def text(self, language: Language) -> str:
        """The same in both languages: what a log and a quarantine keep."""
        return str(self)
