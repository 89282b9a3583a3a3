"""The token file keeps the contrasts it promises, in light and dark; nothing else names a colour."""

import re
from pathlib import Path

import pytest

import lingnan.shell

STATIC = Path(lingnan.shell.__file__).parent / "static" / "lingnan"
CSS = (STATIC / "tokens.css").read_text()
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklab|oklch)\(")


def block(selector: str, *, inside: str = "") -> dict[str, str]:
    """The custom properties of the rule with this selector that holds colours."""
    text = CSS[CSS.index(inside) :] if inside else CSS
    for found in re.finditer(re.escape(selector) + r" \{(.*?)\}", text, re.DOTALL):
        pairs = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", found[1]))
        if "text" in pairs:
            return pairs
    raise AssertionError(f"no block of colours for {selector}")


LIGHT = block(":root")
DARK = block(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_ends_that_the_guideline_names() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "ok", "warn", "late", "none"])
@pytest.mark.parametrize("ground", ["surface", "ground", "sunken"])
def test_words_stand_out_from_every_ground(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["accent", "ok", "warn", "late", "none"])
def test_words_stand_out_from_their_own_soft_ground(theme: dict[str, str], ink: str) -> None:
    assert contrast(theme[ink], theme[f"{ink}-soft"]) >= 4.5
    assert contrast(theme["text"], theme[f"{ink}-soft"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_stands_on_colour_is_readable(theme: dict[str, str]) -> None:
    assert contrast(theme["on-accent"], theme["accent"]) >= 4.5
    assert contrast(theme["surface"], theme["late"]) >= 4.5  # the count badge


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("shape", ["edge", "focus", "light-ok", "light-late", "light-warn-edge", "none"])
def test_shapes_and_edges_stand_out_from_the_surface(theme: dict[str, str], shape: str) -> None:
    assert contrast(theme[shape], theme["surface"]) >= 3


def test_every_name_on_a_map_has_an_ink_that_reads() -> None:
    ink, paper = (re.search(rf"--map-{name}: (#[0-9a-f]{{6}})", CSS)[1] for name in ("ink", "paper"))  # type: ignore[index]
    for theme in (LIGHT, DARK):
        for name in (
            f"{scale}-{step}"
            for scale, steps in (("seq5", 5), ("seq7", 7), ("div7", 7))
            for step in range(1, steps + 1)
        ):
            assert max(contrast(ink, theme[name]), contrast(paper, theme[name])) >= 4.5, name


def test_both_ways_to_the_dark_theme_hold_the_same_values() -> None:
    assert block(':root:not([data-theme="light"])', inside="@media (prefers-color-scheme: dark)") == DARK


def test_both_themes_define_the_same_names() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_only_the_token_file_names_a_colour() -> None:
    """The favicon cannot read tokens; it is the one exception."""
    files = [path for path in STATIC.iterdir() if path.name not in {"tokens.css", "mark.svg"}]
    found = {
        f"{path.name}: {hit}"
        for path in files
        for hit in COLOUR.findall(re.sub(r'url\(#\w+\)|["\'`]#[a-z-]+["\'`]', "", path.read_text()))
    }
    assert not found


def test_every_token_used_is_defined() -> None:
    used = {name for path in STATIC.glob("*.css") for name in re.findall(r"var\(--([a-z0-9-]+)", path.read_text())}
    assert used <= set(re.findall(r"--([a-z0-9-]+):", CSS))
