"""What a person may ask of a device, in the terms of its protocol: the order's words, its frame, and its outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lingnan.core.errors import Invalid
from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import CST, Message
from lingnan.engines.sense.protocols.hj212 import commands as hj212
from lingnan.engines.sense.protocols.sl651 import commands as sl651

DAY_SECONDS = 86_400
LONGEST_SPAN = 366  # days of history in one order

State = Literal["accepted", "done", "failed"]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What an order must be told: a number of seconds between two bounds, or a moment to the hour or minute."""

    key: str
    label: Label
    kind: Literal["seconds", "moment"]
    least: int = 1
    most: int = DAY_SECONDS


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order. `code` is the command (HJ 212) or function (SL 651) that carries it."""

    key: str
    code: str
    label: Label
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a device's message says about an order: which one (as the order's reference), and what became of it."""

    reference: str
    state: State
    words: str = ""


BEGIN = Parameter(key="begin", label=Label(zh="从", en="From"), kind="moment")
END = Parameter(key="end", label=Label(zh="到", en="To"), kind="moment")
ORDERS: Mapping[str, tuple[Order, ...]] = {
    # HJ 212-2017, table 9
    "hj212": (
        Order(key="set_time", code="1012", label=Label(zh="校准设备时间", en="Set the device's clock")),
        Order(key="read_time", code="1011", label=Label(zh="读取设备时间", en="Read the device's clock")),
        Order(
            key="set_interval",
            code="1062",
            label=Label(zh="设置实时数据间隔", en="Set the interval of real-time data"),
            parameters=(
                Parameter(
                    key="seconds",
                    label=Label(zh="间隔（秒）", en="Interval (seconds)"),
                    kind="seconds",
                    least=30,
                    most=3600,
                ),
            ),
        ),
        Order(
            key="resend_minutes",
            code="2051",
            label=Label(zh="补传分钟数据", en="Send minute data again"),
            parameters=(BEGIN, END),
        ),
        Order(
            key="resend_hours",
            code="2061",
            label=Label(zh="补传小时数据", en="Send hourly data again"),
            parameters=(BEGIN, END),
        ),
        Order(
            key="resend_days",
            code="2031",
            label=Label(zh="补传日数据", en="Send daily data again"),
            parameters=(BEGIN, END),
        ),
    ),
    # SL 651-2014, 6.6.4: mode M4
    "sl651": (
        Order(key="now", code="37", label=Label(zh="查询实时数据", en="Ask for the data of now")),
        Order(key="set_time", code="4A", label=Label(zh="设置遥测站时钟", en="Set the station's clock")),
        Order(key="read_time", code="51", label=Label(zh="查询遥测站时钟", en="Ask for the station's clock")),
        Order(key="version", code="45", label=Label(zh="查询软件版本", en="Ask for the software version")),
    ),
}


def orders_of(protocol: str) -> tuple[Order, ...]:
    """The orders of a protocol; none for one that only listens."""
    return ORDERS.get(protocol, ())


def order_of(protocol: str, key: str) -> Order:
    """The order by its key."""
    for order in orders_of(protocol):
        if order.key == key:
            return order
    raise Invalid(
        Label(zh="命令", en="Order"),
        Label(zh=f"这种设备没有命令“{key}”", en=f'This kind of device has no order "{key}"'),
    )


def check(order: Order, given: Mapping[str, str]) -> dict[str, str]:
    """The parameters as kept: seconds as digits, moments as `YYYY-MM-DDThh:mm`. Invalid says what is wrong."""
    kept = {one.key: _checked(one, given.get(one.key, "")) for one in order.parameters}
    if "begin" in kept:
        days = (_moment(kept["end"]) - _moment(kept["begin"])).days
        if kept["end"] <= kept["begin"]:
            raise Invalid(END.label, Label(zh="要晚于开始时间", en="must be later than the beginning"))
        if days > LONGEST_SPAN:
            raise Invalid(
                END.label,
                Label(zh=f"一次最多补传 {LONGEST_SPAN} 天", en=f"at most {LONGEST_SPAN} days at a time"),
            )
    return kept


def _checked(one: Parameter, text: str) -> str:
    text = text.strip()
    if one.kind == "moment":
        try:
            return f"{datetime.fromisoformat(text).replace(tzinfo=None):%Y-%m-%dT%H:%M}"
        except ValueError:
            raise Invalid(
                one.label,
                Label(
                    zh=f"写成日期和时间，例如 2018-04-15T08:00；您写的是“{text}”",
                    en=f'write a date and time such as 2018-04-15T08:00; you wrote "{text}"',
                ),
            ) from None
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(one.most))) or not (
        one.least <= int(text) <= one.most
    ):
        raise Invalid(
            one.label,
            Label(
                zh=f"{one.least} 到 {one.most} 的整数；您写的是“{text}”",
                en=f'a whole number from {one.least} to {one.most}; you wrote "{text}"',
            ),
        )
    return text


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CST)


def compose(order: Order, parameters: Mapping[str, str], *, last: Message, at: datetime) -> tuple[str, bytes]:
    """The reference by which the device's answer is known again, and the frame. `last` is the newest message of the
    device: it gives its number, password, system and edition, so that no password needs to be kept.
    """
    if last.protocol == "hj212":
        return _hj212(order, parameters, last=last, at=at)
    fields = last.fields
    frame = sl651.query(
        center=int(fields["center"]),
        rtu=str(fields["rtu"]),
        password=str(fields["password"]),
        function=order.code,
        serial=0,
        at=at,
    )
    return order.code, frame


def _hj212(order: Order, parameters: Mapping[str, str], *, last: Message, at: datetime) -> tuple[str, bytes]:
    values: dict[str, str | datetime] = {}
    if order.key == "set_time":
        values = {"SystemTime": at}
    elif "seconds" in parameters:
        values = {"RtdInterval": parameters["seconds"]}
    elif "begin" in parameters:
        values = {"BeginTime": _moment(parameters["begin"]), "EndTime": _moment(parameters["end"])}
    version = int(last.fields.get("flag_bits", {}).get("version", 0))
    frame = hj212.request(
        cn=order.code,
        st=str(last.fields.get("ST", "")),
        pw=last.password or "",
        mn=last.device_id,
        at=at,
        edition="2017" if version else "2005",
        **values,
    )
    return hj212.stamp(at), frame


def told(message: Message) -> Told | None:
    """What a message says about an order that was given before; None for all other messages."""
    if message.protocol == "hj212":
        return _hj212_told(message)
    if message.protocol == "sl651" and message.kind in {order.code for order in ORDERS["sl651"]}:
        return Told(reference=message.kind, state="done")
    return None


def _hj212_told(message: Message) -> Told | None:
    """HJ 212-2017, tables 7 and 8: 9011 says whether it will be done, 9012 whether it was."""
    reference = str(message.fields.get("QN", ""))
    groups: Sequence[Mapping[str, object]] = message.fields.get("CP", ())
    if message.kind == hj212.REQUEST_ANSWER:
        result = _found(groups, "QnRtn")
        return Told(
            reference=reference,
            state="accepted" if result == "1" else "failed",
            words=hj212.REQUEST_RESULTS.get(result, result),
        )
    if message.kind == hj212.EXECUTED:
        result = _found(groups, "ExeRtn")
        return Told(
            reference=reference,
            state="done" if result == "1" else "failed",
            words=hj212.EXECUTION_RESULTS.get(result, result),
        )
    return None


def _found(groups: Sequence[Mapping[str, object]], key: str) -> str:
    return next((str(group[key]) for group in groups if key in group), "")
