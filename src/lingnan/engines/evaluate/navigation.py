"""The lines of the evaluation in the rail."""

from lingnan.core.labels import Label
from lingnan.shell.navigation import Entry, register

for key, zh, en, order in (
    ("ranking", "排名", "Ranking", 10),
    ("map", "指标地图", "Indicator map", 20),
    ("cities", "城市", "Cities", 30),
    ("beside", "城市对比", "Cities side by side", 32),
    ("years", "年度对照", "Year against year", 34),
    ("indicators", "指标与证据", "Indicators", 40),
    ("systems", "评价体系", "Evaluation systems", 45),
    ("checks", "数据检查", "Data checks", 50),
    ("whatif", "试算", "What if", 60),
    ("files", "下载数据", "Data files", 70),
):
    register(
        Entry(
            section="evaluate",
            key=f"evaluate.{key}",
            label=Label(zh=zh, en=en),
            url_name=f"evaluate:{key}",
            order=order,
            public=True,
            on_phone=3 if key == "ranking" else 0,
            go="r" if key == "ranking" else "",
            letter={
                "map": "区",
                "indicators": "证",
                "checks": "查",
                "systems": "系",
                "whatif": "试",
                "files": "数",
                "beside": "比",
                "years": "年",
            }.get(key, ""),
            icon={"map": "map", "ranking": "ranking", "cities": "cities"}.get(key, ""),
        )
    )
