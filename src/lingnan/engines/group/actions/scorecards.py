"""The year's scorecards."""

from lingnan.core.labels import Label
from lingnan.engines.identity.rights import declare_action
from lingnan.engines.identity.selectors.audit import OBJECT_LABELS, name_fields

declare_action("group.score", zh="计算年终考核", en="Compute the scorecards", roles="office")
declare_action(
    "group.see_scores", zh="查看年终考核", en="See the scorecards", roles="office leader liaison clerk reviewer auditor"
)

OBJECT_LABELS.update({"group.scorecards": Label(zh="年终考核", en="Scorecards")})
name_fields(run=Label(zh="次", en="run"), units=Label(zh="单位数", en="units"))
