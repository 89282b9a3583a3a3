"""Draw experts for a matter, record refusals, draw the next in order. Every draw can be replayed from its record."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from lingnan import rules
from lingnan.core.errors import Conflict, Invalid, NotFound
from lingnan.core.labels import Label
from lingnan.engines.group.drawing import Candidate, Refusal, allocate, as_record, fingerprint
from lingnan.engines.group.labels import FIELDS
from lingnan.engines.group.models import Draw, DrawnExpert, Expert
from lingnan.engines.group.rulebook import EXPERTS
from lingnan.engines.group.selectors.experts import Concerned, bars, in_pool
from lingnan.engines.group.services.experts import units_meant
from lingnan.engines.group.services.numbers import next_number
from lingnan.engines.identity import audit
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.calendar import today
from lingnan.engines.identity.rights import require


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The pool as one matter finds it on a day."""

    candidates: tuple[Candidate, ...]
    applicants: tuple[dict[str, str], ...]

    def able(self) -> dict[str, int]:
        """How many of each field may be drawn."""
        return {key: sum(c.stratum == key and not c.bars for c in self.candidates) for key in FIELDS}


def pool_for(applicants: tuple[str, ...]) -> Pool:
    """Everybody in the pool today, each with what bars them from a matter that concerns these organisations."""
    day = today()
    meant = units_meant(applicants)
    concerned = Concerned(meant)
    return Pool(
        candidates=tuple(
            Candidate(key=each.number, stratum=each.field, bars=bars(each, concerned=concerned, on=day))
            for each in in_pool(day)
        ),
        applicants=tuple({"name": name, "unit": unit.pk if unit else ""} for name, unit in meant),
    )


def wish(pool: Pool, *, total: int = 0, wanted: Mapping[str, int] | None = None) -> dict[str, int]:
    """How many of each field: as asked, or `total` shared by the largest remainder over those who may be drawn."""
    if wanted:
        return {key: number for key, number in wanted.items() if number}
    if total <= 0:
        raise Invalid(
            Label(zh="人数", en="Number of people"),
            Label(zh="请写总人数，或每个领域的人数", en="Give a number in all, or one for each field"),
        )
    shares = allocate(total, {key: size for key, size in pool.able().items() if size})
    return {key: number for key, number in shares.items() if number}


@transaction.atomic
def draw_experts(
    *,
    by: Actor,
    title: str,
    applicants: tuple[str, ...],
    total: int = 0,
    wanted: Mapping[str, int] | None = None,
    public_seed: str = "",
    is_sample: bool = False,
) -> Draw:
    """Draw at random, field by field. The pool is fixed and fingerprinted before the seed is made.

    `public_seed`: a text that nobody could choose beforehand (the numbers of a lottery, say); the pool's fingerprint
    is added to it. Without one the seed is 128 random bits.
    """
    require(by, "group.draw")
    if not title.strip():
        raise Invalid(Label(zh="事项", en="Matter"), Label(zh="请写为什么事抽取", en="Say for what they are drawn"))
    pool = pool_for(applicants)
    wanted = wish(pool, total=total, wanted=wanted)
    digest = fingerprint(candidates=pool.candidates, wanted=wanted)
    seed = f"{public_seed.strip()}|{digest}" if public_seed.strip() else secrets.token_hex(16)
    record = as_record(candidates=pool.candidates, wanted=wanted, seed=seed)
    day = today()
    draw = Draw.objects.create(
        number=next_number(Draw, day.year, prefix="CQ"),
        title=title.strip(),
        drawn_on=day,
        seed=seed,
        record=record,
        digest=digest,
        applicants=list(pool.applicants),
        rule_edition=rules.in_force(EXPERTS, on=day).edition,
        drawn_by=by.name,
        drawn_at=datetime.now(UTC),
        is_sample=is_sample,
    )
    added = keep_chosen(draw)
    again = Draw.objects.filter(title=draw.title).count()
    words = "、".join(f"{FIELDS[key].zh}{number}人" for key, number in wanted.items())
    summary = f"为“{draw.title}”抽取专家 {draw.number}：{words}" + (f"（同一事项第 {again} 次）" if again > 1 else "")
    audit.record(by=by, verb="group.draw", about=f"group.draw:{draw.number}", summary=summary,
                 after={"seed": seed, "pool": digest, "wanted": wanted, "chosen": added})  # fmt: skip
    return draw


def keep_chosen(draw: Draw) -> list[str]:
    """Rows for those whom the record chose and who have none yet; their numbers."""
    there = set(draw.drawn.values_list("expert__number", flat=True))
    new = [each for each in draw.record["chosen"] if each["key"] not in there]
    known = dict(Expert.objects.filter(number__in=[each["key"] for each in new]).values_list("number", "pk"))
    DrawnExpert.objects.bulk_create(
        DrawnExpert(draw=draw, expert_id=known[each["key"]], stratum=each["stratum"], place=each["place"])
        for each in new
    )
    return [str(each["key"]) for each in new]


def locked(number: str, version: int, expert_number: str) -> tuple[Draw, DrawnExpert]:
    """The draw and one who was drawn, for an answer."""
    draw = Draw.objects.select_for_update().filter(number=number).first()
    if draw is None:
        raise NotFound(Label(zh=f"没有抽取 {number}", en=f"There is no draw {number}"))
    if draw.version != version:
        raise Conflict(
            Label(
                zh="这次抽取刚被别人办过，请看过最新内容再办",
                en="Somebody just acted on this draw; look at it again first",
            )
        )
    drawn = draw.drawn.select_related("expert").filter(expert__number=expert_number).first()
    if drawn is None:
        raise NotFound(Label(zh=f"{expert_number} 没有被抽中", en=f"{expert_number} was not drawn"))
    if drawn.state == "refused":
        raise Conflict(Label(zh=f"{drawn.expert.name}已谢绝", en=f"{drawn.expert.name} has declined"))
    return draw, drawn


@transaction.atomic
def record_acceptance(*, by: Actor, number: str, version: int, expert_number: str) -> Draw:
    """Somebody who was drawn will come."""
    require(by, "group.draw")
    draw, drawn = locked(number, version, expert_number)
    drawn.state, drawn.answered_on = "accepted", today()
    drawn.save()
    draw.version += 1
    draw.save()
    audit.record(by=by, verb="group.draw", about=f"group.draw:{draw.number}",
                 summary=f"{drawn.expert.name}应邀（{draw.number}）")  # fmt: skip
    return draw


@transaction.atomic
def record_refusal(*, by: Actor, number: str, version: int, expert_number: str, reason: str) -> Draw:
    """Somebody who was drawn declines: the next in the order of the same seed takes the place; where nobody is left,
    the place stays open and the page says so."""
    require(by, "group.draw")
    draw, drawn = locked(number, version, expert_number)
    if not reason.strip():
        raise Invalid(Label(zh="理由", en="Reason"), Label(zh="请写谢绝的理由", en="Say why they decline"))
    drawn.state, drawn.reason, drawn.answered_on = "refused", reason.strip()[:200], today()
    drawn.save()
    added: list[str] = []
    with suppress(Invalid):  # nobody left in this field: the record stays as it is, the refusal stands in its row
        draw.record = redrawn(draw.record, {"key": expert_number, "reason": reason.strip()})
        added = keep_chosen(draw)
    draw.version += 1
    draw.save()
    names = "、".join(Expert.objects.filter(number__in=added).values_list("name", flat=True))
    then = f"由{names}递补" if names else "没有可递补的人"
    audit.record(by=by, verb="group.draw", about=f"group.draw:{draw.number}",
                 summary=f"{drawn.expert.name}谢绝（{reason.strip()}），{then}",
                 after={"reason": reason.strip(), "chosen": added})  # fmt: skip
    return draw


def redrawn(record: dict[str, object], refused: dict[str, str]) -> dict[str, object]:
    """The record with one more refusal; Invalid where its field cannot be filled any more."""
    candidates: list[dict[str, object]] = record["candidates"]  # type: ignore[assignment]  # as `as_record` wrote it
    refusals: list[dict[str, str]] = [*record["refusals"], refused]  # type: ignore[misc]
    wanted: dict[str, int] = record["wanted"]  # type: ignore[assignment]
    return as_record(
        candidates=[
            Candidate(key=str(c["key"]), stratum=str(c["stratum"]), bars=tuple(c["bars"]))  # type: ignore[arg-type]
            for c in candidates
        ],
        wanted=wanted,
        seed=str(record["seed"]),
        refusals=[Refusal(key=r["key"], reason=r["reason"]) for r in refusals],
    )
