"""The six lights: a state is shape, colour and word; the letter stands in text files and sheets."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lingnan.core.labels import Label


@dataclass(frozen=True, kw_only=True)
class Light:
    """One state with its word, its letter and its place in "trouble first"."""

    key: str
    label: Label
    letter: str
    order: int
    shape: str


_TICK = (
    '<path class="{}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" d="M4.2 7.2 6.2 9.2 9.9 5.2"/>'
)
LIGHTS = {
    light.key: light
    for light in (
        Light(
            key="late",
            label=Label(zh="逾期", en="Overdue"),
            letter="R",
            order=0,
            shape='<rect class="l-late" x="1" y="1" width="12" height="12" rx="1.5"/>'
            '<path class="l-mark" stroke-width="1.5" stroke-linecap="round" d="M4.7 4.7 9.3 9.3M9.3 4.7 4.7 9.3"/>',
        ),
        Light(
            key="miss",
            label=Label(zh="未报送", en="Not reported"),
            letter="M",
            order=1,
            shape='<rect class="l-none" x="1.5" y="1.5" width="11" height="11" stroke-width="1.2" '
            'stroke-dasharray="2.4 1.6"/><path class="l-none" stroke-width="1.4" d="M4.5 7h5"/>',
        ),
        Light(
            key="warn",
            label=Label(zh="临期", en="Due soon"),
            letter="Y",
            order=2,
            shape='<path class="l-warn" stroke-width="1" stroke-linejoin="round" d="M7 1.2 13.4 12.6H.6z"/>'
            '<path class="l-warn-mark" stroke-width="1.5" stroke-linecap="round" d="M7 5.4v3.2M7 10.7v.01"/>',
        ),
        Light(
            key="none",
            label=Label(zh="未启动", en="Not started"),
            letter="N",
            order=3,
            shape='<circle class="l-none" cx="7" cy="7" r="5.6" stroke-width="1.4"/>',
        ),
        Light(
            key="ok",
            label=Label(zh="正常", en="On track"),
            letter="G",
            order=4,
            shape='<circle class="l-ok" cx="7" cy="7" r="6.3"/>' + _TICK.format("l-mark"),
        ),
        Light(
            key="done",
            label=Label(zh="已完成", en="Done"),
            letter="D",
            order=5,
            shape='<circle class="l-done" cx="7" cy="7" r="5.8" stroke-width="1.3"/>' + _TICK.format("l-done"),
        ),
    )
}


def light_shape(state: str, *, name: str = "", small: bool = False) -> SafeString:
    """The shape alone. With `name` it speaks for itself (a calendar cell); else the word stands beside it."""
    shape = mark_safe(LIGHTS[state].shape)  # noqa: S308 - our own drawing
    size = " small" if small else ""
    if name:
        return format_html(
            '<svg class="light-shape{}" viewBox="0 0 14 14" role="img" aria-label="{}">{}</svg>', size, name, shape
        )
    return format_html('<svg class="light-shape{}" viewBox="0 0 14 14" aria-hidden="true">{}</svg>', size, shape)
