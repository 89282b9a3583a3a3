"""Tables: declare columns, give rows, bind to the request; sort, filter, columns and page live in the address."""

from lingnan.shell.tables.bind import BoundTable, bind
from lingnan.shell.tables.declare import Batch, Choice, Column, Filter, State, Table

__all__ = ["Batch", "BoundTable", "Choice", "Column", "Filter", "State", "Table", "bind"]
