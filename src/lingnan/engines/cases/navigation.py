"""The rail's entry of the cases engine."""

from lingnan.core.labels import Label
from lingnan.engines.cases.models import Case
from lingnan.shell.navigation import Entry, register
from lingnan.shell.providers import Visitor


def open_cases(by: Visitor) -> int | None:
    """Cases that are not closed; no badge where there is none."""
    return Case.objects.filter(state="open").count() or None


register(
    Entry(
        section="run",
        key="cases.list",
        label=Label(zh="案件", en="Cases"),
        url_name="cases:cases",
        icon="cases",
        order=30,
        count=open_cases,
        needs="cases.read",
    )
)
