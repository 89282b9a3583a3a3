"""What the platform says in HJ 212: answers to what devices send, and requests to them."""

from collections.abc import Mapping
from datetime import datetime

from lingnan.core.clock import local
from lingnan.engines.sense.protocols.base import Message
from lingnan.engines.sense.protocols.hj212.codec import encode_frame

SYSTEM = "91"  # ST of every answer: HJ 212-2017, table 5, 系统交互
REQUEST_ANSWER, EXECUTED, NOTICE_ANSWER, DATA_ANSWER = "9011", "9012", "9013", "9014"
LOGIN_2005, LOGIN_ANSWER_2005 = "9021", "9022"
ANSWERS = frozenset({REQUEST_ANSWER, EXECUTED, NOTICE_ANSWER, DATA_ANSWER, LOGIN_ANSWER_2005})
NOTICES = frozenset({"1013", "2012", "2022"})

# HJ 212-2017, tables 7 and 8
REQUEST_RESULTS = {
    "1": "准备执行请求",
    "2": "请求被拒绝",
    "3": "PW 错误",
    "4": "MN 错误",
    "5": "ST 错误",
    "6": "Flag 错误",
    "7": "QN 错误",
    "8": "CN 错误",
    "9": "CRC 校验错误",
    "100": "未知错误",
}
EXECUTION_RESULTS = {
    "1": "执行成功",
    "2": "执行失败，原因不明",
    "3": "命令请求条件错误",
    "4": "通讯超时",
    "5": "系统繁忙不能执行",
    "6": "系统故障",
    "100": "没有数据",
}


def stamp(moment: datetime) -> str:
    """QN: the moment to the millisecond, in the province's time."""
    at = local(moment)
    return f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}"


def seconds(moment: datetime) -> str:
    return f"{local(moment):%Y%m%d%H%M%S}"


def reply(message: Message) -> bytes | None:
    """The answer to an upload or notice that asks for one (bit 0 of Flag), with its own QN; None for all else."""
    if not message.needs_reply or message.kind in ANSWERS:
        return None
    if message.kind == LOGIN_2005:
        return _answer(message, LOGIN_ANSWER_2005, "Logon=1")
    return _answer(message, NOTICE_ANSWER if message.kind in NOTICES else DATA_ANSWER, "")


def request_answer(message: Message, *, result: str = "1") -> bytes:
    """9011, as a device gives it: the request is accepted, or why not (REQUEST_RESULTS)."""
    return _answer(message, REQUEST_ANSWER, f"QnRtn={result}")


def executed(message: Message, *, result: str = "1") -> bytes:
    """9012, as a device gives it: the request is done, or why not (EXECUTION_RESULTS)."""
    return _answer(message, EXECUTED, f"ExeRtn={result}")


def _answer(message: Message, command: str, content: str) -> bytes:
    """The version bits of the frame that is answered are kept; no answer is asked for in turn."""
    version = int(message.fields.get("flag_bits", {}).get("version", 0))
    return encode_frame(
        SYSTEM,
        command,
        message.password or "",
        message.device_id,
        version << 2,
        content,
        qn=str(message.fields.get("QN", "")),
    )


# The requests of table 9 that the duty page offers: command -> the names of its parameters in order.
REQUESTS: Mapping[str, tuple[str, ...]] = {
    "1000": ("OverTime", "ReCount"),
    "1011": ("PolId",),
    "1012": ("PolId", "SystemTime"),
    "1061": (),
    "1062": ("RtdInterval",),
    "1063": (),
    "1064": ("MinInterval",),
    "1072": ("NewPW",),
    "2011": (),
    "2012": (),
    "2021": (),
    "2022": (),
    "2031": ("BeginTime", "EndTime"),
    "2041": ("BeginTime", "EndTime"),
    "2051": ("BeginTime", "EndTime"),
    "2061": ("BeginTime", "EndTime"),
    "3011": ("PolId",),
    "3012": ("PolId",),
    "3013": ("PolId",),
    "3014": ("PolId",),
    "3015": (),
    "3016": ("PolId", "CstartTime", "CTime"),
    "3017": ("PolId",),
    "3018": ("PolId",),
    "3019": ("PolId",),
    "3020": ("PolId", "InfoId", "BeginTime", "EndTime"),
    "3021": ("PolId", "InfoId"),
}


def request(
    *, cn: str, st: str, pw: str, mn: str, at: datetime, edition: str = "2017", **parameters: str | datetime
) -> bytes:
    """A request to a device. Parameters are those of REQUESTS; moments become `YYYYMMDDhhmmss`.

    A request of the 2017 edition carries Flag=5 (version 1, an answer is wanted), one of 2005 Flag=1.
    """
    unknown = set(parameters) - set(REQUESTS[cn])
    if cn != "3021" and unknown:  # 3021 sets any parameter of the instrument by its own name
        raise ValueError(f"command {cn} has no {', '.join(sorted(unknown))} (allowed: {', '.join(REQUESTS[cn])})")
    written = {key: seconds(value) if isinstance(value, datetime) else value for key, value in parameters.items()}
    for key, value in written.items():
        if set(value) & set(";,&#=\r\n"):
            raise ValueError(f"{key} may not hold ; , & # = or a line end")
    content = ";".join(f"{key}={value}" for key, value in written.items())
    return encode_frame(st, cn, pw, mn, 1 if edition == "2005" else 5, content, qn=stamp(at))


def set_time(*, st: str, pw: str, mn: str, at: datetime, edition: str = "2017") -> bytes:
    """1012: the device's clock becomes `at`."""
    return request(cn="1012", st=st, pw=pw, mn=mn, at=at, edition=edition, SystemTime=at)


def set_interval(*, st: str, pw: str, mn: str, at: datetime, seconds: int, edition: str = "2017") -> bytes:
    """1062: the device sends real-time data every so many seconds."""
    return request(cn="1062", st=st, pw=pw, mn=mn, at=at, edition=edition, RtdInterval=str(seconds))


def resend_history(
    *, cn: str, st: str, pw: str, mn: str, at: datetime, begin: datetime, end: datetime, edition: str = "2017"
) -> bytes:
    """2031, 2051 or 2061: the device sends its daily, minute or hourly data of a span again."""
    return request(cn=cn, st=st, pw=pw, mn=mn, at=at, edition=edition, BeginTime=begin, EndTime=end)
