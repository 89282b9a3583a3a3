"""GET: the landing document, collections, entities, properties, references, and the other forms of a result."""

import json

from lingnan.engines.sense.sta import forms, paths, query, shape
from lingnan.engines.sense.sta.answers import Answer, Request
from lingnan.engines.sense.sta.entities import LISTED
from lingnan.engines.sense.sta.faults import missing
from lingnan.engines.sense.sta.links import listed, next_link
from lingnan.engines.sense.sta.options import Options, read_query
from lingnan.engines.sense.sta.paths import Target
from lingnan.engines.sense.sta.query import Context

SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/"
DATAMODEL = ("thing", "location", "historical-location", "datastream", "sensor", "observed-property", "observation",
             "feature-of-interest", "relations")  # fmt: skip
READING = ("resource-path/resource-path-to-entities", "request-data/order", "request-data/expand",
           "request-data/select", "request-data/status-code", "request-data/query-status-code", "request-data/orderby",
           "request-data/top", "request-data/skip", "request-data/count", "request-data/filter",
           "request-data/built-in-filter-operations", "request-data/built-in-query-functions",
           "request-data/pagination")  # fmt: skip
WRITING = ("create-update-delete/create-entity", "create-update-delete/link-to-existing-entities",
           "create-update-delete/deep-insert", "create-update-delete/deep-insert-status-code",
           "create-update-delete/update-entity", "create-update-delete/delete-entity",
           "create-update-delete/historical-location-auto-creation", "batch-request/batch-request",
           "multi-datastream/properties", "multi-datastream/relations", "multi-datastream/constraints",
           "data-array/data-array")  # fmt: skip
OTHERS = (
    "http://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html",
    "https://fraunhoferiosb.github.io/FROST-Server/extensions/DataArray.html",
    "https://fraunhoferiosb.github.io/FROST-Server/extensions/GeoJSON-ResultFormat.html",
    "https://github.com/INSIDE-information-systems/SensorThingsAPI/blob/master/EntityLinking/Linking.md#Expand",
)


def landing(root: str) -> Answer:
    """What there is, and which parts of the standard are kept."""
    conformance = [*(f"{SPEC}req/datamodel/{name}" for name in DATAMODEL), f"{SPEC}req/datamodel",
                   *(f"{SPEC}req/{name}" for name in (*READING, *WRITING)), *OTHERS]  # fmt: skip
    sets = [{"name": entity.plural, "url": f"{root}/{entity.plural}"} for entity in LISTED]
    body = {"value": sets, "serverSettings": {"conformance": conformance}}
    return Answer(body=json.dumps(body))


def read(request: Request, context: Context) -> Answer:
    """Answer a GET."""
    if not request.path.strip("/"):
        return landing(context.root)
    options = read_query(request.query)
    target = paths.resolve(request.path, context)
    if target.steps:
        return property_of(target, context)
    if target.is_one:
        return entity_of(target, options, context)
    return collection_of(target, options, context, request)


def entity_of(target: Target, options: Options, context: Context) -> Answer:
    if target.ending == "$ref":
        key = paths.row_key(target, context)
        place = shape.address(context.root, target.entity, shape.identifier(target.entity, key))
        return Answer(body=f'{{"@iot.selfLink":"{place}"}}')
    text = (
        query.single(target.entity, target.key or (), options, context, target.parent)
        if (target.key is not None)
        else query.single_related(target.entity, options, context, target.parent)
    )
    if text is None:
        raise missing(target.entity.name)
    return Answer(body=text)


def property_of(target: Target, context: Context) -> Answer:
    """`Things(1)/name`, `Things(1)/properties/region/$value`."""
    name = target.steps[0]
    options = Options(select=(name,))
    text = (
        query.single(target.entity, target.key or (), options, context, target.parent)
        if (target.key is not None)
        else query.single_related(target.entity, options, context, target.parent)
    )
    if text is None:
        raise missing(target.entity.name)
    value = json.loads(text, parse_float=forms.Exact)
    value = value.get("@iot.id" if name == "id" else name)
    for step in target.steps[1:]:
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            raise missing("/".join(target.steps))
    if value is None:
        return Answer(status=204)
    if target.ending == "$value":
        plain = value if isinstance(value, str) else forms.dumped(value)
        return Answer(body=str(plain), kind="text/plain; charset=utf-8")
    return Answer(body=f"{{{shape.said(target.steps[-1])}:{forms.dumped(value)}}}")


def collection_of(target: Target, options: Options, context: Context, request: Request) -> Answer:
    if target.ending == "$count":
        counted = Options(**{**options.__dict__, "count": True, "top": 0, "expand": ()})
        page = query.collection(target.entity, counted, context, target.parent)
        return Answer(body=str(page.count), kind="text/plain; charset=utf-8")
    if target.ending == "$ref":
        options = Options(**{**options.__dict__, "select": ("@iot.selfLink",), "expand": ()})
    form = forms.FORMS.get(options.format)
    if form:
        return form(target, options, context, request)
    page = query.collection(target.entity, options, context, target.parent)
    items = page.items
    if target.ending == "$ref":
        items = [f'{{"@iot.selfLink":{shape.said(json.loads(item)["@iot.selfLink"])}}}' for item in items]
    return Answer(body=listed(page, items, next_link(page, options, context, request)))
