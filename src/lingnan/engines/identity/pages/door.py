"""Who comes in: pages that ask for a sign-in, and the address one goes on to."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.rights import require

View = Callable[..., HttpResponse]


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined] # set by web.middleware


def account(request: HttpRequest) -> Account:
    """The signed-in account; only behind `signed_in`."""
    return cast(Account, request.user)


def signed_in(view: View) -> View:
    """Ask for a sign-in first, and come back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if actor(request).account_id is None:
            return HttpResponseRedirect(f"/sign-in?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return answer


def needs(action: str) -> Callable[[View], View]:
    """Ask for a sign-in and for the right to do `action`; without it the page says who may."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            require(actor(request), action)
            return view(request, *args, **kwargs)

        return signed_in(answer)

    return decorate


def safe_next(request: HttpRequest) -> str:
    """Where to go on after signing in: an address of this site, else home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return "/"
