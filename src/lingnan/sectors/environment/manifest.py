"""The environment sector: task 15 of the plan of 2015-2017."""

from lingnan.core.labels import Label
from lingnan.manifest import Department, Layer, Resource, Sector, TaskServed
from lingnan.sectors.environment import rulebook
from lingnan.sectors.environment.cases import CASE_TYPES
from lingnan.sectors.environment.indicators import INDICATORS
from lingnan.sectors.environment.properties import ALERTS, PM25, PROPERTIES

SECTOR = Sector(
    key="environment",
    label=Label(zh="智能环保", en="Environment"),
    tasks=(TaskServed(plan="2015-2017", number=15),),
    departments=(Department(name="省环境保护厅", unit="gd-environment", duty="lead"),),
    rules=(
        rulebook.AIR_INDEX,
        rulebook.AIR_LIMITS,
        rulebook.AIR_ASSESSMENT,
        rulebook.SURFACE_WATER_LIMITS,
        rulebook.SURFACE_WATER_ASSESSMENT,
    ),
    properties=PROPERTIES,
    alerts=ALERTS,
    protocols=("hj212",),
    case_types=CASE_TYPES,
    indicators=INDICATORS,
    layers=(
        Layer(
            key="environment.air_stations",
            label=Label(zh="空气质量监测站", en="Air quality stations"),
            shows=Label(zh="各站最近一小时 PM2.5", en="PM2.5 of the latest hour at each station"),
            property=PM25.key,
        ),
    ),
    resources=(
        Resource(
            key="environment.air_daily",
            label=Label(zh="城市空气质量日数据", en="Daily air quality of cities"),
            content=Label(
                zh="六项污染物日均值、空气质量指数、首要污染物及所用标准版本",
                en="Daily means of six pollutants, index, primary pollutant and the edition of the standard",
            ),
            freshness=Label(zh="每日", en="Daily"),
            form="CSV",
            is_open=True,
        ),
    ),
)
