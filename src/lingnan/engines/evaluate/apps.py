from django.apps import AppConfig


class EvaluateConfig(AppConfig):
    name = "lingnan.engines.evaluate"
    label = "evaluate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lingnan.engines.evaluate import actions, catalogue, navigation, sources  # noqa: F401, PLC0415  register at start
        from lingnan.engines.evaluate.collect import (  # noqa: F401, PLC0415
            city_notes,
            indicators,
            succession,
            todo,
        )
        from lingnan.engines.evaluate.collect import navigation as collecting  # noqa: F401, PLC0415
