"""Sentences that rule more than one task: 排在第一位的为牵头单位，下同; 以下任务均需各区落实，不再一一列出."""

import re
from dataclasses import dataclass, replace

from lingnan.engines.plan.reading.cleaning import fold
from lingnan.engines.plan.reading.names import is_collective, is_place, is_unit, split_names

_LONGEST = 3000
_LEADS = r"(?:牵头|主办|主责|第一责任|主要责任|主体责任)"
_FIRST = re.compile(
    r"(?:(?:责任|牵头|负责)(?:单位|部门))?(?:为|有|是)(?:多个|两个|2个|多家|若干)[^，；。（）\n]{0,10}[，：]?[^，；。（）\n]{0,10}?(?:排|列|首位|第一)[^，；。（）\n]{0,16}?(?:为|是)"
    + _LEADS
    + r"[^，；。（）\n]{0,8}"
    r"|(?:注：|备注：|说明：)?[^，；。（）\n：]{0,24}?(?:排|列|居|位于|位列|名列|首位|首个|第一|第1|最前)[^，；。（）\n：]{0,16}?(?:为|是|即|系|作为|均为)[^，；。（）\n]{0,4}?"
    + _LEADS
    + r"[^，；。（）\n]{0,8}(?:[，；、]?(?:其余|其他|其它|后面|余下)[^，；。（）\n]{0,20}(?:配合|协办|参与|责任)[^，；。（）\n]{0,6})?"
    r"|(?:排|列)[^，；。（）\n]{0,8}第一[^，；。（）\n]{0,8}牵头(?:负责)?"
)
_AS_BELOW = re.compile(
    r"[，；、。]?\s*(?:以)?下均?同[）。；，]?|[，；]\s*(?:以下|下述|后续|其余)[^，；。（）]{0,8}(?:同此|相同|均同)"
)
_NOT_LISTED = r"(?:不再|不另|不另外|不一一|不逐一|不单独|不重复)[^，；。（）\n]{0,8}?(?:列出|列示|列明|罗列|列入|分工|标注|注明|赘述|一一列|体现|写明|单列|明确|列举|列)[^，；。（）\n]{0,4}"
_ALL = re.compile(
    r"(?:注：|备注：|说明：)?(?P<what>(?:以下|上述|下列|下述|本方案|本计划|各项|具体|所有|全部|重点|主要|有关|相关|前述)[^，；。（）\n]{0,10}?)(?:除[^，；。（）\n]{2,30}外，)?"
    r"(?:均|都|皆|还|一律|全部)(?:需要|需|须|应|要|由|涉及|请|为|有)*(?P<who>(?:[^，；。\n])+?)(?P<verb>(?:共同|具体|结合实际|认真|抓好|组织|贯彻|推进|按职责|按照职责|分工|分别|参与)*(?:落实|负责|实施|配合|参与|推进|承担|执行|责任|组织)(?:实施|落实|工作|单位)?)?"
    r"[，；、。]\s*(?:以下|下文|文中|表中|下面|后续|各项任务|此处|后文)?(?:均|都)?" + _NOT_LISTED
)
_ALL_AFTER = re.compile(
    r"(?:注：|备注：|说明：)?(?P<who>[^，；。：\n]+?)(?:均|都|皆|同)?(?:为|是|作为|列为)(?:以下|上述|各项|全部|所有|下列)?[^，；。（）\n]{0,10}?(?:责任|配合|参与|落实|协办)(?:单位|部门|主体)[，；、。]\s*(?:以下|下文|文中|表中)?"
    + _NOT_LISTED
)
_ALL_PLAIN = re.compile(
    r"(?P<what>(?:以下|下列|下述)(?:各项)?(?:工作|重点)?(?:任务|工作|事项|措施|内容)[^，；。（）\n]{0,6}?)(?:均|都|皆)(?:需要|需|须|应|要|由)*(?P<who>各[^，；。\n]+?)(?P<verb>(?:共同|具体|结合实际|认真|抓好|组织|贯彻)*(?:落实|配合|实施|参与))"
)


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What holds for every clause until further notice."""

    first_leads: bool = False
    also: tuple[str, ...] = ()

    def join(self, other: "Defaults") -> "Defaults":
        return Defaults(
            first_leads=self.first_leads or other.first_leads, also=tuple(dict.fromkeys((*self.also, *other.also)))
        )


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Defaults found in a text: the rest of it, what rules here, and what rules from here on."""

    rest: str
    here: Defaults
    onward: Defaults
    sentences: tuple[str, ...] = ()


def _who(text: str) -> tuple[str, ...]:
    return tuple(name for name in split_names(text) if is_unit(name) or is_collective(name) or is_place(name))


_AS_BELOW_ALONE = re.compile(r"[，,；;、。]\s*(?:以)?下同(?=[）)〕\]】。；;，,\s]|$)")


def _of_a_name(before: str) -> bool:
    """Does 下同 stand in a bracket that explains a name: 各区（含新区，下同）?"""
    opening = before.rfind("（")
    return opening > before.rfind("）") and bool(
        re.match(r"含|包括|不含|不包括|即|简称|以下简称", before[opening + 1 :])
    )


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "。" + text[end:]


def _cut_out(text: str, start: int, end: int) -> str:
    """The text without a default; where it stood alone in brackets behind a name, the chain goes on."""
    folded = fold(text)
    closed = end if folded[end - 1 : end] == "）" else end + 1 if folded[end : end + 1] == "）" else None
    opening = folded[:start].rstrip()
    if closed and opening.endswith("（") and folded.count("（", 0, closed) <= folded.count("）", 0, closed):
        return text[: len(opening) - 1] + text[closed:]
    return _blank(text, start, end)


def read_defaults(text: str, *, standing_alone: bool = False) -> Notice:
    """Take the default sentences out of `text`. `standing_alone`: a paragraph of its own rules what follows without 下同."""
    if len(text) > _LONGEST:
        return Notice(rest=text, here=Defaults(), onward=Defaults())
    here, onward, sentences = Defaults(), Defaults(), []
    folded = fold(text)
    for pattern in (_ALL, _ALL_AFTER, _ALL_PLAIN):
        match = pattern.search(folded)
        if match and (who := _who(text[match.start("who") : match.end("who")])):
            tail = _AS_BELOW.match(folded, match.end())
            end = tail.end() if tail else match.end()
            sentences.append(text[match.start() : match.end()].strip())
            here, onward = here.join(Defaults(also=who)), onward.join(Defaults(also=who))
            text = _blank(text, match.start(), end)
            folded = fold(text)
    match = _FIRST.search(folded)
    if match:
        below = _AS_BELOW.search(folded, match.end(), min(len(folded), match.end() + 12))
        sentences.append(text[match.start() : match.end()].strip())
        here = replace(here, first_leads=True)
        whole = re.match(r"(?:以下|下列|本方案|本|各项|注|备注|说明|文中|表中)", folded[match.start() :])
        if below or standing_alone or whole:
            onward = replace(onward, first_leads=True)
        text = _cut_out(text, match.start(), below.end() if below else match.end())
    else:
        text = _AS_BELOW_ALONE.sub(lambda m: m.group() if _of_a_name(fold(text)[: m.start()]) else "。", text)
    return Notice(rest=text, here=here, onward=onward, sentences=tuple(sentences))
