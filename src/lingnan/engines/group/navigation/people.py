"""Members, experts, exchange, oversight of cities, scorecards."""

from lingnan.core.labels import Label
from lingnan.shell.navigation import Entry, register

register(
    Entry(
        section="group",
        key="group.directory",
        label=Label(zh="成员名录", en="Members"),
        url_name="group:directory",
        order=10,
        public=True,
        icon="people",
    )
)
register(
    Entry(
        section="group",
        key="group.experts",
        label=Label(zh="专家库", en="Experts"),
        url_name="group:experts",
        order=60,
        needs="group.see_experts",
        icon="people",
    )
)
register(
    Entry(
        section="group",
        key="group.exchange",
        label=Label(zh="交流合作", en="Exchange"),
        url_name="group:exchange",
        order=70,
        icon="share",
    )
)
register(
    Entry(
        section="supervise",
        key="group.inspections",
        label=Label(zh="督导检查", en="Inspections"),
        url_name="group:inspections",
        order=20,
        icon="cities",
    )
)
register(
    Entry(
        section="group",
        key="group.scorecards",
        label=Label(zh="年终考核", en="Scorecards"),
        url_name="group:scorecards",
        order=80,
        needs="group.see_scores",
        icon="ranking",
    )
)
