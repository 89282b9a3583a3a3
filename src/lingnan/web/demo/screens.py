"""Every screen of the demonstration with real objects in its address: for the browser tests and the benchmark."""

from lingnan.engines.cases.models import Case
from lingnan.engines.plan.models import SupervisionItem, Task
from lingnan.engines.sense.models import Station


def screens() -> list[str]:
    """The addresses, in the order of the loop."""
    task = Task.objects.select_related("plan").order_by("number").first()
    item = SupervisionItem.objects.first()
    case = Case.objects.first()
    station = Station.objects.order_by("key").first()
    if not (task and item and case and station):
        raise LookupError("no demonstration here: lingnan start --prepare-only")
    return [
        "/sign-in",
        "/",
        "/plan/",
        f"/plan/{task.plan_id}/tasks/{task.number}",
        "/plan/plans",
        f"/plan/{task.plan_id}/document",
        "/group/",
        "/group/experts",
        "/group/draws/new",
        "/group/exchange",
        "/group/inspections",
        "/group/scorecards?year=2017",
        "/group/proposals",
        "/group/matters",
        "/group/circulations",
        "/group/meetings",
        "/sense/",
        f"/sense/stations/{station.key}",
        "/sense/alerts/",
        "/cases/",
        f"/cases/{case.number}",
        "/place/",
        "/evaluate/ranking?year=2017",
        "/evaluate/map?year=2017",
        "/evaluate/cities/445300?year=2017",
        "/report/2017/",
        "/plan/supervision",
        f"/plan/supervision/{item.number}",
        "/audit",
        "/manage/units",
        "/manage/people",
        "/manage/roles",
    ]
