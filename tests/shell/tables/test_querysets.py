"""The same table over a queryset: the database sorts, filters and cuts the page."""

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from lingnan.core.labels import Label
from lingnan.engines.identity.models import Region
from lingnan.shell.tables import Column, Filter, State, Table, bind
from lingnan.shell.tables.declare import Choice

TABLE = Table(
    key="regions",
    caption=Label(zh="地区", en="Regions"),
    columns=(
        Column(key="code", label=Label(zh="代码", en="Code"), field="code"),
        Column(key="name", label=Label(zh="名称", en="Name"), field="name"),
        Column(key="parent.name", label=Label(zh="上级", en="Above")),
    ),
    states=(State(key="city", label=Label(zh="市", en="City")), State(key="county", label=Label(zh="县", en="County"))),
    state_field="level",
    filters=(
        Filter(
            key="above",
            label=Label(zh="上级", en="Above"),
            choices=lambda: [Choice(key="X", label="X")],
            field="parent",
        ),
    ),
    search_fields=("name", "code"),
    default_sort="code",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def regions() -> None:
    Region.objects.all().delete()
    Region.objects.create(code="X", name="甲市", level="city")
    for n in range(60):
        Region.objects.create(code=f"X{n:02}", name=f"县{n:02}", level="county", parent_id="X")


@pytest.mark.usefixtures("regions")
def test_two_questions_to_the_database_whatever_the_number_of_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    table = bind(TABLE, Region.objects.select_related("parent"), RequestFactory().get("/x?page=2"))
    with django_assert_num_queries(2):  # the chips, which make the total, and the page
        assert [chip.count for chip in table.chips] == [61, 1, 60]
        assert (table.first, table.last, table.total) == (51, 61, 61)
        assert len(table.lines) == 11


@pytest.mark.usefixtures("regions")
def test_filter_search_state_and_order_are_asked_of_the_database() -> None:
    request = RequestFactory().get("/x?above=X&state=county&q=县0&sort=-name")
    table = bind(TABLE, Region.objects.all(), request)
    assert [row.name for row in table.chosen][:2] == ["县09", "县08"]
    assert table.total == 10


@pytest.mark.usefixtures("regions")
def test_a_column_without_field_is_not_sortable() -> None:
    table = bind(TABLE, Region.objects.all(), RequestFactory().get("/x?sort=parent.name"))
    assert table.sorting == ("code", False)
    assert table.heads[2].sort_url == ""
