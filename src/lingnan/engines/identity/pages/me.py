"""My account: password, six-digit code, sessions."""

import io
from datetime import UTC, datetime

import segno
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity.duties import must_set_up_codes
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.pages.door import account, actor, signed_in
from lingnan.engines.identity.pages.forms import CodeForm, PasswordForm, ProveForm
from lingnan.engines.identity.rights import ROLES
from lingnan.engines.identity.services.accounts import change_password, end_session
from lingnan.engines.identity.services.codes import (
    confirm_codes,
    has_codes,
    new_recovery_codes,
    pending_device,
    remove_codes,
    secret_of,
)
from lingnan.shell.forms import put_back


@signed_in
@never_cache
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Is my account safe?"""
    mine = account(request)
    keys = [row.session_key for row in mine.sign_ins.all()]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=datetime.now(UTC)).values_list(
            "session_key", flat=True
        )
    )
    context = {
        "account": mine,
        "roles": [ROLES[role].label for role in sorted(actor(request).roles) if role in ROLES],
        "has_codes": has_codes(mine),
        "codes_left": StaticToken.objects.filter(device__user=mine).count(),
        "sessions": [row for row in mine.sign_ins.all() if row.session_key in alive],
        "this_session": request.session.session_key,
    }
    return render(request, "identity/me.html", context)


@signed_in
@require_POST
def sessions(request: HttpRequest) -> HttpResponse:
    """End one of my sessions."""
    wanted = request.POST.get("end", "")
    if not wanted.isdigit():
        raise Invalid("", Label(zh="没有说明结束哪一个登录", en="Say which session to end"))
    end_session(by=actor(request), sign_in_id=int(wanted))
    return HttpResponseRedirect("/me")


@signed_in
@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change my password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            changed = change_password(
                by=actor(request), old=old, new=new, keep_session=request.session.session_key or ""
            )
        except Invalid as error:
            put_back(form, error, PasswordForm.FIELDS)
        else:
            keep_session(request, changed)
            return HttpResponseRedirect("/me")
    status = 422 if form.errors else 200
    context = {"form": form, "must": account(request).must_change_password}
    return render(request, "identity/password.html", context, status=status)


def keep_session(request: HttpRequest, changed: Account) -> None:
    """This session goes on under a new key, and stays in the list of mine."""
    before = request.session.session_key
    update_session_auth_hash(request, changed)
    changed.sign_ins.filter(session_key=before).update(session_key=request.session.session_key)


@signed_in
@never_cache
@sensitive_post_parameters("code")
def codes(request: HttpRequest) -> HttpResponse:
    """Set the six-digit code up: scan, then prove."""
    mine = account(request)
    if has_codes(mine):
        return HttpResponseRedirect("/me")
    device, form = pending_device(mine), CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recovery = confirm_codes(by=actor(request), account=mine, code=form.cleaned_data["code"].replace(" ", ""))
        except Invalid as error:
            put_back(form, error, CodeForm.FIELDS)
        else:
            otp_login(request, device)
            return render(request, "identity/recovery.html", {"codes": recovery})
    context = {"form": form, "secret": secret_of(device), "must": must_set_up_codes(actor(request), mine)}
    return render(request, "identity/codes.html", context, status=422 if form.errors else 200)


@signed_in
@never_cache
@require_GET
def drawing(request: HttpRequest) -> HttpResponse:
    """The key as a QR code; only while it is being set up."""
    mine = account(request)
    device = TOTPDevice.objects.filter(user=mine, confirmed=False).first()
    if device is None:
        raise Http404
    code = segno.make(device.config_url, error="m")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", scale=5, border=3, dark="#000", light="#fff", xmldecl=False)
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@never_cache
@sensitive_post_parameters("password")
def codes_again(request: HttpRequest, act: str) -> HttpResponse:
    """New recovery codes, or no code any more; both ask for the password."""
    mine, form = account(request), ProveForm(request.POST or None)
    if not has_codes(mine):
        raise Conflict(Label(zh="还没有开通两步验证", en="Two steps are not set up yet"))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["password"]
        try:
            if act == "remove":
                remove_codes(by=actor(request), account=mine, password=given)
                return HttpResponseRedirect("/me")
            if not mine.check_password(given):
                raise Invalid(Label(zh="密码", en="Password"), Label(zh="密码不对", en="The password is wrong"))
            return render(
                request, "identity/recovery.html", {"codes": new_recovery_codes(by=actor(request), account=mine)}
            )
        except Invalid as error:
            put_back(form, error, ProveForm.FIELDS)
    return render(request, "identity/prove.html", {"form": form, "act": act}, status=422 if form.errors else 200)
