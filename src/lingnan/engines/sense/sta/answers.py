"""What the door hears and says: a request and an answer, independent of how they travel (WSGI, tests, a batch)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request below the door's base path."""

    method: str
    path: str  # decoded, below the base path, without the leading slash
    query: str = ""  # as it came
    body: bytes = b""
    root: str = ""  # address of the door, as the client reaches it
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer."""

    status: int = 200
    body: str | bytes = b""
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body
