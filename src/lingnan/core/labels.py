"""A name in both languages of the platform."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, kw_only=True)
class Label:
    """What a thing is called: `zh` is the official Chinese term, `en` the English noun of the glossary.

    >>> Label(zh="水位", en="Water level").text("en")
    'Water level'
    """

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError(f"a label needs both languages, got zh={self.zh!r} en={self.en!r}")

    def text(self, language: str) -> str:
        """The label in `language`; anything that is not English reads Chinese, the source language."""
        return self.en if language.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh
