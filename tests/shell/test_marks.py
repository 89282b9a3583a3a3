"""The tags of templates: marks, values, forms, errors."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import engines
from django.test import Client
from django.utils import translation

from lingnan.core.missing import Missing, MissingReason


def draw(text: str, **values: object) -> str:
    return engines["django"].from_string("{% load lingnan %}" + text).render(values).strip()


def words(text: str, **values: object) -> str:
    import re

    return re.sub(r"<[^>]+>", "", draw(text, **values)).strip()


def test_a_pair_escapes_its_values_but_not_itself() -> None:
    assert draw("{% bi '<b>{x}</b>' '<i>{x}</i>' x=x %}", x="<u>") == "<b>&lt;u&gt;</b>"


def test_a_light_has_shape_and_word() -> None:
    drawn = draw("{% light 'late' %}")
    assert "<svg" in drawn
    assert "逾期" in drawn
    with translation.override("en"):
        assert "Overdue" in draw("{% light 'late' %}")


@pytest.mark.parametrize(
    ("due", "said", "kind"),
    [
        (date(2017, 11, 27), "还剩 5 天", "plain"),
        (date(2017, 11, 25), "还剩 3 天", "soon"),  # three days or less: triangle
        (date(2017, 11, 22), "今天到期", "soon"),
        (date(2017, 11, 21), "逾期 1 天", "past"),
    ],
)
def test_a_deadline_is_loud_only_when_it_is_near(due: date, said: str, kind: str) -> None:
    text = "{% deadline due today %}"
    drawn = draw(text, due=due, today=date(2017, 11, 22))
    assert words(text, due=due, today=date(2017, 11, 22)) == said
    assert f'class="deadline {kind}"' in drawn


def test_working_days_are_named() -> None:
    assert words("{% deadline due due days_left=3 working=True %}", due=date(2017, 11, 22)) == "还剩 3 个工作日"


def test_a_value_leads_to_its_evidence() -> None:
    drawn = draw("{% value v '平方米/人' url='/e' decimals=2 %}", v=Decimal("15.87"))
    assert drawn.startswith('<a class="value" href="/e">')
    assert words("{% value v '%' %}", v=Decimal("12.3")) == "12.3%"


def test_a_missing_value_is_its_reason_wherever_it_stands() -> None:
    lack = Missing(reason=MissingReason.NOT_REPORTED, due=date(2017, 11, 21))
    for text in ("{% value v '分' url='/e' %}", "{{ v|num:2 }}", "{{ v|share }}", "{% missing v %}"):
        assert words(text, v=lack) == "未报送（应于 2017-11-21 前）"


def test_up_and_down_have_no_colour_of_judgement_and_are_read_out() -> None:
    drawn = draw("{% change d %}", d=-2)
    assert "▼" in drawn
    assert "降" in drawn
    assert "late" not in drawn
    assert "持平" in draw("{% change d %}", d=0)


def test_a_blank_block_leaves_no_box() -> None:
    assert draw("{% around '<aside>' '</aside>' %}  {% endaround %}") == ""
    assert draw("{% around '<aside>' '</aside>' %}x{% endaround %}") == "<aside>x</aside>"


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_the_shell(client: Client) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()
    assert "topbar" in answer.content.decode()


@pytest.mark.django_db
def test_the_errors_of_a_form_stand_on_top_and_at_the_field_in_the_same_words(client: Client) -> None:
    page = client.get("/design").content.decode()
    message = "道路面积应为数字，您填的是“约80”。填 80，或留空并选原因"
    assert f'<a href="#id_area">{message}</a>' in page
    assert page.count(message) == 2
    assert "缺失原因（选填）" in page


@pytest.mark.django_db
def test_a_serious_act_says_what_happens_and_puts_cancel_first(client: Client) -> None:
    page = client.get("/design/confirm").content.decode()
    assert "不能撤销" in page
    assert page.index("取消") < page.index("冻结 105 个数</button>")
    assert "autofocus" in page
