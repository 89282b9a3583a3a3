"""The platform's side of the talk with one device in HJ 212: requests and outcomes, messages in packets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lingnan.core import clock
from lingnan.engines.sense.protocols.base import Message, Step
from lingnan.engines.sense.protocols.hj212 import codec, commands

MOST_GATHERINGS = 16  # messages in packets at once from one device; the oldest gives way
MOST_PACKETS = 9999
TIME_WANTED = "1013"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request that waits for its outcome."""

    cn: str
    frame: bytes
    sent_at: datetime
    tries: int = 1
    is_accepted: bool = False


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """What the platform remembers of one device. HJ 212-2017, 6.4: a request is sent again `recount` times at most,
    each time after `overtime` without an answer.
    """

    overtime: timedelta = timedelta(seconds=5)
    recount: int = 3
    asked: Mapping[str, Asked] = field(default_factory=dict)
    gathering: Mapping[str, Mapping[int, Message]] = field(default_factory=dict)


def ask(state: Dialogue, frame: bytes, *, at: datetime) -> Step:
    """Send a request (made by `commands.request`) and remember it by its QN."""
    message = codec.decode(frame)
    asked = Asked(cn=message.kind, frame=frame, sent_at=at)
    return Step(state=replace(state, asked={**state.asked, _qn(message): asked}), outgoing=(frame,))


def step(state: Dialogue, message: Message) -> Step:
    """One message of the device."""
    if message.kind in commands.ANSWERS:
        return _outcome(state, message)
    answer = commands.reply(message)
    outgoing = (answer,) if answer else ()
    if message.kind == TIME_WANTED:
        sync = ask(state, _time_for(message), at=clock.now())
        return replace(sync, outgoing=(*outgoing, *sync.outgoing))
    if not is_split(message):
        return Step(state=state, outgoing=outgoing, readings=message.readings)
    return _gather(state, message, outgoing)


def _time_for(message: Message) -> bytes:
    """1012 for the device (or its instrument PolId) that asks for the time with 1013: HJ 212-2017, C.6."""
    version = int(message.fields.get("flag_bits", {}).get("version", 0))
    instrument = _result(message, "PolId")
    at = clock.now()
    return commands.request(
        cn="1012",
        st=str(message.fields.get("ST", "")),
        pw=message.password or "",
        mn=message.device_id,
        at=at,
        edition="2017" if version else "2005",
        **({"PolId": instrument} if instrument else {}),
        SystemTime=at,
    )


def tick(state: Dialogue, *, at: datetime) -> Step:
    """Time passes: what was not answered is sent again, or given up with a note."""
    asked: dict[str, Asked] = {}
    outgoing: list[bytes] = []
    notes: list[str] = []
    for qn, one in state.asked.items():
        if at - one.sent_at < state.overtime or one.is_accepted:
            asked[qn] = one
        elif one.tries <= state.recount:
            asked[qn] = replace(one, sent_at=at, tries=one.tries + 1)
            outgoing.append(one.frame)
        else:
            notes.append(f"{one.cn} {qn}: 未应答，已重发 {state.recount} 次")
    return Step(state=replace(state, asked=asked), outgoing=tuple(outgoing), notes=tuple(notes))


def _qn(message: Message) -> str:
    return str(message.fields.get("QN", ""))


def _result(message: Message, key: str) -> str:
    return next((str(group[key]) for group in message.fields["CP"] if key in group), "")


def _outcome(state: Dialogue, message: Message) -> Step:
    """9011: will it be done; 9012: was it done; 9013, 9014: a notice or data arrived."""
    qn = _qn(message)
    asked = state.asked.get(qn)
    if asked is None:
        return Step(state=state, notes=(f"{message.kind} {qn}: 没有这条请求",))
    others = {key: one for key, one in state.asked.items() if key != qn}
    if message.kind == commands.REQUEST_ANSWER:
        result = _result(message, "QnRtn")
        if result == "1":
            return Step(state=replace(state, asked={**others, qn: replace(asked, is_accepted=True)}))
        reason = commands.REQUEST_RESULTS.get(result, result)
        return Step(state=replace(state, asked=others), notes=(f"{asked.cn} {qn}: {reason}",))
    if message.kind == commands.EXECUTED:
        result = _result(message, "ExeRtn")
        reason = commands.EXECUTION_RESULTS.get(result, result)
        return Step(state=replace(state, asked=others), notes=(f"{asked.cn} {qn}: {reason}",))
    return Step(state=replace(state, asked=others))


def is_split(message: Message) -> bool:
    """Is this one of several packets (bit 1 of Flag, or PNUM above 1)?"""
    return _number(message.fields, "PNUM") > 1


def _number(fields: Mapping[str, Any], key: str) -> int:
    text = str(fields.get(key, ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_PACKETS)) else 0


def _gather(state: Dialogue, message: Message, outgoing: tuple[bytes, ...]) -> Step:
    """Keep a packet; with the last one missing filled in, read them all in the order of their numbers."""
    total, number = _number(message.fields, "PNUM"), _number(message.fields, "PNO")
    if not 1 <= number <= total:
        return Step(state=state, outgoing=outgoing, notes=(f"PNO={number} PNUM={total}: 不可能的包号",))
    key = f"{message.kind} {_qn(message)} {total}"
    packets = {**state.gathering.get(key, {}), number: message}
    others = {one: kept for one, kept in state.gathering.items() if one != key}
    if len(packets) == total:
        groups = [group for index in range(1, total + 1) for group in packets[index].fields["CP"]]
        readings = tuple(codec.readings_of(groups, device=message.device_id, sent_at=message.sent_at))
        return Step(state=replace(state, gathering=others), outgoing=outgoing, readings=readings)
    if len(others) >= MOST_GATHERINGS:
        others.pop(next(iter(others)))
    return Step(state=replace(state, gathering={**others, key: packets}), outgoing=outgoing)
