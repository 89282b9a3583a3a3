"""Regions, units, accounts, roles, calendar, notifications, files, settings and the audit chain."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from lingnan.engines.identity.fields import CanonicalJSONField


class Region(models.Model):
    """An administrative division, by its GB/T 2260 code (2, 4, 6 digits as six) or a town's nine digits."""

    LEVELS: ClassVar = [("province", "省"), ("city", "地级市"), ("county", "县区"), ("town", "镇街")]

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=10, choices=LEVELS)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [models.Index(fields=["level", "code"])]

    def __str__(self) -> str:
        return self.name


class RegionEvent(models.Model):
    """A change of the divisions: who was abolished, merged, renamed, established, when and by which source."""

    key = models.CharField(primary_key=True, max_length=60)
    year = models.PositiveSmallIntegerField()
    happened_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=40)
    old = models.CharField(max_length=400, blank=True)
    new = models.CharField(max_length=400, blank=True)
    codes = models.JSONField(default=list)
    description = models.TextField()
    source = models.CharField(max_length=400)

    class Meta:
        ordering: ClassVar = ["year", "key"]

    def __str__(self) -> str:
        return f"{self.year} {self.description}"


class Unit(models.Model):
    """A body that can answer for work: a department, a city government, an institution, the office."""

    KINDS: ClassVar = [
        ("office", "办公室"),
        ("department", "省直部门"),
        ("city_government", "市政府"),
        ("county_government", "县区政府"),
        ("institution", "事业单位"),
        ("national", "国家部门"),
        ("company", "企业"),
    ]

    key = models.CharField(primary_key=True, max_length=60)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=20, choices=KINDS)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another name by which documents call a unit (省经信委, 省经济和信息化委, …)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=80, db_index=True)
    source = models.CharField(max_length=400, blank=True, help_text="the document that calls it so")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name"], name="unit_alias_once")]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """What became of a unit: renamed, merged into or split into another, on a date, with the source."""

    before = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="successions")
    after = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="predecessors")
    happened_on = models.DateField()
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=400)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["before", "after"], name="unit_succession_once")]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class Account(AbstractUser):
    """A person's sign-in. Belongs to one unit; may do what its roles allow within that unit's reach."""

    display_name = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="zh")
    must_change_password = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.display_name or self.username


class SignIn(models.Model):
    """A session of an account: where it began, so that its owner can see and end it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.began_at}"

    @property
    def device(self) -> str:
        """Browser and system as people call them, from what the browser says of itself."""
        browsers = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
        systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS",
                   "Linux": "Linux"}  # fmt: skip
        named = [
            next((name for mark, name in table.items() if mark in self.agent), "") for table in (browsers, systems)
        ]
        return "，".join(name for name in named if name) or self.agent[:40]


class Token(models.Model):
    """A machine's key to the doors: acts for an account, for a unit, or for the installation, within its scopes."""

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of 256 random bits: the token itself is not kept
    hint = models.CharField(max_length=12)  # its first letters, to tell tokens apart
    scopes = models.JSONField()  # list of scope keys
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="tokens")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.hint}…"


class RoleGrant(models.Model):
    """A role held by an account, from a day to a day."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "role"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role}"


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a make-up working Saturday. Editable data."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Setting(models.Model):
    """A fact about this installation, such as the business date of a demonstration."""

    key = models.CharField(primary_key=True, max_length=60)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.key


class StoredFile(models.Model):
    """A file kept under its SHA-256; the same content is kept once."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A file as somebody attached it to something: `about` names the object, e.g. `plan.task:12`."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=120, db_index=True)
    by_account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    attached_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Notification(models.Model):
    """Something told to a person once; `key` makes the telling idempotent."""

    key = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notifications")
    about = models.CharField(max_length=120, db_index=True)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)
    lines = models.JSONField(
        default=list, blank=True, help_text="several things told as one: each with zh, en and url; else empty"
    )
    level = models.PositiveSmallIntegerField(default=1)
    told_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="told_once")]
        indexes: ClassVar = [models.Index(fields=["account", "read_at"])]

    def __str__(self) -> str:
        return self.text


class NightlyRun(models.Model):
    """A job of the night, once a business day: who took it, what came of it. The row is what keeps two from running."""

    job = models.CharField(max_length=60)
    day = models.DateField(help_text="the business day that it is for")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=200, blank=True)
    fault = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-day", "job"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "day"], name="nightly_once_a_day")]

    def __str__(self) -> str:
        return f"{self.job} {self.day}"


class IdempotentCall(models.Model):
    """A write that a machine asked for under a key of its own: asked again, it gets the same answer, once written."""

    caller = models.CharField(max_length=80, help_text="who asked: `account:3` or a unit or the token's name")
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="of method, address and body")
    answer = models.JSONField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["caller", "key"], name="idempotent_call_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"


class AuditEntry(models.Model):
    """One act, chained by hash to the one before. Never changed, never removed."""

    number = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    unit_key = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=60, db_index=True)
    about = models.CharField(max_length=120, db_index=True)
    summary = models.CharField(max_length=400)
    before = CanonicalJSONField(null=True)
    after = CanonicalJSONField(null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.about}"


class AuditHead(models.Model):
    """The end of the chain: one row, locked while an entry is added."""

    one = models.BooleanField(primary_key=True, default=True)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return str(self.number)
