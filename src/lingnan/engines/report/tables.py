"""The results of an edition as a table for machines: from the frozen snapshot, whatever the catalogue says today."""

from lingnan.core.documents.exact import ExactTable
from lingnan.core.labels import Label
from lingnan.engines.evaluate.selectors.tables import Told, results_table
from lingnan.engines.report import snapshot
from lingnan.engines.report.models import Edition


def table_of(edition: Edition) -> ExactTable:
    """Every node and city, with the edition's own number and fingerprint said beside."""
    content = snapshot.read(edition.snapshot)
    measures = {key: Told(label=m.label, unit=m.unit, source=m.source) for key, m in content.measures.items()}
    table = results_table(content.judged, measures)
    return ExactTable(
        name=f"report-{edition.year}-{edition.number}",
        title=Label(
            zh=f"{edition.year} 年度报告第 {edition.number} 版的结果",
            en=f"Results of report {edition.year}, edition {edition.number}",
        ),
        columns=table.columns,
        rows=table.rows,
        about=(
            (Label(zh="报告指纹（SHA-256）", en="Fingerprint of the report (SHA-256)"), edition.content_hash),
            (Label(zh="报告版次", en="Edition of the report"), str(edition.number)),
            *table.about,
        ),
    )
