"""Signs of the narrow rail, drawn for it: 20 px, one stroke. Chinese uses the first character instead."""

from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "todo": "M4 5.5l1.5 1.5L8 4.5M4 12.5l1.5 1.5L8 11.5M11 6h6M11 13h6",
    "tasks": "M4 5h12M4 10h12M4 15h12",
    "projects": "M3 5.5h5l1.5 2H17v8H3z",
    "meetings": "M7 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5"
    "M13.5 9.5a2 2 0 1 0 0-4M2.5 16c0-3 2-4.5 4.5-4.5s4.5 1.5 4.5 4.5M13.5 11.5c2.3 0 4 1.5 4 4",
    "sense": "M2.5 10.5h3.5l2-6 3.5 11 2-5h4",
    "map": "M3 5.5l4.5-2 5 2 4.5-2v11l-4.5 2-5-2-4.5 2zM7.5 3.5v11M12.5 5.5v11",
    "cases": "M3 11l2.5-6.5h9L17 11v5H3zM3 11h4l1 2h4l1-2h4",
    "share": "M7 10a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0M17.4 5a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0"
    "M17.4 15a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0M6.8 9l6.3-3M6.8 11l6.3 3",
    "indicators": "M3 13.5L13.5 3 17 6.5 6.5 17zM6 10.5l1.5 1.5M8.5 8l2 2M11 5.5l1.5 1.5",
    "ranking": "M4 16.5v-4h3v4M8.5 16.5v-12h3v12M13 16.5v-8h3v8M2.5 16.5h15",
    "cities": "M3 16.5v-9h5v9M8 16.5v-13h5v13M13 16.5v-6h4v6M2 16.5h16M10 6.5h1M10 9.5h1",
    "report": "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5.5M7.5 13.5h5.5",
    "supervise": "M5 17.5v-15M5 3.5h10l-2.5 3.5L15 10.5H5",
    "audit": "M10 3a7 7 0 1 1-6.5 4.5M3.5 3.5v4h4M10 6v4.5l3 1.5",
    "people": "M10 9.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4M3.5 17c0-3.5 2.8-5.5 6.5-5.5s6.5 2 6.5 5.5",
    "alerts": "M10 3a5 5 0 0 1 5 5v3.5l1.5 2.5h-13L5 11.5V8a5 5 0 0 1 5-5M8.5 16.5h3",
    "devices": "M3 4.5h14v8H3zM10 12.5v3M6.5 16h7M6 8.5h3",
    "calendar": "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3M13 3v3",
    "system": "M4 6h6M14 6h2M4 14h2M10 14h6M12 6a2 2 0 1 0-.01 0M8 14a2 2 0 1 0-.01 0",
}
OF_SECTION = {
    "todo": "todo",
    "plan": "tasks",
    "group": "meetings",
    "run": "sense",
    "evaluate": "indicators",
    "report": "report",
    "supervise": "supervise",
    "system": "system",
}


def icon(name: str) -> SafeString:
    """One sign; an unknown name is a fault of the caller."""
    return mark_safe(  # noqa: S308 - our own drawing
        '<svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.4" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{ICONS[name]}"/></svg>'
    )
