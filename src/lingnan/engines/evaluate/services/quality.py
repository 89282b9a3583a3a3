"""Running the general checks over what is stored and keeping what they say of single values as flags."""

from collections.abc import Iterator, Sequence

from lingnan.engines.evaluate.checks import CHECKS, shipped_facts
from lingnan.engines.evaluate.checks.run import run_checks
from lingnan.engines.evaluate.models import QualityFlag
from lingnan.engines.evaluate.selectors.checks import newest_table

LONGEST = 200  # of a flag's text


def raise_flags(indicators: Sequence[str]) -> int:
    """Check the whole series of these indicators anew; the caller's transaction holds. Returns the number of flags."""
    wanted = set(indicators)
    table, numbers = newest_table(wanted | set(_parts_of(wanted)))
    report = run_checks(table, keys=[check.key for check in CHECKS if check.marks_values])
    QualityFlag.objects.filter(value__indicator__in=wanted).delete()
    flags = [
        QualityFlag(
            value_id=numbers[finding.series, finding.region, finding.period],
            check_key=check.key,
            text_zh=finding.reason.zh[:LONGEST],
            text_en=finding.reason.en[:LONGEST],
        )
        for check, finding in report.findings
        if finding.series in wanted
    ]
    QualityFlag.objects.bulk_create(flags, batch_size=1000)
    return len(flags)


def _parts_of(indicators: set[str]) -> Iterator[str]:
    for relation in shipped_facts().parts:
        if relation.whole in indicators:
            yield from relation.parts
