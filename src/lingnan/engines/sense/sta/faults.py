"""What the door refuses, as SensorThings clients read it: a status and one sentence with place and what is allowed."""

from lingnan.core.errors import LingnanError


class Refused(LingnanError):
    """A request that cannot be done as it was asked; `status` is the HTTP status."""

    status = 400

    def __init__(self, reason: str, *, status: int = 400, where: str = "", allowed: str = "") -> None:
        place = f"{where}: " if where else ""
        tail = f" (allowed: {allowed})" if allowed else ""
        super().__init__(f"{place}{reason}{tail}")
        self.status = status


def missing(what: str) -> Refused:
    """404 for a thing that is not there (or that the asker may not know of)."""
    return Refused(f"{what} not found", status=404)
