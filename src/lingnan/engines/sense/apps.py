from importlib import import_module

from django.apps import AppConfig


class SenseConfig(AppConfig):
    name = "lingnan.engines.sense"
    label = "sense"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in ("actions", "navigation", "layers"):
            import_module(f"{self.name}.{room}")
