"""Tables as lines of text: cells parted by tabs, so that every form of file meets the same table reader."""

from collections.abc import Iterable, Sequence


def cell_line(cells: Iterable[str]) -> str:
    """One row as a line; breaks and tabs inside a cell become blanks."""
    return "\t".join(" ".join(cell.split()) for cell in cells)


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of a table as lines, all as wide as the widest."""
    width = max((len(row) for row in rows), default=0)
    return [cell_line([*row, *[""] * (width - len(row))]) for row in rows]
