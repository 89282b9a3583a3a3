"""Ordered changes. The sentences are of our own writing in forms that amending notices use; what each orders is said by hand."""

import pytest

from lingnan.engines.plan.reading.patches import patched, read_patches

EIGHT = "（八）开展试点。选择两个市开展试点，2017年底前总结。（省公安厅）"


@pytest.mark.parametrize(
    ("order", "after"),
    [
        ("将第（八）项修改为“（八）扩大试点。（省教育厅）”。", "（八）扩大试点。（省教育厅）"),
        ("第八项修改为：“扩大试点。（省教育厅）”", "（八）扩大试点。（省教育厅）"),
        ("将第（八）项中的“两个市”修改为“五个市”。", EIGHT.replace("两个", "五个")),
        ("第（八）项中的“两个市”修改为“五个市”，“2017年底前”修改为“2018年底前”。",
         EIGHT.replace("两个", "五个").replace("2017", "2018")),
        ("第（八）项牵头单位由“省公安厅”调整为“省教育厅”。", EIGHT.replace("省公安厅", "省教育厅")),
        ("删去第（八）项中的“，2017年底前总结”。", EIGHT.replace("，2017年底前总结", "")),
        ("将第8项中“，2017年底前总结”删除。", EIGHT.replace("，2017年底前总结", "")),
        ("第八条增加一款：“试点市每季度报告一次。”", f"{EIGHT}\n试点市每季度报告一次。"),
    ],
)  # fmt: skip
def test_a_change_is_carried_out(order: str, after: str) -> None:
    [patch] = read_patches(f"现就有关工作通知如下：\n一、{order}\n")
    assert patch.number == 8
    assert patched(EIGHT, patch) == (after, ())


def test_a_new_item_knows_the_place_of_its_words() -> None:
    text = "在第（八）项后增加一项，作为第（九）项：“（九）培训人员。（省教育厅）”"
    [patch] = read_patches(text)
    assert patch.kind == "new"
    assert patch.words_at is not None
    assert text[patch.words_at.start : patch.words_at.end] == "（九）培训人员。（省教育厅）"


def test_what_is_not_understood_is_a_doubt_and_what_drops_an_item_is_none() -> None:
    assert [each.kind for each in read_patches("第（八）项作相应调整。")] == ["unread"]
    assert read_patches("删去第（三）项。") == ()  # dropped whole: services.amending reads it
    assert read_patches("（八）落实第三条的要求。（省公安厅）") == ()


def test_words_that_the_item_does_not_have_are_named() -> None:
    [patch] = read_patches("将第（八）项中的“三个市”修改为“五个市”。")
    text, [doubt] = patched(EIGHT, patch)
    assert (text, doubt.code) == (EIGHT, "patch_missed")
