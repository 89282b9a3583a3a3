"""What an account must do before anything else: change a handed-out password, set the second step up."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.services.codes import has_codes

Answer = Callable[[HttpRequest], HttpResponse]
MUST_HAVE_CODES = frozenset({"office", "admin", "reviewer"})
FREE = ("/me/password", "/me/codes", "/sign-out", "/sign-in", "/static/", "/design", "/health", "/ready", "/metrics")


def must_set_up_codes(by: Actor, account: Account) -> bool:
    """Does this installation ask this person for a six-digit code that is not set up?"""
    required = bool(getattr(settings, "REQUIRE_TOTP", False))
    return required and bool(by.roles & MUST_HAVE_CODES) and not has_codes(account)


def middleware(get_response: Answer) -> Answer:
    """Lead a person with an open duty to the page where it is done."""

    def answer(request: HttpRequest) -> HttpResponse:
        account = request.user
        if isinstance(account, Account) and account.is_active and not request.path.startswith(FREE):
            if account.must_change_password:
                return HttpResponseRedirect("/me/password")
            if must_set_up_codes(request.actor, account):  # type: ignore[attr-defined] # set by web.middleware
                return HttpResponseRedirect("/me/codes")
        return get_response(request)

    return answer
