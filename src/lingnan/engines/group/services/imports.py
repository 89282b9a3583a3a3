"""Members and experts from a sheet: read and judged first, with every faulty cell named; stored when confirmed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from lingnan.engines.group.labels import DUTIES, FIELDS, RANKS
from lingnan.engines.group.models import Seat
from lingnan.engines.group.services.experts import add_expert
from lingnan.engines.group.services.membership import ONE_AT_A_TIME, Person, appoint
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.models import Account
from lingnan.engines.identity.rights import require
from lingnan.engines.identity.services.imports import (
    Preview,
    as_names,
    first_rows,
    is_day,
    names_of_units,
    refuse_faulty,
    several,
    unit_of,
)
from lingnan.engines.identity.sheets import Field, Grid, Line, read_grid

DUTY_KEYS = {label.zh: key for key, label in DUTIES.items()}
RANK_KEYS = {label.zh: key for key, label in RANKS.items()}
FIELD_KEYS = {label.zh: key for key, label in FIELDS.items()}
MEMBERS = (
    Field(key="duty", head="职责", required=True, example="联络员", hint="、".join(DUTY_KEYS)),
    Field(key="unit", head="单位", required=True, example="广东省教育厅", hint="全称、简称或代号"),
    Field(key="name", head="姓名", required=True, example="张华"),
    Field(key="title", head="职务", example="科技处处长"),
    Field(key="rank", head="级别", required=True, example="处级", hint="、".join(RANK_KEYS) + "；联络员应为处级"),
    Field(key="phone", head="办公电话", example="020-12345678"),
    Field(key="mobile", head="手机", example="13800000000"),
    Field(key="email", head="邮箱", example="zhanghua@example.org"),
    Field(key="account", head="账号", example="zhanghua", hint="登录账号，须属这个单位"),
    Field(key="valid_from", head="起", required=True, example="2018-04-16"),
    Field(key="basis", head="依据", example="粤教函〔2018〕12号"),
)
EXPERTS = (
    Field(key="name", head="姓名", required=True, example="李明"),
    Field(key="title", head="职称", example="研究员"),
    Field(key="field", head="主要领域", required=True, example="网络安全", hint="、".join(FIELD_KEYS)),
    Field(key="further", head="其他领域", example="数据与平台", hint="多个用顿号隔开"),
    Field(key="employer", head="任职单位", required=True, example="广东省科学院"),
    Field(key="phone", head="电话", example="020-12345678"),
    Field(key="email", head="邮箱", example="liming@example.org"),
    Field(key="valid_from", head="入库日期", required=True, example="2018-04-16"),
)


def day_of(grid: Grid, line: Line, key: str) -> str:
    """A date cell; a fault where it is none."""
    text = line.cells[key]
    if text and not is_day(text):
        grid.fault(line, key, f"“{text}”不是日期", "例如：2018-04-16")
    return text


def word_of(grid: Grid, line: Line, key: str, words: dict[str, str]) -> str:
    """A cell that takes one of some words; a fault where it is another."""
    text = line.cells[key]
    if text and text not in words:
        grid.fault(line, key, f"没有“{text}”", "、".join(words))
    return words.get(text, "")


def preview_members(*, by: Actor, name: str, content: bytes) -> Preview:
    """Judge a sheet of members; nothing is stored."""
    require(by, "group.manage_members")
    grid = read_grid(name=name, content=content, fields=MEMBERS)
    names = names_of_units(today())
    accounts = dict(Account.objects.filter(is_active=True).values_list("username", "unit_id"))
    held = {
        (seat.duty, "" if seat.duty == "chief" else seat.unit_id): seat.name
        for seat in Seat.objects.filter(valid_to=None, duty__in=ONE_AT_A_TIME)
    }
    rows = [member(grid, line, names, accounts, held) for line in grid.lines]
    return Preview(file=name, rows=tuple(rows), faults=grid.faults, read=len(grid.lines), first=first_rows(grid))


def member(
    grid: Grid,
    line: Line,
    names: dict[str, set[str]],
    accounts: Mapping[str, str | None],
    held: dict[tuple[str, str], str],
) -> dict[str, object]:
    """One member's row, judged cell by cell; `held` grows with the rows read."""
    cells = line.cells
    duty, rank = word_of(grid, line, "duty", DUTY_KEYS), word_of(grid, line, "rank", RANK_KEYS)
    unit = unit_of(grid, line, "unit", names)
    if duty == "liaison" and rank and rank != "division":
        grid.fault(line, "rank", f"联络员应为处级，填的是{cells['rank']}", "处级")
    seat = (duty, "" if duty == "chief" else unit)
    if duty in ONE_AT_A_TIME and (unit or duty == "chief"):
        if seat in held:
            grid.fault(line, "duty", f"{held[seat]}已是{ONE_AT_A_TIME[duty]}", "换人请在页面上办理更替")
        held[seat] = cells["name"]
    if cells["account"] and cells["account"] not in accounts:
        grid.fault(line, "account", f"没有账号“{cells['account']}”")
    elif cells["account"] and unit and accounts[cells["account"]] != unit:
        grid.fault(line, "account", f"账号“{cells['account']}”不属于{cells['unit']}")
    start = day_of(grid, line, "valid_from")
    kept = {key: cells[key] for key in ("name", "title", "phone", "mobile", "email", "basis", "account")}
    return {**kept, "duty": duty, "rank": rank, "unit_key": unit, "valid_from": start}


@transaction.atomic
def import_members(*, by: Actor, preview: Preview) -> int:
    """Open every seat of a faultless preview, all or none."""
    refuse_faulty(preview)
    accounts = dict(Account.objects.values_list("username", "pk"))
    for row in preview.rows:
        texts: dict[str, Any] = {
            key: str(row[key]) for key in ("name", "title", "rank", "phone", "mobile", "email", "basis")
        }
        person = Person(**texts, account_id=accounts.get(str(row["account"])))
        appoint(by=by, duty=str(row["duty"]), unit_key=str(row["unit_key"]), person=person,
                valid_from=date.fromisoformat(str(row["valid_from"])))  # fmt: skip
    note_import(by, "group.seat:all", preview, "人")
    return len(preview.rows)


def preview_experts(*, by: Actor, name: str, content: bytes) -> Preview:
    """Judge a sheet of experts; nothing is stored."""
    require(by, "group.manage_experts")
    grid = read_grid(name=name, content=content, fields=EXPERTS)
    rows = []
    for line in grid.lines:
        further = several(line.cells["further"])
        for word in further:
            if word not in FIELD_KEYS:
                grid.fault(line, "further", f"没有“{word}”这个领域", "、".join(FIELD_KEYS))
        kept: dict[str, object] = {key: line.cells[key] for key in ("name", "title", "employer", "phone", "email")}
        rows.append(
            kept
            | {
                "field": word_of(grid, line, "field", FIELD_KEYS),
                "further": [FIELD_KEYS[word] for word in further if word in FIELD_KEYS],
                "valid_from": day_of(grid, line, "valid_from"),
            }
        )
    return Preview(file=name, rows=tuple(rows), faults=grid.faults, read=len(grid.lines), first=first_rows(grid))


@transaction.atomic
def import_experts(*, by: Actor, preview: Preview) -> int:
    """Add every expert of a faultless preview, all or none."""
    refuse_faulty(preview)
    for row in preview.rows:
        texts: dict[str, Any] = {key: str(row[key]) for key in ("name", "title", "field", "employer", "phone", "email")}
        add_expert(by=by, **texts, further_fields=as_names(row["further"]),
                   valid_from=date.fromisoformat(str(row["valid_from"])))  # fmt: skip
    note_import(by, "group.expert:all", preview, "位专家")
    return len(preview.rows)


def note_import(by: Actor, about: str, preview: Preview, word: str) -> None:
    """One entry for the whole sheet."""
    count = len(preview.rows)
    audit.record(by=by, verb="group.import", about=about, after={"rows": count},
                 summary=f"从 {preview.file} 导入 {count} {word}")  # fmt: skip
