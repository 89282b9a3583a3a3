"""The operators' pages: every table of the platform, to look at. Nothing is written here: every write has a service."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth import admin as _groups  # noqa: F401 -- so that its registrations can be taken back below
from django.db import models
from django.http import HttpRequest
from django_otp.plugins.otp_static import admin as _static  # noqa: F401 -- likewise
from django_otp.plugins.otp_totp import admin as _totp  # noqa: F401 -- likewise

SECRET = {"password", "session_key"}
MANY = 6


class ReadOnly(ModelAdmin):  # type: ignore[type-arg] # registered for many models
    """Look, for operators with superuser rights; add, change and delete for nobody."""

    list_per_page = 50
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Superusers only."""
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As above."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never."""
        return False


def shown(model: type[models.Model]) -> list[str]:
    """The first columns of a table, without secrets and long texts."""
    fields = [f for f in model._meta.concrete_fields if f.name not in SECRET and not isinstance(f, models.JSONField)]
    return [field.name for field in fields][:MANY]


def is_ours(model: type[models.Model]) -> bool:
    """A table of the platform that the pages can show (a key of several columns they cannot)."""
    return model.__module__.startswith("lingnan.") and not model._meta.is_composite_pk


for model in list(admin.site._registry):
    admin.site.unregister(model)
for model in apps.get_models():
    if is_ours(model):
        hidden = [field.name for field in model._meta.concrete_fields if field.name in SECRET]
        admin.site.register(model, ReadOnly, list_display=shown(model), exclude=hidden)
