"""All checks there are. To add one: a function over a `Look` in the module of its kind, and an entry here."""

from lingnan.core.labels import Label
from lingnan.engines.evaluate.checks import completeness, digits, history, relations
from lingnan.engines.evaluate.checks.declare import CHECKS, Check, Severity

YEARS = Label(zh="按年的序列，至少相邻两年", en="yearly series with at least two years running")
NESTED = Label(zh="单位及其上级的同一序列", en="a series of units and of their parent")
ANY = Label(zh="任何数值", en="any value")
DAILY = Label(zh="按日的序列", en="daily series")
ASK = Label(
    zh="核对原表的口径说明；口径变了就注明，不与往年比较",
    en="Look up the definition at the source; if it changed, say so and do not compare across",
)

ALL = (
    Check(
        key="range",
        severity=Severity.ERROR,
        find=digits.out_of_range,
        marks_values=True,
        label=Label(zh="超出可能范围", en="Outside the possible range"),
        advice=Label(zh="对照原表核对数值与单位", en="Compare value and unit with the original"),
        needs=Label(
            zh="已声明可能范围的序列（data/checks/series.yaml）",
            en="series with a declared range (data/checks/series.yaml)",
        ),
    ),
    Check(
        key="unit_slip",
        severity=Severity.ERROR,
        find=history.unit_slips,
        marks_values=True,
        label=Label(zh="单位写错（万、亿）", en="Unit slip by powers of ten"),
        advice=Label(
            zh="核对计量单位是元、万元还是亿元，小数点是否错位",
            en="Check whether the unit is 1, 10^4 or 10^8, and the decimal point",
        ),
        needs=Label(zh="按年的序列，前后共至少两年", en="yearly series with at least two neighbouring years"),
    ),
    Check(
        key="parts",
        severity=Severity.ERROR,
        find=relations.parts_against_whole,
        marks_values=True,
        label=Label(zh="各部分之和不等于总数", en="Parts do not add up to the whole"),
        advice=Label(
            zh="总数与各部分须取自同一次公布；换成同一版本再用", en="Take whole and parts from one publication"
        ),
        needs=Label(zh="已声明的总数和全部组成部分", en="a declared whole and all its parts"),
    ),
    Check(
        key="ratio_summed",
        severity=Severity.ERROR,
        find=relations.ratios_summed,
        marks_values=True,
        label=Label(zh="比值被相加", en="Ratio summed over units"),
        advice=Label(
            zh="退回：比值由分子之和除以分母之和重算，不能相加",
            en="Return it: recompute from summed numerators and denominators",
        ),
        needs=Label(
            zh="比值序列，有上级和至少两个下级单位的数", en="a ratio of a parent and of at least two of its units"
        ),
    ),
    Check(
        key="sum_of_units",
        severity=Severity.ERROR,
        find=relations.sum_of_units,
        marks_values=True,
        label=Label(zh="各单位之和不等于本级数", en="Units do not add up to their parent"),
        advice=Label(
            zh="核对是否漏列单位、区划是否变动、两级是否同一口径",
            en="Look for units left out, changed divisions, or two definitions",
        ),
        needs=NESTED,
    ),
    Check(
        key="duplicate",
        severity=Severity.ERROR,
        find=completeness.duplicates,
        label=Label(zh="重复行", en="Duplicated rows"),
        advice=Label(
            zh="删去重复行；数值不同时问来源哪个对", en="Delete the repetition; ask the source where values differ"
        ),
        needs=ANY,
    ),
    Check(
        key="unit_differs",
        severity=Severity.ERROR,
        find=completeness.units_differ,
        marks_values=True,
        label=Label(zh="单位不一致", en="Another unit"),
        advice=Label(zh="换算成该序列的单位，并注明", en="Convert to the unit of the series and say so"),
        needs=Label(zh="写明单位的数值", en="values with a unit"),
    ),
    Check(
        key="year_days",
        severity=Severity.ERROR,
        find=completeness.year_days,
        label=Label(zh="天数与日历不符", en="Days do not match the calendar"),
        advice=Label(
            zh="找出缺的那一天；闰年有 366 天，第 60 天起可能错位",
            en="Find the day that lacks; in a leap year everything after day 59 may be shifted",
        ),
        needs=DAILY,
    ),
    Check(
        key="cumulative_falls",
        severity=Severity.ERROR,
        find=completeness.cumulative_falls,
        marks_values=True,
        label=Label(zh="累计数减少", en="Running total falls"),
        advice=Label(zh="累计数只增不减；核减须有公告", en="A running total only grows; a correction needs its notice"),
        needs=Label(zh="累计序列", en="cumulative series"),
    ),
    Check(
        key="jump",
        severity=Severity.WARNING,
        find=history.jumps,
        marks_values=True,
        label=Label(zh="骤升骤降", en="Jump"),
        advice=ASK,
        needs=YEARS,
    ),
    Check(
        key="own_step",
        severity=Severity.WARNING,
        find=history.own_steps,
        marks_values=True,
        label=Label(zh="独自变动", en="Steps alone"),
        advice=ASK,
        needs=Label(zh="按年的序列，至少五个单位", en="yearly series of at least five units"),
    ),
    Check(
        key="common_step",
        severity=Severity.WARNING,
        find=history.common_steps,
        marks_values=True,
        label=Label(zh="各单位同时变动", en="All units step together"),
        advice=Label(
            zh="多为仪器定标或方法变化：不能当作发展，跨年比较前先校正",
            en="Calibration or method, not development: correct before comparing years",
        ),
        needs=Label(zh="按年的序列，至少五个单位", en="yearly series of at least five units"),
    ),
    Check(
        key="vintages_mixed",
        severity=Severity.WARNING,
        find=relations.vintages_mixed,
        label=Label(zh="版本混用", en="Vintages mixed"),
        advice=Label(
            zh="按公布版本重取整个序列，注明版本；当年评价用当年公布数",
            en="Take the whole series from one publication; judge a year by what was published then",
        ),
        needs=Label(zh="总数与组成部分，或同一数值的两个版本", en="a whole with its parts, or two vintages of a value"),
    ),
    Check(
        key="imputed",
        severity=Severity.WARNING,
        find=digits.imputed,
        label=Label(zh="疑为插补", en="Looks imputed"),
        advice=Label(zh="不作为实测使用；向来源要原始值", en="Do not use as measured; ask for the original values"),
        needs=Label(
            zh="实测或报送的序列，每组至少 12 个数", en="measured or reported series, groups of at least 12 values"
        ),
    ),
    Check(
        key="copied_year",
        severity=Severity.WARNING,
        find=digits.copied_years,
        label=Label(zh="照抄上年", en="Year copied"),
        advice=Label(zh="请来源确认当年确有统计", en="Ask the source whether that year was counted at all"),
        needs=Label(zh="按年的序列，至少十个单位", en="yearly series of at least ten units"),
    ),
    Check(
        key="coverage",
        severity=Severity.WARNING,
        find=completeness.coverage,
        label=Label(zh="单位不全", en="Units lacking"),
        advice=Label(
            zh="补齐；补不齐的不求和、不排名，按缺数处理",
            en="Complete it; otherwise no sum and no rank, treat as missing",
        ),
        needs=Label(zh="区划名录中多数单位的数", en="values of most units of the register"),
    ),
    Check(
        key="unit_missing",
        severity=Severity.WARNING,
        find=completeness.units_missing,
        label=Label(zh="没有计量单位", en="No unit"),
        advice=Label(zh="写明计量单位", en="State the unit"),
        needs=ANY,
    ),
    Check(
        key="heaped",
        severity=Severity.NOTICE,
        find=digits.heaped,
        label=Label(zh="末位数字集中", en="Last digits heaped"),
        advice=Label(zh="问清是否取整或估计", en="Ask whether the values were rounded or estimated"),
        needs=Label(zh="小数位数固定的序列，至少 100 个数", en="series with fixed decimals and at least 100 values"),
    ),
    Check(
        key="jump_back",
        severity=Severity.NOTICE,
        find=history.jumps_back,
        label=Label(zh="回到原来水平", en="Way back from a jump"),
        advice=Label(zh="不是增长：前面的数才可疑", en="Not growth: the values before are the doubtful ones"),
        needs=YEARS,
    ),
    Check(
        key="blank",
        severity=Severity.NOTICE,
        find=completeness.blanks,
        label=Label(zh="空白不是 0", en="Blank is not zero"),
        advice=Label(zh="保持空白并写明原因，不补 0", en="Leave blank and give the reason; never fill with 0"),
        needs=ANY,
    ),
)

for check in ALL:
    CHECKS.register(check.key, check)
