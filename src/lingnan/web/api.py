"""The one API object. Each engine brings a router; errors become problem+json in one place."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from lingnan import __version__
from lingnan.core.errors import LingnanError
from lingnan.web.middleware import problem

api = NinjaAPI(title="Lingnan 岭南", version=__version__, urls_namespace="api")


@api.exception_handler(LingnanError)
def known_error(request: HttpRequest, error: LingnanError) -> HttpResponse:
    """A known error as problem+json with its status."""
    return api.create_response(request, problem(error), status=error.status)


for engine in settings.ENGINES:
    if find_spec(f"lingnan.engines.{engine}.api"):
        api.add_router(f"/{engine}", import_module(f"lingnan.engines.{engine}.api").router)
