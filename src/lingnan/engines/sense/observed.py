"""What a datastream observes and in which unit: as a sector declared it, else as it was told through SensorThings."""

from lingnan.core.errors import NotFound
from lingnan.core.labels import Label
from lingnan.core.quantities import Unit, unit
from lingnan.engines.sense.declare import PROPERTIES, ObservedProperty
from lingnan.engines.sense.models import Datastream

NO_UNIT = Label(zh="无单位", en="no unit")


def observed_of(stream: Datastream) -> ObservedProperty:
    """The declared property; for others the name and definition of their entry."""
    if stream.property in PROPERTIES:
        return PROPERTIES.get(stream.property)
    entry = stream.observed
    name = stream.name if stream.is_multi or entry is None else entry.name
    return ObservedProperty(
        key=stream.property,
        label=Label(zh=name or stream.property, en=name or stream.property),
        unit=stream.unit,
        standard=entry.definition if entry else "",
    )


def measured(symbol: str) -> Unit:
    """The unit of this symbol; one that nobody declared is called by its symbol."""
    try:
        return unit(symbol)
    except NotFound:
        return Unit(symbol=symbol, label=Label(zh=symbol, en=symbol) if symbol else NO_UNIT, dimension="")
