"""PDF/A with Chinese: the same input gives the same bytes; a character no font has is said, not lost in silence."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lingnan.core.documents.pdf import STAND_IN, Pdf, lacking_in, make_pdf

TEMPLATE = """
#let d = json("data.json")
#set text(font: "Noto Sans SC", lang: "zh")
#d.text
#d.replaced.join("、")
"""
WHEN = datetime(2018, 4, 16, tzinfo=UTC)


def made(text: str) -> Pdf:
    return make_pdf(template=TEMPLATE, data={"text": text}, made_at=WHEN)


def text_of(pdf: Pdf, tmp_path: Path) -> str:
    file = tmp_path / "x.pdf"
    file.write_bytes(pdf.content)
    return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout


def test_the_same_input_gives_the_same_bytes() -> None:
    assert made("广东省智慧城市").content == made("广东省智慧城市").content


def test_chinese_can_be_read_back(tmp_path: Path) -> None:
    assert "广东省智慧城市，第 12 名" in text_of(made("广东省智慧城市，第 12 名"), tmp_path)


def test_a_character_no_font_has_is_replaced_and_named(tmp_path: Path) -> None:
    # U+20BB7 is an everyday variant in names; the free fonts lack it
    pdf = made("李\U00020bb7好")
    assert pdf.replaced == ("\U00020bb7",)
    text = text_of(pdf, tmp_path)
    assert f"李{STAND_IN}好" in text
    assert "U+20BB7" in text


def test_two_lacking_characters_are_both_named() -> None:
    assert set(made("\U00020bb7甲\U0002a6d6").replaced) == {"\U00020bb7", "\U0002a6d6"}


def test_markup_in_the_data_is_not_run(tmp_path: Path) -> None:
    assert '#read("/etc/passwd")' in text_of(made('#read("/etc/passwd") *粗*'), tmp_path)


@pytest.mark.parametrize(
    ("message", "lacking"),
    [
        ('PDF/A-2b error: the text `"𠮷"` could not be displayed with font `"Noto Sans SC"`', ["𠮷"]),
        ('PDF/A-2b error: the text `"\\u{e000}"` could not be displayed with font `"x"`', ["\ue000"]),
        ("unknown variable: x", []),
    ],
)
def test_the_lacking_characters_are_read_from_the_message(message: str, lacking: list[str]) -> None:
    assert lacking_in(message) == lacking
