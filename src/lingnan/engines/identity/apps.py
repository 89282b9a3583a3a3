from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "lingnan.engines.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lingnan.engines.identity import actions, installation, navigation, search  # noqa: F401, PLC0415 -- they register themselves
        from lingnan.engines.identity.services import escalation  # noqa: F401, PLC0415 -- registers its nightly job
