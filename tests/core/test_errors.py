"""An error speaks both languages, and its Chinese words name its field."""

from lingnan.core.errors import Conflict, Fault, FrameError, Invalid
from lingnan.core.labels import Label


def test_a_refusal_is_said_in_the_language_of_its_reader() -> None:
    error = Conflict(Label(zh="案件 7 已经办结", en="Case 7 is closed already"))
    assert str(error) == error.text("zh") == "案件 7 已经办结"
    assert error.text("en") == "Case 7 is closed already"


def test_a_value_without_languages_is_the_same_in_both() -> None:
    assert Conflict("GB/T 9704").text("en") == "GB/T 9704"


def test_a_field_and_its_reason_join_as_each_language_joins_them() -> None:
    error = Invalid(Label(zh="日期", en="Date"), Label(zh="还没有到", en="has not come yet"))
    assert (error.text("zh"), error.text("en")) == ("日期：还没有到", "Date: has not come yet")
    assert error.field == "日期"


def test_a_fault_says_where_what_and_what_is_allowed() -> None:
    fault = Fault(
        where="B7", reason=Label(zh="不是数字", en="not a number"), allowed=Label(zh="0 至 100", en="0 to 100")
    )
    assert fault.text("zh") == "B7：不是数字（0 至 100）"
    assert fault.text("en") == "B7: not a number (0 to 100)"


def test_a_frame_error_reads_the_same_for_everybody() -> None:
    assert FrameError("checksum", 12).text("zh") == FrameError("checksum", 12).text("en") == "checksum (at byte 12)"
