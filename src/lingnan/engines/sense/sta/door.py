"""The door itself: who asks, which verb, and every fault as an answer that clients of SensorThings understand."""

import base64
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from django.db import Error as DatabaseError
from django.db import connection

from lingnan.core.errors import LingnanError, NotAllowed, Unavailable
from lingnan.engines.identity.actor import PUBLIC, Actor
from lingnan.engines.identity.services.tokens import BadToken, bearer
from lingnan.engines.sense.services.things import describe_all
from lingnan.engines.sense.sta import reading, writing
from lingnan.engines.sense.sta.answers import Answer, Request
from lingnan.engines.sense.sta.batch import batch
from lingnan.engines.sense.sta.faults import Refused
from lingnan.engines.sense.sta.query import Context, rows_of
from lingnan.engines.sense.sta.viewer import PUBLIC_VIEWER, viewer_of

BASE = "/sta/v1.1"
LOGIN_SECONDS = 3600
LARGEST = 32 * 1024 * 1024  # bytes of a body
READ, WRITE = "sense:read", "sense:write"
METHODS = "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS"
CORS = {
    "Access-Control-Allow-Origin": "*",  # tokens travel in a header, never in a cookie
    "Access-Control-Expose-Headers": "Location, Link",
}
log = logging.getLogger("lingnan.sta")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who asks: the public, or the bearer of a token with its scopes."""

    actor: Actor = PUBLIC
    scopes: frozenset[str] = frozenset()

    def require(self, scope: str) -> None:
        if self.actor is PUBLIC:
            raise Refused("writing needs a bearer token", status=401)
        if scope not in self.scopes:
            raise Refused(f"the token has no scope {scope}", status=403, allowed=", ".join(sorted(self.scopes)))


def visitor_of(request: Request) -> Visitor:
    """The bearer of the token in the request."""
    kind, _, secret = request.header("authorization").partition(" ")
    if not kind:
        return Visitor()
    if kind.lower() == "basic":
        secret = password_of(secret)
    elif kind.lower() != "bearer":
        raise Refused("sign in with a bearer token", status=401, allowed="Authorization: Bearer …")
    known = bearer(secret.strip())
    return Visitor(actor=known.actor, scopes=known.scopes)


def password_of(text: str) -> str:
    """Clients that know only HTTP Basic (frost-sta-client) send the token as the password, under any name."""
    try:
        return base64.b64decode(text, validate=True).decode().partition(":")[2]
    except ValueError:
        raise Refused("the Authorization header cannot be read", status=401) from None


def login(request: Request) -> Answer:
    """Clients that ask for a token with a password (OAuth 2.0, RFC 6749, 4.3) get back the token they gave as one."""
    given = parse_qs(request.body.decode("utf-8", "replace"))
    secret = given.get("password", [""])[0]
    bearer(secret)
    body = {"access_token": secret, "token_type": "bearer", "expires_in": LOGIN_SECONDS}
    return Answer(body=json.dumps(body), headers={"Cache-Control": "no-store"})


def handle(request: Request) -> Answer:
    """Answer a request; a fault of the asker's is said, one of ours is logged and said to be ours."""
    try:
        answer = answered(request)
    except LingnanError as error:
        answer = refused(error)
    except RecursionError:
        answer = refused(Refused("nested too deeply"))
    except DatabaseError as error:
        connection.close_if_unusable_or_obsolete()
        log.exception("sta %s %s", request.method, request.path)
        answer = refused(Unavailable(f"the database did not answer: {type(error).__name__}", retry_after=5))
    return Answer(status=answer.status, body=answer.body, kind=answer.kind, headers={**CORS, **answer.headers})


def answered(request: Request) -> Answer:
    if len(request.body) > LARGEST:
        raise Refused(f"the body has {len(request.body)} bytes", status=413, allowed=f"{LARGEST}")
    if request.method == "OPTIONS":
        return Answer(
            status=204,
            headers={
                "Allow": METHODS,
                "Access-Control-Allow-Methods": METHODS,
                "Access-Control-Allow-Headers": "Authorization, Content-Type, Prefer",
            },
        )
    visitor = visitor_of(request)
    verb = VERBS.get(request.method)
    if verb is None:
        return Answer(
            status=405, body=fault_text(405, f"{request.method} is not known here"), headers={"Allow": METHODS}
        )
    return verb(request, visitor)


def context_of(request: Request, visitor: Visitor) -> Context:
    """How far the visitor sees; a token that may write sees what it may write."""
    may_see = visitor.scopes & {READ, WRITE}
    return Context(
        root=request.root,
        viewer=viewer_of(visitor.actor) if may_see else PUBLIC_VIEWER,
        may_estimate="count=estimated" in request.header("prefer").replace(" ", ""),
    )


def read(request: Request, visitor: Visitor) -> Answer:
    heal()
    return reading.read(request, context_of(request, visitor))


def heal() -> None:
    """Datastreams that came from elsewhere than the services (an older installation) get their things now."""
    if rows_of("SELECT 1 FROM sense_datastream WHERE thing_id IS NULL LIMIT 1", ()):
        describe_all()


def refused(error: LingnanError) -> Answer:
    status = error.status
    headers: Mapping[str, str] = {}
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        status = 400
    if status == HTTPStatus.UNAUTHORIZED or isinstance(error, BadToken):
        headers = {"WWW-Authenticate": "Bearer"}
    if isinstance(error, Unavailable):
        headers = {"Retry-After": str(error.retry_after)}
    said = f"{error}（{error.who}）" if isinstance(error, NotAllowed) and error.who else str(error)
    return Answer(status=status, body=fault_text(status, said), headers=headers)


def fault_text(status: int, message: str) -> str:
    return json.dumps({"code": status, "type": "error", "message": message}, ensure_ascii=False)


def post(request: Request, visitor: Visitor) -> Answer:
    if request.path.strip("/") == "$batch":
        return batch(request, answered_or_refused)
    if request.path.strip("/") == "Login":
        return login(request)
    visitor.require(WRITE)
    return writing.post(request, context_of(request, visitor), visitor.actor)


def answered_or_refused(request: Request) -> Answer:
    """A request inside a batch: its fault is its own answer."""
    if request.path.strip("/") == "$batch":
        return refused(Refused("a batch holds no batch"))
    try:
        return answered(request)
    except LingnanError as error:
        return refused(error)


def patch(request: Request, visitor: Visitor) -> Answer:
    visitor.require(WRITE)
    return writing.patch(request, context_of(request, visitor), visitor.actor)


def put(request: Request, visitor: Visitor) -> Answer:
    visitor.require(WRITE)
    return writing.put(request, context_of(request, visitor), visitor.actor)


def delete(request: Request, visitor: Visitor) -> Answer:
    visitor.require(WRITE)
    return writing.delete(request, context_of(request, visitor), visitor.actor)


VERBS: Mapping[str, Callable[[Request, Visitor], Answer]] = {
    "GET": read,
    "HEAD": read,
    "POST": post,
    "PATCH": patch,
    "PUT": put,
    "DELETE": delete,
}
