"""The platform's dialogue of HJ 212-2017, section 6.4: requests with their outcome, time-outs, packets."""

from datetime import datetime, timedelta
from decimal import Decimal

from lingnan.engines.sense.protocols.base import CST, Message
from lingnan.engines.sense.protocols.hj212 import (
    HJ212,
    Dialogue,
    ask,
    commands,
    encode_frame,
    encode_segment,
    step,
    tick,
)

AT = datetime(2018, 4, 16, 9, 0, tzinfo=CST)
MN = "010000A8900016F000169DC0"


def _asked() -> tuple[Dialogue, str]:
    frame = commands.set_interval(st="32", pw="123456", mn=MN, at=AT, seconds=30)
    sent = ask(Dialogue(), frame, at=AT)
    assert sent.outgoing == (frame,)
    return sent.state, str(HJ212().decode(frame).fields["QN"])


def _answer(cn: str, qn: str, cp: str) -> Message:
    return HJ212().decode(encode_frame("91", cn, "123456", MN, 4, cp, qn=qn))


def test_a_request_is_accepted_and_then_done() -> None:
    state, qn = _asked()
    accepted = step(state, _answer("9011", qn, "QnRtn=1"))
    assert accepted.state.asked[qn].is_accepted
    done = step(accepted.state, _answer("9012", qn, "ExeRtn=1"))
    assert done.state.asked == {}
    assert done.notes == (f"1062 {qn}: 执行成功",)


def test_a_refused_request_says_why() -> None:
    state, qn = _asked()
    refused = step(state, _answer("9011", qn, "QnRtn=3"))
    assert refused.state.asked == {}
    assert refused.notes == (f"1062 {qn}: PW 错误",)


def test_an_answer_to_nothing_changes_nothing() -> None:
    state, _ = _asked()
    stray = step(state, _answer("9012", "20180416000000000", "ExeRtn=1"))
    assert stray.state == state
    assert stray.notes


def test_an_unanswered_request_is_sent_three_times_more_and_given_up() -> None:
    state, qn = _asked()
    sent, at = 0, AT
    for _ in range(5):
        at += timedelta(seconds=6)
        turn = tick(state, at=at)
        state, sent = turn.state, sent + len(turn.outgoing)
    assert sent == 3
    assert state.asked == {}
    assert qn not in tick(state, at=at).notes


def test_an_accepted_request_is_not_sent_again() -> None:
    state, qn = _asked()
    state = step(state, _answer("9011", qn, "QnRtn=1")).state
    assert tick(state, at=AT + timedelta(minutes=5)).outgoing == ()


def _packet(number: int, content: str) -> Message:
    head = f"QN=20180416090000001;ST=32;CN=2061;PW=123456;MN={MN};Flag=7;PNUM=2;PNO={number}"
    return HJ212().decode(encode_segment(f"{head};CP=&&{content}&&"))


def test_packets_are_read_together_in_any_order_and_each_is_answered() -> None:
    """DataTime stands in the first packet only; the factor of the second one belongs to that time too."""
    first = _packet(1, "DataTime=20180416080000;w01018-Avg=40.1,w01018-Flag=N")
    second = _packet(2, "w21003-Avg=1.5,w21003-Flag=N")
    assert second.readings == ()
    kept = step(Dialogue(), second)
    assert kept.readings == ()
    assert len(kept.outgoing) == 1
    whole = step(kept.state, first)
    assert [(reading.code, reading.value, reading.observed_at.hour) for reading in whole.readings] == [
        ("w01018", Decimal("40.1"), 8),
        ("w21003", Decimal("1.5"), 8),
    ]
    assert whole.state.gathering == {}


def test_unfinished_messages_do_not_pile_up() -> None:
    state = Dialogue()
    for minute in range(50):
        head = f"QN=201804160900{minute:02d}001;ST=32;CN=2061;PW=1;MN={MN};Flag=7;PNUM=3;PNO=1"
        state = step(state, HJ212().decode(encode_segment(f"{head};CP=&&DataTime=20180416080000&&"))).state
    assert len(state.gathering) <= 17
