"""Sign in, sign out, and the page of a locked account."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lingnan.engines.identity.models import Setting
from lingnan.engines.identity.pages.door import actor, safe_next
from lingnan.engines.identity.pages.forms import SignInForm
from lingnan.engines.identity.services.signing_in import LockedOut, Refused, sign_in, sign_out
from lingnan.shell.language import bi


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Who are you?"""
    if request.method == "GET" and actor(request).account_id is not None:
        return HttpResponseRedirect(safe_next(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            sign_in(request, **form.cleaned_data)
        except Refused:
            form.add_error(None, bi("账号、密码或验证码不对", "Account, password or code is wrong"))
            status = 401
        except LockedOut as error:
            return locked_page(request, error.minutes)
        else:
            return HttpResponseRedirect(safe_next(request))
    return render(request, "identity/sign_in.html", {"form": form, "next": safe_next(request)}, status=status)


def locked_page(request: HttpRequest, minutes: int) -> HttpResponse:
    """How long, and whom to call."""
    kept = Setting.objects.filter(key="help_contact").first()
    response = render(
        request, "identity/locked.html", {"minutes": minutes, "contact": kept.value if kept else ""}, status=429
    )
    response["Retry-After"] = str(minutes * 60)
    return response


def after_lock(request: HttpRequest, response: HttpResponse | None, credentials: object = None) -> HttpResponse:
    """django-axes asks what to answer once it has locked: what our page has answered already."""
    return response or locked_page(request, 15)


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """End this session."""
    sign_out(request)
    return HttpResponseRedirect("/")
