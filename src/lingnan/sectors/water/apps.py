from django.apps import AppConfig


class WaterConfig(AppConfig):
    name = "lingnan.sectors.water"
    label = "water"

    def ready(self) -> None:
        from lingnan.manifest import register  # noqa: PLC0415 - declarations are registered when all engines are loaded
        from lingnan.sectors.water.manifest import SECTOR  # noqa: PLC0415

        register(SECTOR)
