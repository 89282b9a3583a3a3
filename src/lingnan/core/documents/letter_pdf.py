"""An official document as PDF/A through Typst: the layout of the standard, with the fonts that are here."""

from datetime import datetime, time
from pathlib import Path

from lingnan.core import words
from lingnan.core.clock import ZONE
from lingnan.core.documents import letters as gb
from lingnan.core.documents.letters import Annex, Letter, Part
from lingnan.core.documents.pdf import Pdf, make_pdf

TEMPLATE = Path(__file__).resolve().parent / "letter.typ"
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
STANDS_FOR = {gb.BODY: SERIF, gb.SECOND: SERIF, gb.TITLE: SERIF, gb.HEAD: SANS, gb.DIGITS: SERIF}
NAMES = {SERIF: "思源宋体", SANS: "思源黑体"}


def make(letter: Letter, *, note: str = "") -> Pdf:
    """The same places, sizes and lines as the docx; a note under the last page says what stands for what."""
    data = {
        **_numbers(),
        "title": letter.title,
        "title_lines": gb.title_lines(letter.title),
        "masthead": letter.masthead,
        "masthead_points": gb.masthead_points(letter.masthead),
        "number": letter.number,
        "to": letter.to,
        "parts": [_part(part) for part in letter.parts],
        "issuer": letter.issuer,
        "dated": words.day(letter.signed_on),
        "signature": list(gb.signature_places(letter)),
        "attendance": [{"name": name, "people": people, "width": gb.width(name)} for name, people in letter.attendance],
        "remark": letter.remark,
        "record": _record(letter),
        "annex_lines": gb.annex_lines(letter.annexes) if letter.annexes else [],
        "annexes": [_annex(annex, at, len(letter.annexes)) for at, annex in enumerate(letter.annexes)],
        "substituted": substituted() + note,
    }
    made_at = datetime.combine(letter.signed_on, time(), tzinfo=ZONE)
    return make_pdf(template=TEMPLATE.read_text(encoding="utf-8"), data=data, made_at=made_at)


def substituted() -> str:
    """Which font stands for which: `本 PDF 以思源宋体代替仿宋_GB2312、…`."""
    said = []
    for font, name in NAMES.items():
        wanted = "、".join(prescribed for prescribed, here in STANDS_FOR.items() if here == font)
        said.append(f"以{name}代替{wanted}")
    return f"本 PDF {'，'.join(said)}；正式印发请用 docx。"


def _numbers() -> dict[str, object]:
    """The numbers of the standard for the template, so that they stand in one place."""
    return {
        "top": gb.TOP,
        "left": gb.LEFT,
        "right": gb.RIGHT,
        "bottom": gb.BOTTOM,
        "line": gb.LINE_POINTS,
        "tracking": gb.CHARACTER_POINTS - gb.BODY_POINTS,
        "body_points": gb.BODY_POINTS,
        "title_points": gb.TITLE_POINTS,
        "small_points": gb.SMALL_POINTS,
        "table_points": gb.TABLE_POINTS,
        "serif": SERIF,
        "sans": SANS,
    }


def _part(part: Part) -> dict[str, object]:
    return {"text": part.text, "level": part.level, "lead": part.lead}


def _record(letter: Letter) -> list[list[str]]:
    copies = [[f"抄送：{letter.copies}。", ""]] if letter.copies else []
    printed = [[letter.printed_by, f"{words.day(letter.signed_on)}印发"]] if letter.printed_by else []
    return copies + printed


def _annex(annex: Annex, place: int, of: int) -> dict[str, object]:
    return {
        "name": gb.annex_name(place, of),
        "title_lines": gb.title_lines(annex.title),
        "columns": list(annex.columns),
        "rows": [list(row) for row in annex.rows],
        "shares": list(annex.shares or [1] * len(annex.columns)),
        "is_wide": annex.is_wide,
        "note": annex.note,
    }
