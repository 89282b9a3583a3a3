"""The stream outcomes of HJ 212 case files, on the frame of the standard's annex (shared/data/CASES.md)."""

import pytest

from lingnan.engines.sense.protocols.conformance import bytes_of, decoded, stream_outcome

ANNEX = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
    b"CP=&&RtdInterval=30&&1C80\r\n"
)


@pytest.mark.parametrize(
    ("buffer", "outcome"),
    [
        (ANNEX, "accept"),
        (ANNEX[:-2], "accept"),  # the line end is no part of the checked frame
        (ANNEX + ANNEX, "two messages"),
        (ANNEX[:60], "wait for more"),
        (ANNEX[:4], "wait for more"),
        (ANNEX[:-4], "wait for more"),  # half of the CRC is there
        (ANNEX + ANNEX[:30], "wait for more"),
        (b"\xffnoise" + ANNEX, "resynchronise and accept"),
        (ANNEX[:60] + ANNEX, "resynchronise and accept"),
        (ANNEX.replace(b"=30", b"=31") + ANNEX, "resynchronise and accept"),
        (ANNEX.replace(b"1C80", b"0759"), "reject"),
        (ANNEX.replace(b"0101", b"0462", 1), "reject"),  # longer than it is, but closed by its own text
        (ANNEX.replace(b"##", b"#*"), "reject"),
    ],
)
def test_names_what_a_stream_holds(buffer: bytes, outcome: str) -> None:
    assert stream_outcome(buffer)["outcome"] == outcome


def test_a_refused_frame_says_why_and_where() -> None:
    got = decoded("sl651")({"hex": "7E7E011122334455AAAA2F000802000224011013590003CC43"})
    assert got == {"outcome": "reject", "reason": "CRC CC43 given, CC42 computed (at byte 23)", "offset": 23}


@pytest.mark.parametrize("case", [{"hex": "7E7"}, {"hex": "no hex"}, {"hex": 5}, {"text": "\ud800"}])
def test_a_case_that_holds_no_frame_is_refused(case: dict[str, object]) -> None:
    assert decoded("sl651")(case)["outcome"] == "reject"


def test_blanks_in_a_frame_are_for_the_eye() -> None:
    assert bytes_of({"frame": "7E7E 02 0012"}) == bytes.fromhex("7E7E020012")
