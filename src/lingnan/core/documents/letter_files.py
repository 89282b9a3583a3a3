"""A letter as a file: docx or PDF. What makes them is loaded when the first one is made."""

from lingnan.core.documents.letters import Letter
from lingnan.core.documents.pdf import Pdf


def make_docx(letter: Letter) -> bytes:
    """The document as docx, naming the prescribed fonts."""
    from lingnan.core.documents import letter_docx  # noqa: PLC0415  python-docx: not at web start

    return letter_docx.make(letter)


def make_letter_pdf(letter: Letter, *, note: str = "") -> Pdf:
    """The document as PDF/A; it says on its last page which fonts stand in for the prescribed ones, and `note`."""
    from lingnan.core.documents import letter_pdf  # noqa: PLC0415  Typst: not at web start

    return letter_pdf.make(letter, note=note)
