"""A new edition: copied, changed, adopted for a day to come; the past and what is adopted never change."""

from datetime import date
from decimal import Decimal

import pytest

from lingnan.core.documents.sheets import Sheet, SheetColumn, as_csv
from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.engines.evaluate import frameworks
from lingnan.engines.evaluate.frameworks import Framework
from lingnan.engines.evaluate.frameworks.sheet import FIELDS, rows_of
from lingnan.engines.evaluate.models import FrameworkEdition
from lingnan.engines.evaluate.services.assess import assess, freeze
from lingnan.engines.evaluate.services.editions import (
    adopt_edition,
    change_weights,
    drop_edition,
    replace_tree,
    start_edition,
)
from lingnan.engines.identity.actor import PUBLIC, SYSTEM
from lingnan.engines.identity.models import AuditEntry

KEY = "gd-demo-2017"
pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> FrameworkEdition:
    return start_edition(
        by=SYSTEM, framework=KEY, base="2018-A", edition="2019-A", in_force_from=date(2019, 1, 1), source="试行办法"
    )


def sheet_of(framework: Framework, **changes: dict[str, str]) -> bytes:
    """The framework's own sheet with cells changed: node key → column → text; a row without text is left out."""
    heads = {field.key: place for place, field in enumerate(FIELDS)}
    rows = []
    for row in rows_of(framework):
        cells = list(row)
        for column, text in changes.get(row[0].replace(".", "_"), {}).items():
            cells[heads[column]] = text
        rows.append(cells)
    columns = [SheetColumn(head=field.head) for field in FIELDS]
    return as_csv(Sheet(name="指标树", title="", columns=columns, rows=rows))


def test_a_draft_judges_nothing_until_it_is_adopted(draft: FrameworkEdition) -> None:
    assert frameworks.of_year(KEY, 2019).edition == "2018-A"
    weights = {
        "environment": "60", "co2_per_gdp": "20", "environment.pm25_annual_mean": "40",
        "economy": "15", "gdp_per_capita": "10", "deposits_per_capita": "5",
    }  # fmt: skip
    change_weights(by=SYSTEM, number=draft.pk, version=1, weights=weights)
    adopt_edition(by=SYSTEM, number=draft.pk, version=2)
    assert frameworks.of_year(KEY, 2018).edition == "2018-A"  # what was in force stays so for its years
    found = frameworks.of_year(KEY, 2019)
    assert found.edition == "2019-A"
    kept = {node.key: node.weight for node in found.root.walk()}
    assert {key: str(kept[key]) for key in weights} == weights  # exactly as written
    assert kept["infrastructure"] == 25


def test_what_is_adopted_never_changes(draft: FrameworkEdition) -> None:
    adopt_edition(by=SYSTEM, number=draft.pk, version=1)
    with pytest.raises(Conflict, match="已采用，不能再改"):
        change_weights(by=SYSTEM, number=draft.pk, version=2, weights={"economy": "1"})


def test_two_people_on_one_draft(draft: FrameworkEdition) -> None:
    change_weights(by=SYSTEM, number=draft.pk, version=1, weights={"economy": "10"})
    with pytest.raises(Conflict, match="刚被别人改过"):
        change_weights(by=SYSTEM, number=draft.pk, version=1, weights={"economy": "50"})


@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2015, 6, 1)])
def test_the_past_is_not_rewritten(day: date) -> None:
    with pytest.raises(Invalid, match="应晚于现有最后一版的 2018-01-01"):
        start_edition(by=SYSTEM, framework=KEY, base="2018-A", edition="x", in_force_from=day, source="试行办法")


def test_a_published_year_keeps_its_edition(draft: FrameworkEdition, some_figures: None) -> None:
    FrameworkEdition.objects.filter(pk=draft.pk).update(
        tree={**draft.tree, "in_force_from": "2018-06-01"}
    )  # as if it had been drafted for the middle of a year that was published meanwhile
    freeze(SYSTEM, assess(SYSTEM, KEY, 2018))
    with pytest.raises(Conflict, match="2018 年度评价已冻结发布"):
        adopt_edition(by=SYSTEM, number=draft.pk, version=1)


def test_weights_are_kept_as_written_and_must_add_up_to_adopt(draft: FrameworkEdition) -> None:
    change_weights(by=SYSTEM, number=draft.pk, version=1, weights={"economy": "40"})
    with pytest.raises(Invalid) as refusal:
        adopt_edition(by=SYSTEM, number=draft.pk, version=2)
    said = [str(fault) for fault in refusal.value.faults]
    assert any("index" in each and "110" in each for each in said)  # 25 + 40 + 45
    assert any("economy" in each and "30" in each and "40" in each for each in said)


def test_a_sheet_that_goes_out_comes_back_the_same(draft: FrameworkEdition) -> None:
    before = Framework.from_json(draft.tree)
    row = replace_tree(by=SYSTEM, number=draft.pk, version=1, name="树.csv", content=sheet_of(before))
    assert Framework.from_json(row.tree).root == before.root


def test_a_scale_and_a_bonus_come_in_by_sheet(draft: FrameworkEdition) -> None:
    bands = '{"kind": "bands", "edges": [60000], "points": [0, 100]}'
    content = sheet_of(Framework.from_json(draft.tree), gdp_per_capita={"worst": "", "best": "", "scale": bands})
    row = replace_tree(by=SYSTEM, number=draft.pk, version=1, name="树.csv", content=content)
    adopt_edition(by=SYSTEM, number=draft.pk, version=row.version)
    how = frameworks.edition(KEY, "2019-A").node("gdp_per_capita").how
    assert how is not None
    assert how.zh == "低于 60000 得 0 分，60000 起 100 分"


@pytest.mark.parametrize(
    ("node", "column", "text", "said"),
    [
        ("economy", "weight", "many", "“many”不是数"),
        ("economy", "weight", "101", "0 至 100"),
        ("gdp_per_capita", "parent", "nowhere", "没有“nowhere”这一行"),
        ("gdp_per_capita", "key", "gdp_per_moon", "没有“gdp_per_moon”这个指标"),
        ("gdp_per_capita", "scale", "{", "读不出"),
        ("gdp_per_capita", "scale", '{"kind": "curve"}', "没有“curve”这种计分方式"),
        ("gdp_per_capita", "breaks", "4;3;2;1", "四个由小到大的数"),
        ("economy", "parent", "gdp_per_capita", "成环"),
        ("economy", "zh", "", "没有填"),
    ],
)
def test_every_faulty_cell_is_named_and_nothing_is_stored(
    draft: FrameworkEdition, node: str, column: str, text: str, said: str
) -> None:
    content = sheet_of(Framework.from_json(draft.tree), **{node: {column: text}})
    with pytest.raises(Invalid) as refusal:
        replace_tree(by=SYSTEM, number=draft.pk, version=1, name="树.csv", content=content)
    head = next(field.head for field in FIELDS if field.key == column)
    assert any(said in str(fault) and head in str(fault.where) for fault in refusal.value.faults)
    assert FrameworkEdition.objects.get(pk=draft.pk).tree == draft.tree


def test_weights_that_do_not_add_up_stand_in_the_way_of_adopting(draft: FrameworkEdition) -> None:
    content = sheet_of(Framework.from_json(draft.tree), gdp_per_capita={"weight": "21"})
    row = replace_tree(by=SYSTEM, number=draft.pk, version=1, name="树.csv", content=content)
    with pytest.raises(Invalid) as refusal:
        adopt_edition(by=SYSTEM, number=draft.pk, version=row.version)
    assert any("economy" in str(fault) and "31" in str(fault) for fault in refusal.value.faults)


def test_who_may_not_is_refused() -> None:
    with pytest.raises(NotAllowed):
        start_edition(
            by=PUBLIC, framework=KEY, base="2018-A", edition="x", in_force_from=date(2019, 1, 1), source="试行办法"
        )


def test_a_dropped_draft_stays_in_the_record(draft: FrameworkEdition) -> None:
    drop_edition(by=SYSTEM, number=draft.pk, version=1)
    story = list(
        AuditEntry.objects.filter(about=f"evaluate.edition:{draft.pk}").order_by("pk").values_list("summary", flat=True)
    )
    assert story == [
        f"起草评价框架 {KEY} 的 2019-A 版（照 2018-A 版）",
        f"作废评价框架 {KEY} 的 2019-A 版草稿",
    ]


def test_an_adopted_edition_is_tried_and_assessed_like_any_other(draft: FrameworkEdition, some_figures: None) -> None:
    adopt_edition(by=SYSTEM, number=draft.pk, version=1)
    same, kept = assess(SYSTEM, KEY, 2017, edition="2019-A"), assess(SYSTEM, KEY, 2017, edition="2018-A")
    scores = [{(row.node, row.region_id): row.score for row in each.results.all()} for each in (same, kept)]
    assert scores[0] == scores[1]  # the copy judges as its base does
    assert any(score and score > Decimal(0) for score in scores[0].values())
