"""What the search box finds of identity: units under any name, and people."""

from collections.abc import Iterator
from functools import lru_cache

from lingnan.core.labels import Label
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Unit
from lingnan.engines.identity.rights import scope
from lingnan.engines.identity.selectors.people import people
from lingnan.shell.providers import Visitor
from lingnan.shell.search import Hit, register

LATIN_AT_LEAST = 2


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """First letters of the pinyin: 省教育厅 → sjyt."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- not at web start

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def find_units(by: Visitor, text: str) -> Iterator[Hit]:
    """Units by name, former name, alias, English name or pinyin initials; only for who may open their pages."""
    if not isinstance(by, Actor) or not scope(by, "identity.manage_units").allows():
        return
    wanted = text.lower()
    is_latin = wanted.isascii() and len(wanted) >= LATIN_AT_LEAST
    for unit in Unit.objects.prefetch_related("aliases"):
        names = [unit.name, *[alias.name for alias in unit.aliases.all()]]
        said = [name for name in names if wanted in name]
        by_letters = is_latin and any(initials(name).startswith(wanted) for name in names)
        if said or by_letters or (is_latin and wanted in unit.name_en.lower()):
            note = said[0] if said and said[0] != unit.name else ""
            ended = f"{unit.valid_to} 止" if unit.valid_to else ""
            label = Label(zh=unit.name, en=unit.name_en or unit.name)
            yield Hit(
                title=label, url=f"/manage/units/{unit.key}", note=" ".join(part for part in (note, ended) if part)
            )


def find_people(by: Visitor, text: str) -> Iterator[Hit]:
    """People by name or account, as far as the visitor may see them."""
    if not isinstance(by, Actor) or not scope(by, "identity.see_people").allows():
        return
    wanted = text.lower()
    for account in people(by):
        if wanted in f"{account.display_name} {account.username}".lower():
            note = account.unit.name if account.unit else ""
            yield Hit(title=str(account), url=f"/manage/people/{account.pk}", note=note)


register("identity.units", Label(zh="单位", en="Units"), find_units, order=40)
register("identity.people", Label(zh="人员", en="People"), find_people, order=60)
