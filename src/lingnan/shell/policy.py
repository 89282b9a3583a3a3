"""The content security policy of pages that draw maps and charts."""

from collections.abc import Callable
from typing import TypeVar, cast

from csp.decorators import csp_update
from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def allows_drawings(view: View) -> View:
    """MapLibre and ECharts set styles on the elements they make; nothing else of the strict policy is loosened."""
    return cast(View, csp_update({"style-src": ["'unsafe-inline'"]})(view))
