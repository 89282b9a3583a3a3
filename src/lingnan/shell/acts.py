"""A serious act: what will happen, to how many, whether it can be undone, and why it is done."""

from dataclasses import dataclass, field

from lingnan.core.labels import Label


@dataclass(frozen=True, kw_only=True)
class SeriousAct:
    """Rendered by `shell/confirm.html` (`{"act": act, "form_error": …}`); the reason comes back as POST `reason`."""

    title: Label | str  # the question: 发布 2017 年度报告？
    consequences: tuple[Label | str, ...]  # what will happen, to how many
    undo: Label | str  # whether and how it can be undone
    verb: Label | str  # the button: 发布年度报告
    cancel_url: str
    needs_reason: bool = True
    is_destructive: bool = False
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a permit or an import; a step that is done has its address."""

    label: Label | str
    url: str = ""
    is_current: bool = False
