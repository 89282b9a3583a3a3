"""The quality ladder of a sector: what each rung asks, and the grade that a sector's QUALITY.yaml earns.

Each rule is `done`, `todo` or `exempt` with a reason. A sector stands on the highest rung below which, and on which,
nothing is to do. `tests/rooms` holds the validated rules against the room itself, so they cannot be claimed by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from lingnan.core.errors import Fault, Invalid
from lingnan.core.labels import Label


class State(StrEnum):
    """Where a sector stands with one rule."""

    DONE = "done"
    TODO = "todo"
    EXEMPT = "exempt"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing asked on a rung; `is_validated`: a test looks for itself."""

    key: str
    label: Label
    is_validated: bool = False


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A step of the ladder with its rules."""

    number: int
    label: Label
    rules: tuple[Rule, ...]


def _rule(key: str, zh: str, en: str, *, validated: bool = False) -> Rule:
    return Rule(key=key, label=Label(zh=zh, en=en), is_validated=validated)


RUNGS = (
    Rung(
        number=1,
        label=Label(zh="已声明", en="Declared"),
        rules=(
            _rule("manifest_whole", "声明完整", "Manifest whole", validated=True),
            _rule("standards_named", "每项指标、限值均有依据", "Every limit has its standard", validated=True),
            _rule("readme", "有一页说明", "One-page README", validated=True),
        ),
    ),
    Rung(
        number=2,
        label=Label(zh="可运行", en="Working"),
        rules=(
            _rule("frames_decode", "已录报文可解码", "Recorded frames decode"),
            _rule("worked_cases", "算例全部通过", "Worked cases pass", validated=True),
            _rule("case_runs", "事项可从立案办到办结", "A case goes from opening to closing"),
            _rule("pages_open", "页面可打开且有数据", "Pages open with data"),
        ),
    ),
    Rung(
        number=3,
        label=Label(zh="已测量", en="Measured"),
        rules=(
            _rule("query_counts", "查询次数已写明", "Query counts written down"),
            _rule("benchmark", "基准测试已公布", "Benchmark published"),
            _rule("missing_late_duplicate", "缺失、迟到、重复数据已测试", "Missing, late and duplicate data tested"),
        ),
    ),
    Rung(
        number=4,
        label=Label(zh="可信赖", en="Trusted"),
        rules=(
            _rule("compared", "与标准算例或他人实现比对", "Compared with the standard or another implementation"),
            _rule("data_checks", "数据检查在运行", "Data checks run"),
            _rule("neighbour_down", "存储或邻居停机时可用", "Works when the store or a neighbour is down"),
            _rule("accessible", "键盘与读屏已检查", "Keyboard and screen reader checked"),
        ),
    ),
)
RULES = {rule.key: rule for rung in RUNGS for rule in rung.rules}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a QUALITY.yaml says about one rule."""

    state: State
    reason: str = ""


def read(path: Path) -> Mapping[str, Mark]:
    """The marks of a room; every fault of the file at once, each with its rule."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise Invalid(path.name, "应为规则与状态的表")
    faults = [Fault(where=f"{path.name} {key}", reason="没有这条规则") for key in found if key not in RULES]
    faults += [Fault(where=f"{path.name} {key}", reason="没有标注") for key in RULES if key not in found]
    marks = {key: mark for key in RULES if key in found and (mark := _mark(found[key], f"{path.name} {key}", faults))}
    if faults:
        raise Invalid(path.name, "；".join(map(str, faults)), faults=tuple(faults))
    return marks


def _mark(value: object, where: str, faults: list[Fault]) -> Mark | None:
    """`done`, or `{todo: why}` and `{exempt: why}`: what is not done says why."""
    if value == State.DONE:
        return Mark(state=State.DONE)
    if isinstance(value, dict) and len(value) == 1:
        ((state, reason),) = value.items()
        if state in (State.TODO, State.EXEMPT) and isinstance(reason, str) and reason.strip():
            return Mark(state=State(state), reason=reason)
    faults.append(Fault(where=where, reason=f"{value!r} 不是标注", allowed="done，{todo: 原因}，{exempt: 原因}"))
    return None


def grade(marks: Mapping[str, Mark]) -> int:
    """The highest rung below which, and on which, nothing is to do; 0 where the first has work left."""
    reached = 0
    for rung in RUNGS:
        if any(marks[rule.key].state is State.TODO for rule in rung.rules):
            break
        reached = rung.number
    return reached
