"""Numbers of the year: 2018-003."""

from django.db.models import Model


def next_number(model: type[Model], year: int, *, prefix: str = "") -> str:
    """The next free number of a table whose column `number` holds prefix, year and place."""
    head = f"{prefix}{year}-"
    last = model._default_manager.filter(number__startswith=head).order_by("-pk").values_list("number", flat=True)[:1]
    return f"{head}{int(last[0].removeprefix(head)) + 1 if last else 1:03d}"
