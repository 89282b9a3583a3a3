from importlib import import_module

from django.apps import AppConfig


class PlaceConfig(AppConfig):
    name = "lingnan.engines.place"
    label = "place"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in ("actions", "navigation"):
            import_module(f"{self.name}.{room}")
