"""Plan reading: precision and recall per field over the corpus; the time for 200 pages (promised: under 2 s).

The review of the same 200 pages (import into the database, review model, page) is timed by `plan_review.py`.

PYTHONPATH=src python benchmarks/plan_reading.py
"""

import importlib.util
import time
from collections import Counter
from pathlib import Path
from typing import Any

from lingnan.engines.plan.reading import read_clause, read_document
from lingnan.engines.plan.reading.document import read_text

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "tests" / "engines" / "plan" / "reading" / "corpus_files.py"
CHARACTERS_A_PAGE, PAGES = 600, 200  # GB/T 9704: 22 lines of 28 characters


class Score:
    """Right, found and wanted values by field."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.wanted: Counter[str] = Counter()

    def add(self, field: str, found: list[Any], wanted: list[Any]) -> None:
        self.right[field] += sum((Counter(found) & Counter(wanted)).values())
        self.found[field] += len(found)
        self.wanted[field] += len(wanted)

    def show(self) -> None:
        for field in self.wanted:
            precision = self.right[field] / max(1, self.found[field])
            recall = self.right[field] / max(1, self.wanted[field])
            print(f"  {field:<12} precision {precision:6.1%}  recall {recall:6.1%}  ({self.wanted[field]} wanted)")


def corpus() -> Any:
    spec = importlib.util.spec_from_file_location("corpus_files", CORPUS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def clauses(files: Any) -> None:
    score, whole, wanted = Score(), 0, files.clauses()
    for each in wanted:
        said = read_clause(each.clause)
        score.add("lead", list(said.lead), list(each.lead))
        score.add("cooperating", list(said.cooperating), list(each.cooperating))
        score.add("when", [said.when] if said.when else [], [each.when] if each.when else [])
        whole += (said.lead, said.cooperating, said.when) == (each.lead, each.cooperating, each.when)
    print(f"clauses: {whole} of {len(wanted)} wholly right")
    score.show()


def documents(files: Any) -> None:
    score, whole, count = Score(), 0, 0
    for document in files.documents():
        reading, tasks = read_document(document.path), document.expected["tasks"]
        found = [(t.number, t.title, t.lead, t.cooperating, tuple(d.due for d in t.deadlines)) for t in reading.tasks]
        wanted = [(t["number"], t["title"], tuple(t["lead"]), tuple(t["cooperating"]), tuple(t["due"])) for t in tasks]
        for index, field in enumerate(("number", "title", "lead", "cooperating", "due")):
            score.add(field, [each[index] for each in found], [each[index] for each in wanted])
        whole += len(set(found) & set(wanted))
        count += len(wanted)
    print(f"documents: {whole} of {count} tasks wholly right in {len(files.documents())} documents")
    score.show()


def long_document() -> str:
    """A document of 200 pages in the form of a provincial plan, every item with other words, numbers and units."""
    units = [
        "省发展改革委",
        "省教育厅",
        "省科技厅",
        "省公安厅",
        "省民政厅",
        "省财政厅",
        "省水利厅",
        "省商务厅",
        "省审计厅",
        "省体育局",
    ]
    lines, size, number = ["山海省数字化发展规划（2024—2028年）", "为推进数字化发展，制定本规划。"], 0, 0
    while size < CHARACTERS_A_PAGE * PAGES:
        if number % 20 == 0:
            lines.append(f"（{'一二三四五六七八九十'[number // 20 % 10]}）推进第{number}类工作")
        number += 1
        a, b, c = (units[(number * k) % 10] for k in (1, 3, 7))
        line = (
            f"{number}.建设第{number}号业务系统。{2024 + number % 5}年{number % 12 + 1}月底前建成统一平台，"
            f"覆盖率达到{50 + number % 50}%，整合第{number}批数据资源，制定数据管理办法，"
            f"开展{number % 9 + 1}个县区试点，落实第{number}类服务评价指标体系，按季调度，"
            f"{'逐项推进基层应用与安全防护，' * 3}形成常态工作机制。"
            f"（{a}牵头，{b}、{c}等单位按职责分工负责，各地级以上市人民政府结合实际落实）"
        )
        lines.append(line)
        size += len(line)
    return "\n".join(lines)


def speed() -> None:
    text = long_document()
    read_text(text[:4000])
    for share in (1, 10):
        part = text if share == 1 else text[: len(text) // share]
        started, cpu = time.perf_counter(), time.process_time()
        reading = read_text(part)
        print(
            f"speed: {len(part) // CHARACTERS_A_PAGE} pages, {len(part):,} characters, {len(reading.tasks)} tasks: "
            f"{time.perf_counter() - started:.2f} s ({time.process_time() - cpu:.2f} s of processor)"
        )


if __name__ == "__main__":
    files = corpus()
    clauses(files)
    documents(files)
    speed()
