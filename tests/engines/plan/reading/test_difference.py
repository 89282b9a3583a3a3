"""Two editions side by side: what a person would say of each task."""

from lingnan.engines.plan.reading import compare, read_text

OLD = """某省数据工作要点（2023年）
（一）建设数据平台。整合各部门数据，建成统一平台。（省大数据局牵头，省财政厅配合，2023年6月底前完成）
（二）编制数据目录。各部门编制目录并按年更新。（省大数据局）
（三）清理旧系统。关停使用率低的旧系统。（省政府办公厅）
"""
NEW = """某省数据工作要点（2024年）
（一）编制数据目录。各部门编制目录并按年更新。（省大数据局）
（二）建设数据平台。整合各部门数据，建成统一平台。（省数据局牵头，省财政厅配合，2024年6月底前完成）
（三）培育数据产业。发展数据服务企业，扩大产业规模。（省工业和信息化厅）
"""


def test_kept_changed_new_and_dropped_with_reasons() -> None:
    changes = {(c.new or c.old).title: c for c in compare(read_text(OLD), read_text(NEW)) if c.new or c.old}  # type: ignore[union-attr]
    assert {title: change.kind for title, change in changes.items()} == {
        "编制数据目录": "kept",
        "建设数据平台": "changed",
        "培育数据产业": "new",
        "清理旧系统": "dropped",
    }
    assert changes["编制数据目录"].reasons == ("编号由 2 改为 1",)
    reasons = "；".join(changes["建设数据平台"].reasons)
    assert "牵头单位由省大数据局改为省数据局" in reasons
    assert "时限由2023年6月底前改为2024年6月底前" in reasons


def test_the_same_edition_is_kept_whole() -> None:
    assert {change.kind for change in compare(read_text(OLD), read_text(OLD))} == {"kept"}
