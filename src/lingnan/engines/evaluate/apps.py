from django.apps import AppConfig


class EvaluateConfig(AppConfig):
    name = "lingnan.engines.evaluate"
    label = "evaluate"
    default_auto_field = "django.db.models.BigAutoField"
