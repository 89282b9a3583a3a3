from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "lingnan.engines.report"
    label = "report"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lingnan.engines.report import actions, navigation  # noqa: F401, PLC0415  register at start
