from importlib import import_module

from django.apps import AppConfig

ROOMS = (
    "actions",
    "attachments",
    "todo",
    "navigation",
    "handover",
    "indicators",
    "indexing",
    "nightly",
)  # mostly packages: a module a noun


class GroupConfig(AppConfig):
    name = "lingnan.engines.group"
    label = "group"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in ROOMS:
            import_module(f"{self.name}.{room}")
