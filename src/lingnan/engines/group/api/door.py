"""Who comes through the API, and writes that count once however often they are sent."""

from collections.abc import Callable

from django.http import HttpRequest

from lingnan.engines.group.selectors.business import require_reader
from lingnan.engines.identity import machines
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.machines import Json, SessionDoor, TokenDoor, caller
from lingnan.engines.identity.services.tokens import declare_scope

READ = declare_scope("group:read", zh="读取工作组议事", en="Read the working group's business")
WRITE = declare_scope("group:write", zh="办理工作组议事", en="Act in the working group's business")
DOORS = [TokenDoor(read=READ, write=WRITE), SessionDoor()]


def reader(request: HttpRequest) -> Actor:
    """Who asks, if they may read the group's business."""
    by = caller(request)
    require_reader(by)
    return by


def once_only(
    request: HttpRequest, work: Callable[[Actor], Json], *, who: Callable[[HttpRequest], Actor] = reader
) -> Json:
    """Do the work of whoever asks, once for each Idempotency-Key."""
    by = who(request)
    return machines.once_only(request, by, lambda: work(by))
