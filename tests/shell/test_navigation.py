"""The rail shows each visitor the entries that are theirs, in the order of the loop."""

from collections.abc import Iterator

import pytest

from lingnan.core.labels import Label
from lingnan.shell import navigation, providers
from lingnan.shell.context import Nobody
from lingnan.shell.navigation import Entry, groups, register


class Clerk:
    """Somebody signed in."""

    name, account_id, unit_name, is_public = "陈洁", 1, "清远市住房城乡建设局", False


@pytest.fixture
def rail() -> Iterator[dict[str, Entry]]:
    kept, allowed = dict(navigation.ENTRIES), providers.ANSWERS.allowed
    navigation.ENTRIES.clear()
    yield navigation.ENTRIES
    navigation.ENTRIES.clear()
    navigation.ENTRIES.update(kept)
    providers.ANSWERS.allowed = allowed


def entry(key: str, section: navigation.Section, **more: object) -> Entry:
    return register(Entry(key=key, section=section, label=Label(zh=key, en=key), url_name="shell:design", **more))  # type: ignore[arg-type]


def keys(by: providers.Visitor, path: str = "/x") -> list[str]:
    return [line.key for group in groups(by, path=path) for line in group.lines]


@pytest.mark.usefixtures("rail")
def test_sections_stand_in_the_order_of_the_loop() -> None:
    entry("d", "report")
    entry("c", "evaluate", order=2)
    entry("b", "evaluate", order=1)
    entry("a", "todo")
    assert keys(Clerk()) == ["a", "b", "c", "d"]


@pytest.mark.usefixtures("rail")
def test_a_visitor_without_account_sees_public_entries_only() -> None:
    entry("mine", "todo")
    entry("open", "evaluate", public=True)
    assert keys(Nobody()) == ["open"]


@pytest.mark.usefixtures("rail")
def test_an_entry_that_needs_a_right_is_shown_to_who_has_it() -> None:
    entry("adopt", "plan", needs="plan.adopt")
    providers.answer_allowed(lambda by, action: False)
    assert keys(Clerk()) == []
    providers.answer_allowed(lambda by, action: action == "plan.adopt")
    assert keys(Clerk()) == ["adopt"]


@pytest.mark.usefixtures("rail")
def test_the_current_entry_is_the_one_whose_address_goes_on_longest() -> None:
    entry("design", "plan")
    register(Entry(key="search", section="plan", label=Label(zh="搜", en="s"), url_name="shell:search"))
    here = [line.key for group in groups(Clerk(), path="/design/confirm") for line in group.lines if line.is_current]
    assert here == ["design"]


@pytest.mark.usefixtures("rail")
def test_a_page_that_does_not_exist_yet_is_not_offered() -> None:
    register(Entry(key="later", section="plan", label=Label(zh="以后", en="later"), url_name="nowhere:page"))
    assert keys(Clerk()) == []


@pytest.mark.usefixtures("rail")
def test_a_key_stands_once() -> None:
    entry("twice", "plan")
    with pytest.raises(ValueError, match="twice"):
        entry("twice", "run")
