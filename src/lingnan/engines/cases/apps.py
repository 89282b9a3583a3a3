from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lingnan.engines.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in ("actions", "listeners", "navigation", "todo", "handover"):
            import_module(f"{self.name}.{room}")
