"""What a message is, in words: for the ladder of messages on a device's page."""

from collections.abc import Mapping

from lingnan.core.labels import Label
from lingnan.engines.sense.protocols.base import Message
from lingnan.engines.sense.protocols.sl651.elements import FUNCTIONS

Titles = Mapping[str, tuple[str, str]]

# HJ 212-2017, table 9
HJ212: Titles = {
    "1000": ("设置超时时间及重发次数", "Set time-out and repeats"),
    "1011": ("现场机时间", "Device time"),
    "1012": ("设置现场机时间", "Set device time"),
    "1013": ("现场机时间校准请求", "Device asks for the time"),
    "1061": ("实时数据间隔", "Interval of real-time data"),
    "1062": ("设置实时数据间隔", "Set interval of real-time data"),
    "1063": ("分钟数据间隔", "Interval of minute data"),
    "1064": ("设置分钟数据间隔", "Set interval of minute data"),
    "1072": ("设置现场机密码", "Set password"),
    "2011": ("实时数据", "Real-time data"),
    "2012": ("停止察看实时数据", "Stop real-time data"),
    "2021": ("设备运行状态", "Equipment state"),
    "2022": ("停止察看设备运行状态", "Stop equipment state"),
    "2031": ("日历史数据", "Daily data"),
    "2041": ("设备运行时间日历史数据", "Daily running hours"),
    "2051": ("分钟数据", "Minute data"),
    "2061": ("小时数据", "Hourly data"),
    "2081": ("数采仪开机时间", "Start of the data logger"),
    "3011": ("零点校准、量程校准", "Calibrate zero and span"),
    "3012": ("即时采样", "Sample now"),
    "3013": ("启动清洗、反吹", "Clean, blow back"),
    "3014": ("比对采样", "Sample to compare"),
    "3015": ("超标留样", "Keep a sample of the exceedance"),
    "3016": ("设置采样时间周期", "Set sampling period"),
    "3017": ("采样时间周期", "Sampling period"),
    "3018": ("出样时间", "Time of analysis"),
    "3019": ("设备唯一标识", "Identity of the instrument"),
    "3020": ("现场机信息", "Information of the instrument"),
    "3021": ("设置现场机参数", "Set parameters of the instrument"),
    "9011": ("请求应答", "Request answered"),
    "9012": ("执行结果", "Result of the request"),
    "9013": ("通知应答", "Notice answered"),
    "9014": ("数据应答", "Data answered"),
    "9021": ("登录", "Login"),
    "9022": ("登录应答", "Login answered"),
}
_SL651_EN = {
    "2F": "Link kept",
    "30": "Test",
    "31": "Data at even intervals",
    "32": "Timed report",
    "33": "Report of a change",
    "34": "Hourly report",
    "35": "Entered by hand",
    "36": "Picture",
    "37": "Data of now",
    "38": "Data of a span",
    "39": "Data entered by hand",
    "3A": "Data of chosen elements",
    "4A": "Set the clock",
    "45": "Software version",
    "46": "State and alarms",
    "50": "Event record",
    "51": "Clock",
}
SL651: Titles = {key: (name, _SL651_EN.get(key, f"Function {key}")) for key, name in FUNCTIONS.items()}
SZY206: Titles = {
    "02": ("链路检测", "Link check"),
    "61": ("图像记录", "Picture record"),
    "81": ("随机自报报警数据", "Alarm report"),
    "82": ("人工置数", "Entered by hand"),
    "B0": ("实时值", "Values of now"),
    "B1": ("固态存储数据", "Stored data"),
    "C0": ("自报实时数据", "Report of values"),
}
# JT/T 808-2019, table 3 (the messages that the product reads or sends)
JT808: Titles = {
    "0x0001": ("终端通用应答", "Terminal answers"),
    "0x0002": ("终端心跳", "Heartbeat"),
    "0x0003": ("终端注销", "Terminal signs off"),
    "0x0004": ("查询服务器时间", "Asks for the time"),
    "0x0005": ("终端补传分包请求", "Terminal asks for packets again"),
    "0x0100": ("终端注册", "Registration"),
    "0x0102": ("终端鉴权", "Authentication"),
    "0x0104": ("查询参数应答", "Parameters"),
    "0x0107": ("查询属性应答", "Attributes"),
    "0x0200": ("位置信息汇报", "Position"),
    "0x0201": ("位置信息查询应答", "Position as asked"),
    "0x0500": ("车辆控制应答", "Vehicle control answered"),
    "0x0702": ("驾驶员身份信息", "Driver's identity"),
    "0x0704": ("定位数据批量上传", "Positions in bulk"),
    "0x0801": ("多媒体数据上传", "Multimedia data"),
    "0x0900": ("数据上行透传", "Data passed up"),
    "0x8001": ("平台通用应答", "Platform answers"),
    "0x8003": ("补传分包请求", "Packets to send again"),
    "0x8004": ("服务器时间应答", "The platform's time"),
    "0x8100": ("注册应答", "Registration answered"),
    "0x8103": ("设置参数", "Set parameters"),
    "0x8104": ("查询参数", "Ask for parameters"),
    "0x8105": ("终端控制", "Control the terminal"),
    "0x8107": ("查询属性", "Ask for attributes"),
    "0x8201": ("位置信息查询", "Ask for the position"),
    "0x8300": ("文本信息下发", "Text to the driver"),
    "0x8800": ("多媒体数据上传应答", "Multimedia data answered"),
    "0x8900": ("数据下行透传", "Data passed down"),
}
JT809: Titles = {
    "0x1001": ("主链路登录请求", "Main link: login"),
    "0x1002": ("主链路登录应答", "Main link: login answered"),
    "0x1003": ("主链路注销请求", "Main link: sign off"),
    "0x1005": ("主链路连接保持", "Main link: alive"),
    "0x1006": ("主链路连接保持应答", "Main link: alive answered"),
    "0x1200": ("车辆动态信息", "Moving vehicles"),
    "0x1300": ("平台间信息", "Between platforms"),
    "0x1400": ("车辆报警信息", "Alarms of vehicles"),
    "0x1500": ("车辆监管", "Supervision of vehicles"),
    "0x1600": ("车辆静态信息", "Register of vehicles"),
    "0x9001": ("从链路连接请求", "Return link: connect"),
    "0x9005": ("从链路连接保持", "Return link: alive"),
    "0x9200": ("车辆动态信息（下行）", "Moving vehicles (down)"),
    "0x9300": ("平台间信息（下行）", "Between platforms (down)"),
    "0x9400": ("车辆报警信息（下行）", "Alarms of vehicles (down)"),
    "0x9500": ("车辆监管（下行）", "Supervision of vehicles (down)"),
}
GB32960: Titles = {
    "01": ("车辆登入", "Vehicle signs in"),
    "02": ("实时信息上报", "Real-time data"),
    "03": ("补发信息上报", "Data sent later"),
    "04": ("车辆登出", "Vehicle signs out"),
    "05": ("平台登入", "Platform signs in"),
    "06": ("平台登出", "Platform signs out"),
    "07": ("心跳", "Heartbeat"),
    "08": ("终端校时", "Asks for the time"),
    "80": ("查询", "Query"),
    "81": ("设置", "Setting"),
    "82": ("控制", "Control"),
}
DLT645: Titles = {
    "11": ("读数据", "Read"),
    "91": ("读数据应答", "Value"),
    "D1": ("读数据异常应答", "No value"),
    "12": ("读后续数据", "Read on"),
    "92": ("后续数据应答", "Further value"),
    "13": ("读通信地址", "Ask for the address"),
    "93": ("通信地址应答", "Address"),
    "14": ("写数据", "Write"),
    "94": ("写数据应答", "Written"),
    "01": ("读数据（1997）", "Read (1997)"),
    "81": ("读数据应答（1997）", "Value (1997)"),
}
CJT188: Titles = {
    "01": ("读数据", "Read"),
    "81": ("读数据应答", "Values"),
    "03": ("读地址", "Ask for the address"),
    "83": ("读地址应答", "Address"),
    "04": ("写数据", "Write"),
    "84": ("写数据应答", "Written"),
}
BY_PROTOCOL: Mapping[str, Titles] = {
    "hj212": HJ212,
    "sl651": SL651,
    "szy206": SZY206,
    "jt808": JT808,
    "jt809": JT809,
    "gb32960": GB32960,
    "dlt645": DLT645,
    "cjt188": CJT188,
}


def title_of(protocol: str, kind: str) -> Label:
    """The name of a kind of message; one that has no name here is shown by its code."""
    zh, en = BY_PROTOCOL.get(protocol, {}).get(kind, (f"报文 {kind}", f"Message {kind}"))
    return Label(zh=zh, en=en)


def title(message: Message) -> Label:
    return title_of(message.protocol, message.kind)
