from django.apps import AppConfig


class SenseConfig(AppConfig):
    name = "lingnan.engines.sense"
    label = "sense"
    default_auto_field = "django.db.models.BigAutoField"
