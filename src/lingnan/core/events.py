"""Facts announced and heard, within one process and at once.

The row is written first; the event only wakes whoever listens. Services announce after commit
(`transaction.on_commit(lambda: announce(fact))`), and a listener that fails is logged and named, never raised:
what was written stays written, and the other listeners are heard.
"""

import dataclasses
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

logger = logging.getLogger(__name__)

Fact = TypeVar("Fact")
Listener = Callable[[Any], object]  # Any: each listener takes its own fact type; `listen` ties the two together

_listeners: dict[type[object], list[Listener]] = {}


@dataclass(frozen=True, kw_only=True)
class Deaf:
    """A listener that failed, and with what."""

    listener: str
    error: Exception


def _name(listener: Listener) -> str:
    return f"{listener.__module__}.{getattr(listener, '__qualname__', repr(listener))}"


def listen(fact_type: type[Fact], listener: Callable[[Fact], object]) -> None:
    """Have `listener` called with every fact of this type. Twice the same is once."""
    # a frozen dataclass is what a fact is: nobody changes it on its way from listener to listener
    params = getattr(fact_type, "__dataclass_params__", None)
    if not (dataclasses.is_dataclass(fact_type) and params is not None and params.frozen):
        raise TypeError(f"{fact_type.__name__} is not a frozen dataclass, so it is not a fact")
    known = _listeners.setdefault(fact_type, [])
    if listener not in known:
        known.append(listener)


def announce(fact: object) -> tuple[Deaf, ...]:
    """Tell every listener of the fact's type, in order of registration; return those that failed."""
    failed = []
    for listener in tuple(_listeners.get(type(fact), ())):
        try:
            listener(fact)
        except Exception as error:  # whatever a listener does, the written fact stands and the others hear
            logger.exception("listener %s failed on %s", _name(listener), type(fact).__name__)
            failed.append(Deaf(listener=_name(listener), error=error))
    return tuple(failed)


def listeners_of(fact_type: type[object]) -> tuple[str, ...]:
    """Who listens to this fact, by name (for the page of the house and for tests)."""
    return tuple(_name(listener) for listener in _listeners.get(fact_type, ()))


@contextmanager
def heard(fact_type: type[Fact]) -> Iterator[list[Fact]]:
    """Collect the facts of this type that are announced within the block (for tests)."""
    facts: list[Fact] = []
    listen(fact_type, cast(Callable[[Fact], object], facts.append))
    try:
        yield facts
    finally:
        _listeners[fact_type].remove(facts.append)
