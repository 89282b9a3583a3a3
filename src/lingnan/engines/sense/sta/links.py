"""A page as JSON, and the link to the one behind it."""

from collections.abc import Iterable

from lingnan.engines.sense.sta import paths, shape
from lingnan.engines.sense.sta.answers import Request
from lingnan.engines.sense.sta.options import Options
from lingnan.engines.sense.sta.query import Context, Page


def next_link(page: Page, options: Options, context: Context, request: Request) -> str:
    """The same question, from behind the last row on."""
    if not page.token:
        return ""
    raw = [pair for pair in options.raw if pair[0] not in ("$skip", "$skiptoken")]
    path = "/".join(paths.segments(request.path))
    return f"{context.root}/{path}?{shape.query_text([*raw, ('$skiptoken', page.token)])}"


def listed(page: Page, items: Iterable[str], link: str) -> str:
    """A page as JSON."""
    parts = []
    if page.count is not None:
        parts.append(f'"@iot.count":{page.count}')
        if page.is_estimate:
            parts.append('"@lingnan.countIsEstimate":true')
    if link:
        parts.append(f'"@iot.nextLink":{shape.said(link)}')
    parts.append(f'"value":[{",".join(items)}]')
    return "{" + ",".join(parts) + "}"
