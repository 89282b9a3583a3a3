"""Rules and the arithmetic of the rooms work in a notebook: nothing of Django is loaded by them."""

import subprocess
import sys

PROGRAM = """
import sys
from datetime import date
from decimal import Decimal
import lingnan.sectors.environment.conformance, lingnan.sectors.water.conformance
from lingnan.sectors.environment.air.aqi import air_quality
judged = air_quality({"PM2.5": Decimal("76")}, report="daily", on=date(2017, 3, 4))
print(judged.edition, judged.value.aqi, "django" in sys.modules)
"""


def test_the_arithmetic_needs_no_django() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    # 100 + 1 / 40 × 50 = 101.25, rounded up
    assert done.stdout.split() == ["HJ", "633-2012", "102", "False"]
