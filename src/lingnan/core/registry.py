"""Named stores: what was registered, by key; an unknown key is an error that says what is known."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeVar

from lingnan.core.errors import NotFound

T = TypeVar("T")


class Registry(Generic[T]):
    """A store of one kind of thing, fixed where it is defined.

    >>> colours: Registry[str] = Registry("colour")
    >>> _ = colours.register("red", "#f00")
    >>> colours.get("red")
    '#f00'
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._things: dict[str, T] = {}
        self._fillers: list[Callable[[], object]] = []

    def fill_with(self, filler: Callable[[], object]) -> None:
        """Run `filler` before the first look-up (it registers things): nothing heavy happens at import."""
        self._fillers.append(filler)

    def _fill(self) -> None:
        while self._fillers:
            filler = self._fillers.pop(0)  # taken out first: a filler may itself look things up
            try:
                filler()
            except BaseException:
                self._fillers.insert(0, filler)  # a store half filled must not pass for whole at the next look
                raise

    def register(self, key: str, thing: T) -> T:
        """Add a thing. The same key twice is a mistake of the programmer, unless it is the equal thing again."""
        if key in self._things and self._things[key] != thing:
            raise ValueError(f"{self.what} {key!r} is registered already, as {self._things[key]!r}")
        self._things[key] = thing
        return thing

    def get(self, key: str) -> T:
        self._fill()
        try:
            return self._things[key]
        except KeyError:
            raise NotFound(self._unknown(key)) from None

    def _unknown(self, key: str) -> str:
        near = difflib.get_close_matches(key, self._things, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        known = ", ".join(sorted(self._things)) or "none"
        return f"unknown {self.what} {key!r}{hint} (known: {known})"

    def keys(self) -> tuple[str, ...]:
        self._fill()
        return tuple(self._things)

    def items(self) -> tuple[tuple[str, T], ...]:
        self._fill()
        return tuple(self._things.items())

    def __iter__(self) -> Iterator[T]:
        self._fill()
        return iter(tuple(self._things.values()))

    def __contains__(self, key: object) -> bool:
        self._fill()
        return key in self._things

    def __len__(self) -> int:
        self._fill()
        return len(self._things)

    @contextmanager
    def swapped(self, things: Mapping[str, T]) -> Iterator[None]:
        """Within the block the store holds exactly `things`; afterwards it is as it was (for tests)."""
        self._fill()
        kept, self._things = self._things, dict(things)
        try:
            yield
        finally:
            self._things = kept
