from django.apps import AppConfig


class EnvironmentConfig(AppConfig):
    name = "lingnan.sectors.environment"
    label = "environment"

    def ready(self) -> None:
        from lingnan.manifest import register  # noqa: PLC0415 - declarations are registered when all engines are loaded
        from lingnan.sectors.environment.manifest import SECTOR  # noqa: PLC0415

        register(SECTOR)
