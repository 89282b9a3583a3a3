from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lingnan.web"
    label = "web"

    def ready(self) -> None:
        import_module("lingnan.web.navigation")
        import_module("lingnan.web.search")
        import lingnan.checks  # noqa: F401, PLC0415 - registers what `manage.py check` asks of every sector
        from lingnan.shell.providers import answer_reference  # noqa: PLC0415
        from lingnan.web.logs import request_id  # noqa: PLC0415

        answer_reference(request_id.get)
