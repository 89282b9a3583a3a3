"""`$batch`: many requests in one, as JSON or as multipart; groups that hold together; ids of what was made."""

import json
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from django.db import transaction

from lingnan.engines.sense.sta.answers import Answer, Request
from lingnan.engines.sense.sta.faults import Refused

MOST = 1000  # requests in a batch
Json = Any  # whatever JSON can say
Do = Callable[[Request], Answer]
REFERENCE = re.compile(r"\$([A-Za-z0-9_.-]+)")
BASES = re.compile(r"^(?:https?://[^/]+)?(?:/[^?]*?)?/?v1\.1/")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One request of a batch."""

    id: str
    method: str
    url: str
    body: bytes = b""
    kind: str = ""
    group: str = ""
    waits_for: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Run:
    """A batch under way: what was answered, and the addresses of what was made."""

    outer: Request
    do: Do
    answers: dict[str, Answer] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)  # id → `Things(1)`

    def all(self, parts: Sequence[Part]) -> None:
        done: set[str] = set()
        for part in parts:
            if not part.group:
                self.one(part)
            elif part.group not in done:
                done.add(part.group)
                self.together([other for other in parts if other.group == part.group])

    def together(self, parts: Sequence[Part]) -> None:
        """All of a group or nothing."""
        places = dict(self.places)
        failed = ""
        with transaction.atomic():
            for part in parts:
                if failed:
                    break
                self.one(part)
                if self.answers[part.id].status >= 400:  # noqa: PLR2004  HTTP: from here on it failed
                    failed = part.id
            if failed:
                transaction.set_rollback(True)
        if failed:
            self.places = places
            for part in parts:
                if part.id != failed:
                    self.answers[part.id] = fault(424, f"request {failed} of its group failed")

    def one(self, part: Part) -> None:
        bad = [other for other in part.waits_for if other in self.answers and self.answers[other].status >= 400]  # noqa: PLR2004
        if bad:
            self.answers[part.id] = fault(424, f"request {bad[0]} failed")
            return
        path, _, query = self.referred(part.url).partition("?")
        request = replace(
            self.outer, method=part.method.upper(), path=unquote(path), query=query,
            body=self.filled(part.body), headers={**self.outer.headers, "content-type": part.kind},
        )  # fmt: skip
        with transaction.atomic():
            answer = self.do(request)
            if answer.status >= 400:  # noqa: PLR2004
                transaction.set_rollback(True)
        self.answers[part.id] = answer
        place = answer.headers.get("Location", "")
        if place:
            self.places[part.id] = place.removeprefix(f"{self.outer.root}/")

    def referred(self, url: str) -> str:
        """`$1/Datastreams` and `Things($1)` with what request 1 made."""
        path, mark, query = url.partition("?")
        path = BASES.sub("", path).lstrip("/") if "v1.1/" in path else path.lstrip("/")
        first, slash, rest = path.partition("/")
        if first.startswith("$") and first[1:] in self.places:
            path = f"{self.places[first[1:]]}{slash}{rest}"
        path = re.sub(
            r"\(\$([A-Za-z0-9_.-]+)\)", lambda found: f"({self.key(found.group(1)) or found.group(0)[1:-1]})", path
        )
        return f"{path}{mark}{query}"

    def key(self, name: str) -> str:
        place = self.places.get(name, "")
        return place.partition("(")[2].rstrip(")")

    def filled(self, body: bytes) -> bytes:
        """`{"@iot.id": "$1"}` with the id of what request 1 made."""
        for name in {found.decode() for found in re.findall(rb'"@?(?:iot\.)?id"\s*:\s*"\$([A-Za-z0-9_.-]+)"', body)}:
            key = self.key(name)
            if key:
                number = key if key.isdigit() else json.dumps(key.strip("'"))
                body = re.sub(rb'("@?(?:iot\.)?id"\s*:\s*)"\$' + re.escape(name.encode()) + rb'"',
                              rb"\g<1>" + number.encode(), body)  # fmt: skip
        return body


def fault(status: int, message: str) -> Answer:
    return Answer(status=status, body=json.dumps({"code": status, "type": "error", "message": message}))


def batch(request: Request, do: Do) -> Answer:
    """Answer a batch in the form in which it was asked."""
    kind = request.header("content-type")
    if kind.lower().startswith("multipart/mixed"):
        return multipart(request, do, kind)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the body is no JSON: {error}") from error
    asked = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(asked, list) or len(asked) > MOST:
        raise Refused("a batch is an object with a list of requests", where="requests", allowed=f"{MOST} at most")
    parts = [part_of(item) for item in asked]
    if len({part.id for part in parts}) != len(parts):
        raise Refused("each request has an id of its own", where="requests")
    run = Run(outer=request, do=do)
    run.all(parts)
    return Answer(body='{"responses":[' + ",".join(said(part, run.answers[part.id]) for part in parts) + "]}")


def part_of(item: Json) -> Part:
    if not isinstance(item, dict) or not all(isinstance(item.get(name), str) for name in ("id", "method", "url")):
        raise Refused("a request has the texts id, method and url", where="requests")
    headers = (
        {str(k).lower(): str(v) for k, v in item["headers"].items()} if isinstance(item.get("headers"), dict) else {}
    )
    body = item.get("body")
    waits = item.get("dependsOn") or ()
    return Part(
        id=item["id"],
        method=item["method"],
        url=item["url"],
        body=b"" if body is None else json.dumps(body).encode(),
        kind=headers.get("content-type", "application/json"),
        group=str(item.get("atomicityGroup") or ""),
        waits_for=tuple(str(other) for other in waits) if isinstance(waits, list) else (),
    )


def said(part: Part, answer: Answer) -> str:
    """One answer in JSON."""
    text = answer.body if isinstance(answer.body, str) else answer.body.decode()
    headers = {name.lower(): value for name, value in answer.headers.items() if name == "Location"}
    members = [f'"id":{json.dumps(part.id)}', f'"status":{answer.status}']
    if headers:
        members.append(f'"headers":{json.dumps(headers)}')
    if text:
        members.append(f'"body":{text if answer.kind.startswith("application/") else json.dumps(text)}')
    return "{" + ",".join(members) + "}"


# --- multipart -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a multipart body: its header fields and the rest."""

    headers: dict[str, str]
    body: bytes


def boundary_of(kind: str) -> bytes:
    found = re.search(r'boundary="?([^";,]+)"?', kind, re.IGNORECASE)
    if not found:
        raise Refused("multipart without a boundary", where="Content-Type")
    return found.group(1).strip().encode()


def sections(body: bytes, boundary: bytes) -> Iterable[Section]:
    """The parts between the boundaries."""
    pieces = re.split(rb"(?:^|\r?\n)--" + re.escape(boundary), body)
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            return
        yield section(piece.lstrip(b" \t").removeprefix(b"\r\n").removeprefix(b"\n"))


def section(text: bytes) -> Section:
    head, _, body = split_head(text)
    headers = {}
    for line in head.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return Section(headers=headers, body=body)


def split_head(text: bytes) -> tuple[bytes, bytes, bytes]:
    for blank in (b"\r\n\r\n", b"\n\n"):
        if blank in text:
            return text.partition(blank)
    return text, b"", b""


def http_part(found: Section, number: str, group: str) -> Part:
    """`POST Things HTTP/1.1`, header fields, a blank line, the body."""
    text = found.body.lstrip(b"\r\n")
    line, _, rest = text.partition(b"\n")
    words = line.decode("utf-8", "replace").strip().split(" ")
    if len(words) < 2:  # noqa: PLR2004  method and address
        raise Refused(f"{line[:60]!r} is no request line", where="$batch")
    inner = section(rest) if rest.strip() else Section(headers={}, body=b"")
    url = " ".join(words[1:-1]) if words[-1].upper().startswith("HTTP/") else " ".join(words[1:])
    return Part(
        id=found.headers.get("content-id", number), method=words[0], url=url, body=inner.body.strip(),
        kind=inner.headers.get("content-type", "application/json"), group=group,
    )  # fmt: skip


def multipart(request: Request, do: Do, kind: str) -> Answer:
    run = Run(outer=request, do=do)
    plan: list[tuple[str, list[Part]]] = []
    for place, found in enumerate(sections(request.body, boundary_of(kind))):
        inner_kind = found.headers.get("content-type", "")
        if inner_kind.lower().startswith("multipart/mixed"):
            group = f"changeset {place}"
            inner = sections(found.body, boundary_of(inner_kind))
            plan.append((group, [http_part(each, f"{place}.{n}", group) for n, each in enumerate(inner)]))
        else:
            plan.append(("", [http_part(found, str(place), "")]))
        if sum(len(parts) for _, parts in plan) > MOST:
            raise Refused("too many requests", where="$batch", allowed=f"{MOST}")
    everything = [part for _, parts in plan for part in parts]
    if len({part.id for part in everything}) != len(everything):
        raise Refused("each Content-ID stands once", where="$batch")
    run.all(everything)
    outer = f"batch_{secrets.token_hex(8)}"
    text = ""
    for group, parts in plan:
        text += f"--{outer}\n"
        if not group:
            text += http_text(run.answers[parts[0].id], "")
            continue
        inner_mark = f"changeset_{secrets.token_hex(8)}"
        text += f"Content-Type: multipart/mixed; boundary={inner_mark}\n\n"
        text += "".join(f"--{inner_mark}\n{http_text(run.answers[part.id], part.id)}" for part in parts)
        text += f"--{inner_mark}--\n"
    return Answer(body=f"{text}--{outer}--\n", kind=f"multipart/mixed; boundary={outer}")


def http_text(answer: Answer, number: str) -> str:
    """One answer as HTTP inside a part."""
    lines = ["Content-Type: application/http", *([f"Content-ID: {number}"] if number else []), ""]
    lines.append(f"HTTP/1.1 {answer.status} {'OK' if answer.status < 400 else 'Error'}")  # noqa: PLR2004
    body = answer.body if isinstance(answer.body, str) else answer.body.decode()
    if body:
        lines.append(f"Content-Type: {answer.kind}")
    if "Location" in answer.headers:
        lines.append(f"Location: {answer.headers['Location']}")
    return "\n".join([*lines, "", body, ""])
