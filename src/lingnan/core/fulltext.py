"""Chinese full text without a dictionary: pairs of characters as tokens, so that any word of two characters is found.

The same tokens serve SQLite (FTS5) and PostgreSQL (tsvector): only the spelling of the question differs. A single
character is found as the beginning of a pair. Full- and half-width, upper and lower case, traditional and simplified
forms are one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

HAN = "\u3400-\u9fff\uf900-\ufaff〇\U00020000-\U0003ffff"
_RUN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>(?:(?![{HAN}_])\\w)+)")
TAG = "ƿ"  # begins a token that no text gives: what kind of thing it belongs to. A letter, or an index would drop it
MOST_TERMS, MOST_LONG = 8, 60  # of a question
AROUND = 28  # characters shown before the first place found
EXCERPT = 110


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


class _Folding(dict[int, str]):
    """What each character becomes; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        folded = str(_converter().convert(plain))
        self[code] = folded
        return folded


_FOLDING = _Folding({ord(TAG): " "})


def fold(text: str) -> str:
    """Half-width, lower case, simplified, character by character.

    >>> fold("ＰＭ２．５　規劃")
    'pm2.5 规划'
    """
    return text.translate(_FOLDING)


def tokens(text: str) -> Iterator[str]:
    """Pairs of Chinese characters and the last one of each run; words and numbers of other scripts whole.

    >>> list(tokens("智慧水务PM2"))
    ['智慧', '慧水', '水务', '务', 'pm2']
    """
    for run in _RUN.finditer(fold(text)):
        if run["word"]:
            yield run["word"]
        else:
            han = run["han"]
            yield from (han[at : at + 2] for at in range(len(han)))


def indexed(*texts: str, tags: tuple[str, ...] = ()) -> str:
    """What is stored beside a text for its index: its tags and tokens, parted by blanks."""
    return " ".join([*(TAG + tag for tag in tags), *(token for text in texts for token in tokens(text))])


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word of a question: its tokens in a row; the last one may go on (`begins`)."""

    text: str
    tokens: tuple[str, ...]
    begins: bool


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question: every term must be there, and every tag."""

    terms: tuple[Term, ...]
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def fts5(self) -> str:
        """As SQLite's FTS5 is asked: `"智慧 慧水" AND "pm"*`."""
        asked = [f'"{TAG}{tag}"' for tag in self.tags]
        asked += [f'"{" ".join(term.tokens)}"{"*" if term.begins else ""}' for term in self.terms]
        return " AND ".join(asked)

    @property
    def tsquery(self) -> str:
        """As PostgreSQL is asked: `'智慧' <-> '慧水' & 'pm':*`."""
        asked = [f"'{TAG}{tag}'" for tag in self.tags]
        for term in self.terms:
            words = [f"'{token}'" for token in term.tokens]
            words[-1] += ":*" if term.begins else ""
            asked.append(f"({' <-> '.join(words)})")
        return " & ".join(asked)


def question(text: str, *, tags: tuple[str, ...] = ()) -> Query:
    """What a person typed, parted at blanks; false where nothing in it can be looked for."""
    words = [word for word in fold(text).split() if any(tokens(word))]
    terms = tuple(_term(word[:MOST_LONG]) for word in dict.fromkeys(words[:MOST_TERMS]))
    return Query(terms=terms, tags=tags)


def _term(word: str) -> Term:
    """The last character of a Chinese run stands alone only where the text's run ends there too: it is left out."""
    found = tuple(tokens(word))
    last = found[-1]
    is_han = bool(re.match(f"[{HAN}]", last))
    if is_han and len(found) > 1 and len(last) == 1 and found[-2].endswith(last) and len(found[-2]) == 2:  # noqa: PLR2004  a pair
        return Term(text=word, tokens=found[:-1], begins=False)
    return Term(text=word, tokens=found, begins=True)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of text; `is_hit` where it is what was looked for."""

    text: str
    is_hit: bool = False


def marked(text: str, query: Query) -> list[Piece]:
    """The text in pieces, what was looked for apart."""
    folded, places = _with_places(text)
    spans = sorted(span for term in query.terms for span in _spans(folded, term.text))
    pieces, at = [], 0
    for start, end in spans:
        first, last = places[start], places[end - 1] + 1
        if first < at:
            continue
        if first > at:
            pieces.append(Piece(text=text[at:first]))
        pieces.append(Piece(text=text[first:last], is_hit=True))
        at = last
    return [*pieces, Piece(text=text[at:])] if at < len(text) or not pieces else pieces


def excerpt(text: str, query: Query, *, most: int = EXCERPT) -> list[Piece]:
    """The part of a text around the first place found, cut ends shown as …"""
    flat = " ".join(text.split())
    folded, places = _with_places(flat)
    found = [folded.find(term.text) for term in query.terms]
    first = min((places[at] for at in found if at >= 0), default=0)
    start = max(first - AROUND, 0) if len(flat) > most else 0
    end = min(start + most, len(flat))
    pieces = marked(flat[start:end], query)
    before = [Piece(text="…")] if start else []
    return [*before, *pieces, *([Piece(text="…")] if end < len(flat) else [])]


def _with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text it came from."""
    parts, places = [], []
    for at, char in enumerate(text):
        folded = _FOLDING[ord(char)]
        parts.append(folded)
        places += [at] * len(folded)
    return "".join(parts), places


def _spans(folded: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = folded.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = folded.find(wanted, at + len(wanted))
