"""The book of rules: editions are chosen by the date of the thing judged, never by today's date."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from threading import RLock

from lingnan.core.errors import Conflict, NotFound
from lingnan.rules.editions import RuleSet
from lingnan.rules.loading import load_file


class RuleBook:
    """All editions of all rules. Folders are read at the first look-up, not at import."""

    def __init__(self) -> None:
        self._editions: dict[str, tuple[RuleSet, ...]] = {}
        self._folders: list[Path] = []
        self._unread: list[Path] = []
        self._reading = RLock()  # the first pages of a server ask at once, from several threads

    def add(self, *rule_sets: RuleSet) -> None:
        """Add editions; two of one rule on the same day are refused, and so is the same edition twice."""
        kept = dict(self._editions)
        for rule_set in rule_sets:
            kept[rule_set.id] = _ordered((*kept.get(rule_set.id, ()), rule_set))
        self._editions = kept

    def add_folder(self, folder: Path) -> None:
        """Every `*.yaml` of the folder, read when the first rule is asked for. Twice the same folder is once."""
        if folder not in self._folders:
            self._folders.append(folder)
            self._unread.append(folder)

    def _read(self) -> None:
        if not self._unread:
            return
        with self._reading:
            while self._unread:
                found = [rule_set for path in sorted(self._unread[0].glob("*.yaml")) for rule_set in load_file(path)]
                self.add(*found)
                self._unread.pop(0)  # only now: a faulty folder is named at every look-up, not only at the first

    def ids(self) -> tuple[str, ...]:
        self._read()
        return tuple(sorted(self._editions))

    def editions(self, rule_id: str) -> tuple[RuleSet, ...]:
        """Every edition of a rule, oldest first."""
        self._read()
        if rule_id not in self._editions:
            raise NotFound(f"unknown rule {rule_id!r} (known: {', '.join(sorted(self._editions)) or 'none'})")
        return self._editions[rule_id]

    def edition(self, rule_id: str, name: str) -> RuleSet:
        """One edition by name, whatever its dates: to compute beside the edition in force."""
        found = self.editions(rule_id)
        for rule_set in found:
            if rule_set.edition == name:
                return rule_set
        raise NotFound(f"rule {rule_id!r} has no edition {name!r} (known: {_listing(found)})")

    def in_force(self, rule_id: str, *, on: date) -> RuleSet:
        """The edition in force on the day of the thing judged."""
        found = self.editions(rule_id)
        for rule_set in found:
            if rule_set.covers(on):
                return rule_set
        raise NotFound(f"no edition of rule {rule_id!r} is in force on {on.isoformat()} (there are: {_listing(found)})")

    @contextmanager
    def swapped(self, *rule_sets: RuleSet) -> Iterator[None]:
        """Within the block these editions stand instead of all editions of their rules (for tests)."""
        self._read()
        kept = self._editions
        changed = {rule_set.id for rule_set in rule_sets}
        self._editions = {rule_id: sets for rule_id, sets in kept.items() if rule_id not in changed}
        try:
            self.add(*rule_sets)
            yield
        finally:
            self._editions = kept


def _listing(rule_sets: Iterable[RuleSet]) -> str:
    return "; ".join(f"{rule_set.edition} {rule_set.days}" for rule_set in rule_sets)


def _ordered(rule_sets: tuple[RuleSet, ...]) -> tuple[RuleSet, ...]:
    ordered = sorted(rule_sets, key=lambda rule_set: rule_set.in_force_from)
    names = [rule_set.edition for rule_set in ordered]
    for earlier, later in pairwise(ordered):
        if names.count(later.edition) > 1:
            raise Conflict(f"rule {later.id!r} has the edition {later.edition!r} twice")
        if earlier.covers(later.in_force_from):
            both = _listing([earlier, later])
            raise Conflict(f"rule {later.id!r}: editions overlap on {later.in_force_from.isoformat()}: {both}")
    return tuple(ordered)


RULES = RuleBook()

add_folder = RULES.add_folder
edition = RULES.edition
editions = RULES.editions
in_force = RULES.in_force
