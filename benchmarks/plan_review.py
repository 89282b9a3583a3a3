"""Taking in a document of 200 pages: read, kept as drafts, shown (promised: parse and review model under 2 s).

PYTHONPATH=src python benchmarks/plan_review.py      # in a database of its own, thrown away
"""

# ruff: noqa: PLC0415  Django must be set up before its parts are imported

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from plan_reading import CHARACTERS_A_PAGE, long_document

PARTS = (10, 1)


def timed(what: str, act: Callable[[], object]) -> object:
    started, cpu = time.perf_counter(), time.process_time()
    result = act()
    print(f"  {what:<34} {time.perf_counter() - started:6.2f} s  ({time.process_time() - cpu:.2f} s of processor)")
    return result


def main() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from lingnan.engines.identity.actor import SYSTEM
    from lingnan.engines.identity.services.regions import load_regions
    from lingnan.engines.identity.services.units import load_units
    from lingnan.engines.plan.models import Plan
    from lingnan.engines.plan.pages.documents import review_of
    from lingnan.engines.plan.reading import read_text
    from lingnan.engines.plan.selectors.drafts import review_model
    from lingnan.engines.plan.services.importing import import_plan
    from lingnan.engines.plan.services.reviewing import accept_certain

    call_command("migrate", verbosity=0)
    load_regions(by=SYSTEM)
    load_units(by=SYSTEM)
    whole = long_document().replace("山海省", "广东省")
    read_text(whole[:4000])
    for part in PARTS:
        text = whole[: len(whole) // part]
        print(f"{len(text) // CHARACTERS_A_PAGE} pages, {len(text):,} characters")
        timed("parse alone", lambda text=text: read_text(text))
        plan = timed(
            "import: parse and keep as drafts",
            lambda text=text: import_plan(by=SYSTEM, name="p.txt", content=text.encode()),
        )
        assert isinstance(plan, Plan)
        kept = Plan.objects.get(pk=plan.pk)
        with CaptureQueriesContext(connection) as asked:
            timed(
                "review model and both sides",
                lambda kept=kept: review_of(review_model(kept), None, acts=True, decides=True),
            )
        print(f"  {len(asked)} queries for {kept.drafts.count()} found tasks")
        timed("accept all certain", lambda kept=kept: accept_certain(by=SYSTEM, plan_key=kept.key))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LINGNAN_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingnan.web.settings")
        os.environ["LINGNAN_LOG_LEVEL"] = "ERROR"
        os.environ.pop("DATABASE_URL", None)
        Path(folder).mkdir(exist_ok=True)
        import django

        django.setup()
        main()
