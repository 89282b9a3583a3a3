"""One scale of quality flags, onto which every protocol's own flags are mapped; the device's own letter is kept too."""

from enum import IntEnum

from lingnan.core.labels import Label


class Quality(IntEnum):
    """What is known about a value. Only USABLE ones are judged against limits and counted in indicators."""

    VALID = 0
    MANUAL = 1
    OVER_RANGE = 2
    CALIBRATION = 3
    MAINTENANCE = 4
    FAULT = 5
    NO_SIGNAL = 6
    STOPPED = 7
    IMPOSSIBLE = 8
    UNKNOWN = 9

    @property
    def label(self) -> Label:
        return LABELS[self]

    @property
    def is_usable(self) -> bool:
        """May the value be judged and counted?"""
        return self in USABLE


USABLE = frozenset({Quality.VALID, Quality.MANUAL})

LABELS = {
    Quality.VALID: Label(zh="有效", en="Valid"),
    Quality.MANUAL: Label(zh="手工输入", en="Entered by hand"),
    Quality.OVER_RANGE: Label(zh="无效：超测量上限", en="Invalid: above the measuring range"),
    Quality.CALIBRATION: Label(zh="无效：仪器校准", en="Invalid: calibration"),
    Quality.MAINTENANCE: Label(zh="无效：仪器维护", en="Invalid: maintenance"),
    Quality.FAULT: Label(zh="无效：仪器故障", en="Invalid: instrument fault"),
    Quality.NO_SIGNAL: Label(zh="无效：仪器通信中断", en="Invalid: instrument does not answer"),
    Quality.STOPPED: Label(zh="无效：仪器停运", en="Invalid: instrument stopped"),
    Quality.IMPOSSIBLE: Label(zh="无效：超出物理可能范围", en="Invalid: outside what is physically possible"),
    Quality.UNKNOWN: Label(zh="标记不明", en="Unknown flag"),
}

QUALITY_NAMES = tuple(quality.name.lower() for quality in Quality)  # by number

# HJ 212-2017, table 6 (data flag); a frame without a flag makes no statement, which the standard reads as normal.
HJ212 = {
    "": Quality.VALID,
    "N": Quality.VALID,
    "S": Quality.MANUAL,
    "T": Quality.OVER_RANGE,
    "C": Quality.CALIBRATION,
    "M": Quality.MAINTENANCE,
    "D": Quality.FAULT,
    "B": Quality.NO_SIGNAL,
    "F": Quality.STOPPED,
}
BY_PROTOCOL = {"hj212": HJ212, "push": HJ212, "csv": HJ212}


def of_flag(protocol: str, flag: str) -> Quality:
    """The quality that a protocol's flag means; a flag that the protocol does not know is unknown, never valid."""
    return BY_PROTOCOL.get(protocol, {"": Quality.VALID}).get(flag.strip().upper(), Quality.UNKNOWN)
