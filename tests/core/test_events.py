from dataclasses import dataclass

import pytest

from lingnan.core import events


@dataclass(frozen=True, kw_only=True)
class AlertRaised:
    alert_id: int


@dataclass
class Loose:
    pass


def test_a_fact_reaches_its_listeners() -> None:
    with events.heard(AlertRaised) as facts:
        events.announce(AlertRaised(alert_id=7))
        events.announce(object())
    assert facts == [AlertRaised(alert_id=7)]


def test_a_listener_that_fails_is_named_and_the_others_hear(caplog: pytest.LogCaptureFixture) -> None:
    def broken(fact: AlertRaised) -> None:
        raise RuntimeError("no ears")

    events.listen(AlertRaised, broken)
    try:
        with events.heard(AlertRaised) as facts:
            failed = events.announce(AlertRaised(alert_id=8))
    finally:
        events._listeners[AlertRaised].remove(broken)
    assert facts == [AlertRaised(alert_id=8)]
    assert [deaf.listener.rsplit(".", 1)[-1] for deaf in failed] == ["broken"]
    assert "no ears" in caplog.text


def test_only_frozen_facts_are_announced() -> None:
    with pytest.raises(TypeError, match="not a fact"):
        events.listen(Loose, print)
