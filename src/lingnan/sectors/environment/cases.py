"""Case types of the environment."""

from lingnan.core.labels import Label
from lingnan.engines.cases.declare import CaseType, Step
from lingnan.engines.sense.declare import SILENT
from lingnan.sectors.environment.properties import ALERTS, EXCEEDANCE

# Days are working days from when a step becomes the next one. No regulation sets them for a city's monitoring station:
# they are the platform's own, and one reads them here and nowhere else.
EXCEEDANCE_CASE = CaseType(
    key=EXCEEDANCE,
    label=Label(zh="空气质量超标处置", en="Handling of an air quality exceedance"),
    steps=(
        Step(key="verify", label=Label(zh="核实数据", en="Verify the data"), role="operator", working_days=1),
        Step(key="handle", label=Label(zh="排查处置", en="Find the cause and act"), role="operator", working_days=3),
        Step(key="review", label=Label(zh="复核", en="Review"), role="reviewer", working_days=2),
        Step(key="close", label=Label(zh="办结", en="Close"), role="reviewer", working_days=1),
    ),
    unit="emc-{region}",
    standard="限值：GB 3095；步骤与时限为平台自定",
    opened_by=tuple(alert.key for alert in ALERTS),
)
SILENCE_CASE = CaseType(
    key="environment.silence",
    label=Label(zh="监测设备停报处置", en="Handling of a silent monitoring device"),
    steps=(
        Step(key="find", label=Label(zh="查明原因", en="Find the cause"), role="operator", working_days=1),
        Step(key="mend", label=Label(zh="恢复传输、补传数据", en="Mend it, have data sent again"), role="operator",
             working_days=2),
        Step(key="close", label=Label(zh="办结", en="Close"), role="operator", working_days=1),
    ),
    unit="emc-{region}",
    standard="步骤与时限为平台自定",
    opened_by=(f"{SILENT}air", f"{SILENT}source"),
)  # fmt: skip
CASE_TYPES = (EXCEEDANCE_CASE, SILENCE_CASE)
