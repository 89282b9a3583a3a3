"""The six-digit code of the second step, and recovery codes for when the phone is gone."""

import secrets
from base64 import b32encode

from django.db import transaction
from django_otp import devices_for_user
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from lingnan.core.errors import Conflict, Invalid
from lingnan.core.labels import Label
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Account

RECOVERY_CODES = 10


def has_codes(account: Account) -> bool:
    """Does this account sign in with a code?"""
    return bool(TOTPDevice.objects.filter(user=account, confirmed=True).exists())


def pending_device(account: Account) -> TOTPDevice:
    """The device being set up: one an account, made at first look."""
    if has_codes(account):
        raise Conflict(
            Label(
                zh="两步验证已开通；要换手机，先关闭再开通",
                en="Two-step sign-in is on already; to change the phone turn it off first",
            )
        )
    device = TOTPDevice.objects.filter(user=account, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=account, name="手机", confirmed=False)


def secret_of(device: TOTPDevice) -> str:
    """The key as people type it: base 32 in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


@transaction.atomic
def confirm_codes(*, by: Actor, account: Account, code: str) -> list[str]:
    """Prove the phone by one code; from now on it is asked for. Returns the recovery codes, to be shown once."""
    device = pending_device(account)
    if not (code.isascii() and code.isdigit() and device.verify_token(int(code))):
        raise Invalid(
            Label(zh="验证码", en="Code"),
            Label(
                zh="验证码不对；看一下手机时间是否准确，再填新出现的 6 位数字",
                en="The code is wrong; check the clock of the phone and give the next six digits",
            ),
        )
    device.confirmed = True
    device.save()
    audit.record(by=by, verb="identity.confirm_codes", about=f"identity.account:{account.pk}",
                 summary=f"{account} 开通两步验证")  # fmt: skip
    return new_recovery_codes(by=by, account=account)


@transaction.atomic
def new_recovery_codes(*, by: Actor, account: Account) -> list[str]:
    """Ten new codes, each good once; the old ones are void."""
    StaticDevice.objects.filter(user=account).delete()
    device = StaticDevice.objects.create(user=account, name="恢复码", confirmed=True)
    codes = [f"{secrets.token_hex(2)}-{secrets.token_hex(2)}" for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=code)
    audit.record(by=by, verb="identity.recovery_codes", about=f"identity.account:{account.pk}",
                 summary=f"为 {account} 生成 {RECOVERY_CODES} 个恢复码")  # fmt: skip
    return codes


@transaction.atomic
def remove_codes(*, by: Actor, account: Account, password: str) -> None:
    """Sign in without a code again; asks for the password."""
    if not account.check_password(password):
        raise Invalid(Label(zh="密码", en="Password"), Label(zh="密码不对", en="The password is wrong"))
    TOTPDevice.objects.filter(user=account).delete()
    StaticDevice.objects.filter(user=account).delete()
    audit.record(by=by, verb="identity.remove_codes", about=f"identity.account:{account.pk}",
                 summary=f"{account} 关闭两步验证")  # fmt: skip


@transaction.atomic
def matching_device(account: Account, code: str) -> Device | None:
    """The device that this code belongs to: the phone's, or a recovery code (then it is used up)."""
    code = code.strip().lower().replace(" ", "")
    for device in devices_for_user(account, for_verify=True):
        is_digits = code.isascii() and code.isdigit()
        if isinstance(device, TOTPDevice) and not is_digits:
            continue
        if device.verify_is_allowed()[0] and device.verify_token(code):
            found: Device = device
            return found
    return None
