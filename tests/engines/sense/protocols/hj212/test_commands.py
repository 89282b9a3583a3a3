"""Answers and requests of HJ 212-2017, section 6.6 and table 9."""

from datetime import datetime

import pytest

from lingnan.engines.sense.protocols.base import CST
from lingnan.engines.sense.protocols.hj212 import HJ212, commands, encode_frame

AT = datetime(2016, 8, 1, 8, 58, 57, 223_000, tzinfo=CST)


def _sent(cn: str, flag: int | None, cp: str = "") -> bytes | None:
    frame = encode_frame("32", cn, "100000", "010000A8900016F000169DC0", flag, cp, qn="20160801085857223")
    return HJ212().reply(HJ212().decode(frame))


def test_request_equals_the_frame_of_the_annex() -> None:
    made = commands.set_interval(st="32", pw="100000", mn="010000A8900016F000169DC0", at=AT, seconds=30)
    assert made == (
        b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
        b"CP=&&RtdInterval=30&&1C80\r\n"
    )


@pytest.mark.parametrize(
    ("cn", "flag", "answer", "answer_flag"),
    [
        ("2011", 5, "9014", "4"),  # data answer; the version bits are kept, no answer asked in turn
        ("2061", 9, "9014", "8"),
        ("2051", 1, "9014", "0"),
        ("1013", 5, "9013", "4"),  # notice answer
        ("9021", 1, "9022", "0"),  # login of the 2005 edition
    ],
)
def test_answers_what_asks_for_an_answer(cn: str, flag: int, answer: str, answer_flag: str) -> None:
    sent = _sent(cn, flag)
    assert sent is not None
    fields = HJ212().decode(sent).fields
    assert (fields["ST"], fields["CN"], fields["Flag"]) == ("91", answer, answer_flag)
    assert (fields["QN"], fields["MN"]) == ("20160801085857223", "010000A8900016F000169DC0")


@pytest.mark.parametrize(("cn", "flag"), [("2011", 4), ("2011", None), ("9011", 5), ("9012", 5), ("9014", 5)])
def test_says_nothing_where_nothing_is_asked_or_an_answer_came(cn: str, flag: int | None) -> None:
    assert _sent(cn, flag) is None


def test_asks_for_history_and_sets_the_clock_in_the_provinces_time() -> None:
    history = commands.resend_history(
        cn="2061", st="32", pw="1", mn="M", at=AT, begin=AT.replace(hour=1), end=AT.replace(hour=2)
    )
    assert HJ212().decode(history).fields["CP"] == [{"BeginTime": "20160801015857"}, {"EndTime": "20160801025857"}]
    clock = commands.set_time(st="32", pw="1", mn="M", at=AT, edition="2005")
    assert HJ212().decode(clock).fields["Flag"] == "1"
    assert HJ212().decode(clock).fields["CP"] == [{"SystemTime": "20160801085857"}]


@pytest.mark.parametrize("value", ["1&&", "1;CN=3011", "1\r\n##"])
def test_refuses_parameters_that_would_break_out_of_their_field(value: str) -> None:
    with pytest.raises(ValueError, match="may not hold"):
        commands.request(cn="1062", st="32", pw="1", mn="M", at=AT, RtdInterval=value)
