"""Sign-in through the page: what is right opens, what is wrong is never told, too much is locked."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lingnan.engines.identity.actor import actor_of
from lingnan.engines.identity.models import Account, AuditEntry, SignIn
from lingnan.engines.identity.services.codes import confirm_codes, pending_device

pytestmark = pytest.mark.usefixtures("town", "quick_passwords")
SECRET = "a long secret"


def post(client: Client, username: str, password: str = SECRET, code: str = "", **more: str) -> object:
    return client.post("/sign-in", {"username": username, "password": password, "code": code, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_of(account: Account, steps: int = 0) -> str:
    device = TOTPDevice.objects.get(user=account)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = datetime.now(UTC).timestamp() + steps * device.step
    return f"{totp.token():06d}"


def with_codes(account: Account) -> list[str]:
    pending_device(account)
    codes = confirm_codes(by=actor_of(account), account=account, code=code_of(account))
    TOTPDevice.objects.filter(user=account).update(last_t=-1)  # so that the same half minute may be used once more
    return codes


def test_the_right_password_opens_and_is_recorded(client: Client, person: Callable[..., Account]) -> None:
    account = person("zhang", "gd-education", "liaison")
    response = post(client, " Zhang ")
    assert response.status_code == 302
    assert signed_in(client)
    assert AuditEntry.objects.filter(verb="identity.sign_in", about=f"identity.account:{account.pk}").count() == 1


def test_what_was_wrong_is_not_told(client: Client, person: Callable[..., Account]) -> None:
    with_codes(person("zhang", "gd-education"))
    person("off", "gd-education")
    Account.objects.filter(username="off").update(is_active=False)
    said = set()
    for attempt in (
        ("zhang", "wrong", ""),
        ("zhang", SECRET, ""),
        ("zhang", SECRET, "000000"),
        ("nobody", "x", ""),
        ("off", SECRET, ""),
    ):
        response = post(Client(), *attempt)
        assert response.status_code == 401
        text = re.sub(r' value="[^"]*"', "", response.content.decode())
        said.add(re.sub(r"csrf[^>]*>", "", text))
    assert len(said) == 1


def test_a_typed_name_that_is_nobodys_is_not_kept_in_the_trail(client: Client) -> None:
    post(client, "my-secret-typed-in-the-wrong-field", "x")
    assert not AuditEntry.objects.exists()


def test_five_failures_lock_the_name_for_a_time_even_for_the_right_password(
    client: Client, person: Callable[..., Account]
) -> None:
    person("zhang", "gd-education")
    for _ in range(4):
        assert post(client, "zhang", "wrong").status_code == 401
    assert post(client, "zhang", "wrong").status_code == 429
    response = post(client, "zhang")
    assert response.status_code == 429
    assert "15 分钟" in response.content.decode()
    assert not signed_in(client)
    assert AuditEntry.objects.filter(verb="identity.lock_out").exists()
    AccessAttempt.objects.update(attempt_time=datetime.now(UTC) - timedelta(minutes=16))
    assert post(client, "zhang").status_code == 302


def test_a_name_that_does_not_exist_is_locked_alike(client: Client) -> None:
    answers = [post(client, "nobody", "x").status_code for _ in range(6)]
    assert answers == [401, 401, 401, 401, 429, 429]


def test_a_success_forgets_the_failures(client: Client, person: Callable[..., Account]) -> None:
    person("zhang", "gd-education")
    for _ in range(3):
        for _ in range(3):
            post(Client(), "zhang", "wrong")
        assert post(Client(), "zhang").status_code == 302


def test_wrong_codes_lock_too(client: Client, person: Callable[..., Account]) -> None:
    with_codes(person("zhang", "gd-education"))
    answers = [post(client, "zhang", SECRET, "000000").status_code for _ in range(5)]
    assert answers[-1] == 429


def test_the_code_is_asked_once_it_is_set_up(client: Client, person: Callable[..., Account]) -> None:
    account = person("zhang", "gd-education")
    with_codes(account)
    assert post(client, "zhang").status_code == 401
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert post(client, "zhang", SECRET, code_of(account)).status_code == 302


def test_a_code_is_good_once(person: Callable[..., Account]) -> None:
    account = person("zhang", "gd-education")
    with_codes(account)
    code = code_of(account)
    assert post(Client(), "zhang", SECRET, code).status_code == 302
    assert post(Client(), "zhang", SECRET, code).status_code == 401


def test_a_recovery_code_opens_once(person: Callable[..., Account]) -> None:
    account = person("zhang", "gd-education")
    codes = with_codes(account)
    assert len(set(codes)) == 10
    assert post(Client(), "zhang", SECRET, codes[0].upper()).status_code == 302
    assert post(Client(), "zhang", SECRET, codes[0]).status_code == 401
    assert StaticToken.objects.count() == 9


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/plan/x", "/plan/x"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:evil.example", "/"),
        ("", "/"),
    ],
)
def test_no_open_redirect(client: Client, person: Callable[..., Account], target: str, goes_to: str) -> None:
    person("zhang", "gd-education")
    assert post(client, "zhang", next=target)["Location"] == goes_to


def test_at_most_three_sessions_the_oldest_ends(person: Callable[..., Account]) -> None:
    account = person("zhang", "gd-education")
    clients = [Client() for _ in range(4)]
    for client in clients:
        post(client, "zhang")
    assert SignIn.objects.filter(account=account).count() == 3
    assert [client.get("/me").status_code for client in clients] == [302, 200, 200, 200]


def test_one_ends_the_own_sessions_and_nobody_elses(person: Callable[..., Account]) -> None:
    person("zhang", "gd-education")
    person("li", "gd-police")
    mine, phone, other = Client(), Client(), Client()
    post(mine, "zhang")
    post(phone, "zhang")
    post(other, "li")
    sign_in = SignIn.objects.get(session_key=phone.session.session_key)
    assert other.post("/me/sessions", {"end": sign_in.pk}).status_code == 404
    assert phone.get("/me").status_code == 200
    assert mine.post("/me/sessions", {"end": sign_in.pk}).status_code == 302
    assert phone.get("/me").status_code == 302


def test_sign_out_is_a_post(client: Client, person: Callable[..., Account]) -> None:
    person("zhang", "gd-education")
    post(client, "zhang")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert not signed_in(client)
    assert not SignIn.objects.exists()


def test_a_closed_account_is_out_at_once(client: Client, person: Callable[..., Account]) -> None:
    account = person("zhang", "gd-education")
    post(client, "zhang")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get("/me").status_code == 302


def test_the_code_page_shows_a_drawing_and_then_recovery_codes(client: Client, person: Callable[..., Account]) -> None:
    account = person("zhang", "gd-education")
    post(client, "zhang")
    page = client.get("/me/codes").content.decode()
    assert "/me/codes/qr.svg" in page
    drawing = client.get("/me/codes/qr.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "no-store" in drawing["Cache-Control"]
    assert client.post("/me/codes", {"code": "000000"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    page = client.post("/me/codes", {"code": code_of(account)}).content.decode()
    for token in StaticToken.objects.all():
        assert token.token in page
    assert client.get("/me/codes/qr.svg").status_code == 404  # once confirmed, the secret is shown no more


def test_where_codes_are_required_other_pages_wait(
    client: Client, person: Callable[..., Account], settings: object
) -> None:
    settings.REQUIRE_TOTP = True  # type: ignore[attr-defined]
    person("o", "gd-office", "office")
    post(client, "o")
    assert client.get("/notifications")["Location"].startswith("/me/codes")
    assert client.get("/me/codes").status_code == 200
    other = Client()
    person("l", "gd-education", "liaison")
    post(other, "l")
    assert other.get("/notifications").status_code == 200


def test_a_first_password_must_be_changed(client: Client, person: Callable[..., Account]) -> None:
    account = person("zhang", "gd-education")
    Account.objects.filter(pk=account.pk).update(must_change_password=True)
    post(client, "zhang")
    assert client.get("/notifications")["Location"].startswith("/me/password")
    answer = client.post("/me/password", {"old": SECRET, "new": "quite another one", "again": "quite another one"})
    assert answer.status_code == 302
    assert client.get("/notifications").status_code == 200


def test_the_session_changes_its_key_at_sign_in(client: Client, person: Callable[..., Account]) -> None:
    person("zhang", "gd-education")
    client.get("/sign-in")
    before = client.session.session_key
    post(client, "zhang")
    assert client.session.session_key != before


def test_last_sign_in_is_noted_by_django() -> None:
    assert user_logged_in.receivers
    assert settings.SESSION_COOKIE_HTTPONLY
