from importlib import import_module

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "lingnan.engines.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in (
            "actions",
            "attachments",
            "todo",
            "listeners",
            "indexing",
            "finding",
            "navigation",
            "city_notes",
            "handover",
            "services.reminders",
        ):
            import_module(f"{self.name}.{room}")
