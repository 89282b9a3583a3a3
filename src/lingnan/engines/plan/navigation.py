"""Where the plan engine's pages stand in the rail."""

from lingnan.core.labels import Label
from lingnan.engines.identity.once import once
from lingnan.engines.plan.models import Task
from lingnan.engines.plan.selectors.board import current_plan
from lingnan.engines.plan.selectors.supervision import supervision_items
from lingnan.shell.navigation import Entry, register


def tasks(by: object) -> int | None:
    """Tasks of the plan in force."""
    plan = current_plan()
    return once("plan.count", Task.objects.filter(plan=plan, parent=None).count) if plan else None


def open_items(by: object) -> int | None:
    """Supervision items that are not closed, of those that the person sees."""
    return supervision_items(by).exclude(state="closed").count()  # type: ignore[arg-type]  # the shell hands an Actor


register(
    Entry(
        section="plan",
        key="plan.board",
        label=Label(zh="任务", en="Tasks"),
        url_name="plan:board",
        order=10,
        count=tasks,
        public=True,
        on_phone=2,
        go="t",
        icon="tasks",
    )
)
register(
    Entry(
        section="plan",
        key="plan.plans",
        label=Label(zh="方案", en="Plans"),
        url_name="plan:plans",
        order=20,
        public=True,
        icon="projects",
    )
)
register(
    Entry(
        section="supervise",
        key="plan.rectification",
        label=Label(zh="整改建议", en="Proposals to mend"),
        url_name="plan:rectification",
        order=15,
    )
)
register(
    Entry(
        section="supervise",
        key="plan.supervision",
        label=Label(zh="督办事项", en="Supervision"),
        url_name="plan:supervision",
        order=10,
        count=open_items,
    )
)
register(
    Entry(
        section="plan",
        key="plan.timeline",
        label=Label(zh="时间轴", en="Timeline"),
        url_name="plan:timeline_now",
        order=12,
        public=True,
        letter="时",
    )
)
register(
    Entry(
        section="plan",
        key="plan.search",
        label=Label(zh="查全文", en="Full text"),
        url_name="plan:search",
        order=28,
        public=True,
        letter="查",
    )
)
register(
    Entry(
        section="plan",
        key="plan.calendars",
        label=Label(zh="日历订阅", en="Calendar"),
        url_name="plan:calendars",
        order=60,
        letter="历",
    )
)
register(
    Entry(
        section="plan",
        key="plan.situation",
        label=Label(zh="情况通报", en="Situation report"),
        url_name="plan:situation_now",
        order=14,
        needs="plan.report_situation",
        letter="报",
    )
)
register(
    Entry(
        section="plan",
        key="plan.division",
        label=Label(zh="年度分工", en="Division of work"),
        url_name="plan:division_now",
        order=26,
    )
)
