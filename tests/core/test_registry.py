import pytest

from lingnan.core.errors import NotFound
from lingnan.core.registry import Registry


@pytest.fixture
def colours() -> Registry[str]:
    store: Registry[str] = Registry("colour")
    store.register("red", "#f00")
    store.register("green", "#0f0")
    return store


def test_an_unknown_name_says_what_is_known(colours: Registry[str]) -> None:
    with pytest.raises(NotFound, match=r"unknown colour 'gren'; did you mean 'green'\? \(known: green, red\)"):
        colours.get("gren")


def test_a_name_is_given_once(colours: Registry[str]) -> None:
    colours.register("red", "#f00")  # the same again, as when a module is imported by two paths
    with pytest.raises(ValueError, match="registered already"):
        colours.register("red", "#e00")


def test_a_test_can_swap_and_puts_back(colours: Registry[str]) -> None:
    with colours.swapped({"blue": "#00f"}):
        assert colours.keys() == ("blue",)
    assert colours.keys() == ("red", "green")


def test_a_store_fills_itself_at_the_first_look(colours: Registry[str]) -> None:
    calls: list[str] = []
    colours.fill_with(lambda: calls.append(colours.register("blue", "#00f")))
    assert not calls
    assert "blue" in colours
    assert len(colours) == 3
    assert calls == ["#00f"]
