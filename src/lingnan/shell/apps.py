from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "lingnan.shell"
    label = "shell"
