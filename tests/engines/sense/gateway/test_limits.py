"""A device may send its burst at once; what is faster has to wait in proportion."""

from lingnan.engines.sense.gateway.limits import RateLimits


def test_a_burst_is_free_and_what_is_over_it_waits() -> None:
    limits = RateLimits(rate=10, burst=100)
    assert limits.take("a", 100, now=0) == 0
    assert limits.take("a", 5, now=0) == 0.5  # five frames at ten a second


def test_time_fills_the_bucket_again() -> None:
    limits = RateLimits(rate=10, burst=100)
    limits.take("a", 100, now=0)
    assert limits.take("a", 100, now=10) == 0


def test_one_device_does_not_slow_another() -> None:
    limits = RateLimits(rate=10, burst=100)
    limits.take("a", 1000, now=0)
    assert limits.take("b", 1, now=0) == 0
