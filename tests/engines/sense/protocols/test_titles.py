"""Every kind of message in the recorded frames has a name in both languages."""

import json
from pathlib import Path

import pytest

from lingnan.engines.sense.protocols.base import NAMES, PROTOCOLS
from lingnan.engines.sense.protocols.conformance import bytes_of
from lingnan.engines.sense.protocols.titles import title, title_of

# makers' own messages and those of extensions, which the standards do not name
UNNAMED = {"jt808": {"0x0091", "0x0093", "0x0304", "0x1205", "0x8604", "0x9101", "0x9102"}}


@pytest.mark.parametrize("name", NAMES)
def test_recorded_kinds_are_named(shared_dir: Path, name: str) -> None:
    lines = (shared_dir / "data" / "protocols" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    messages = [PROTOCOLS.get(name).decode(bytes_of(json.loads(line))) for line in lines]
    unnamed = {message.kind for message in messages if title(message).zh.startswith("报文")}
    assert unnamed <= UNNAMED.get(name, set()) | {"0x1700", "0x1800", "0x1102", "A1"}


def test_an_unknown_kind_shows_its_code() -> None:
    assert title_of("hj212", "8888").zh == "报文 8888"
