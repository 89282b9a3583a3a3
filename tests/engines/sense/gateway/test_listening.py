"""What `--listen` takes, and what it says of the rest."""

import pytest

from lingnan.core.errors import Invalid
from lingnan.engines.sense.gateway import Listener, parse_listener


@pytest.mark.parametrize(
    ("text", "listener"),
    [
        ("hj212=127.0.0.1:9212", Listener(protocol="hj212", host="127.0.0.1", port=9212)),
        ("hj212/udp=0.0.0.0:0", Listener(protocol="hj212", host="0.0.0.0", port=0, transport="udp")),  # noqa: S104
        ("hj212=[::1]:80", Listener(protocol="hj212", host="::1", port=80)),
    ],
)
def test_known_forms(text: str, listener: Listener) -> None:
    assert parse_listener(text) == listener


@pytest.mark.parametrize("text", ["", "hj212", "hj212=9212", "hj212=host:", "hj212=h:70000", "hj212/sms=h:1"])
def test_others_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="--listen"):
        parse_listener(text)
