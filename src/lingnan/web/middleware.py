"""What happens around every request: its id and log line, who asks, known errors turned into pages."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from lingnan.core.errors import Invalid, LingnanError, Unavailable
from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.once import remembering
from lingnan.shell.language import say
from lingnan.web.logs import request_id
from lingnan.web.metrics import REQUESTS

log = logging.getLogger("lingnan.request")
Answer = Callable[[HttpRequest], HttpResponse]


def request_log(get_response: Answer) -> Answer:
    """Give each request an id (answered in X-Request-ID), count it and write one line when it is done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(4))
        started = time.perf_counter()
        try:
            with remembering():
                response = get_response(request)
            response["X-Request-ID"] = request_id.get()
            took = time.perf_counter() - started
            REQUESTS.observe(request.method or "", response.status_code, took)
            facts = {"method": request.method, "path": request.path, "status": response.status_code}
            log.info("request", extra={"facts": {**facts, "ms": round(took * 1000, 1)}})
            return response
        finally:
            request_id.reset(token)

    return middleware


def actor(get_response: Answer) -> Answer:
    """`request.actor`: who asks, as the engines know them (the public, where nobody signed in)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class known_errors:
    """A LingnanError becomes a page in the shell, or problem+json where a machine asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, LingnanError):
            return None
        if request.path.startswith("/api/"):
            response: HttpResponse = JsonResponse(problem(error), status=error.status)
            response["Content-Type"] = "application/problem+json"
        else:
            faults = error.faults if isinstance(error, Invalid) and len(error.faults) > 1 else ()
            context = {"status": error.status, "message": say(error), "faults": faults, "reference": request_id.get()}
            response = render(request, "shell/error.html", context, status=error.status)
        if isinstance(error, Unavailable):
            response["Retry-After"] = str(error.retry_after)
        return response


def problem(error: LingnanError) -> dict[str, object]:
    """The error as problem+json (RFC 9457): type, title, status, detail, and each fault."""
    faults = [
        {"where": say(f.where), "reason": say(f.reason), "allowed": say(f.allowed)}
        for f in getattr(error, "faults", ())
    ]
    body: dict[str, object] = {
        "type": f"urn:lingnan:{type(error).__name__}",
        "title": type(error).__name__,
        "status": error.status,
        "detail": say(error),
        "reference": request_id.get(),
    }
    if settings.DEBUG or faults:
        body["faults"] = faults
    return body
