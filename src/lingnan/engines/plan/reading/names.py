"""Names of units in a chain: where one ends and the next begins, and whose level the later ones bear."""

import re
from functools import lru_cache

from lingnan.engines.plan.reading.cleaning import fold

_REMEMBERED = 20_000  # the same few hundred names come back all through a document
# How names of units end. Short ones first said as they are in clauses ("省科技厅"), then the long forms.
STRONG_ENDS = (
    "厅", "局", "委", "办", "部", "署", "院", "委员会", "办公室", "办公厅", "政府", "管委会", "中心", "总队", "支队", "大队", "领导小组", "工作组", "专班",
    "指挥部", "联席会议", "办事处", "公司", "集团", "银行", "分行", "支行", "大学", "学院", "法院", "检察院", "海关", "总工会", "工会", "联合会", "协会", "学会",
    "商会", "妇联", "残联", "科协", "作协", "文联", "侨联", "社科联", "工商联", "贸促会", "团委", "团中央", "共青团中央", "团省委", "团市委", "团区委", "党组", "党委", "部门", "单位", "机构", "机关",
    "新华社", "督查室", "研究室", "参事室", "保密室", "机要室", "广播电视台", "中队", "分队", "工作队", "突击队", "信用社", "农信社", "电视台", "报社", "总台", "气象台", "供销社", "联社", "军区", "军分区", "分署", "督察局", "研究院", "研究所", "实验室", "基金会", "理事会", "红十字会",
    "银保监会", "证监会", "保监会", "银监会", "组织部", "街道办", "镇政府", "档案馆", "图书馆", "博物馆", "科学院", "工程院", "社科院", "监狱", "站", "处", "科", "股", "所",
    "兵团", "专员公署", "行署", "党校", "协调组", "工作专组", "专项小组", "工作小组", "小组", "电网", "医院", "社保基金", "仲裁院", "编办", "网信办", "工信办", "外办", "总社", "馆", "分局", "分公司",
    "工委", "纪委", "监委", "纪委监委", "指导站", "服务站", "监测站", "执法队", "运营商", "企业", "高校", "学校", "院校", "园区", "开发区", "高新区", "合作区", "示范区", "试验区", "经开区", "新区", "功能区",
    "省军区", "武警", "交易所", "公证处", "事务所", "集团公司", "出版社", "教研室", "考试院", "技师学院", "政协", "人大", "人大常委会", "政协办", "代表处", "办事机构", "社区", "居委会", "村委会", "街道", "乡镇", "镇街", "平台", "党组织", "社会组织", "群团组织", "行业组织", "经济组织",
    "政研室", "防总", "台联", "计生协", "律协", "注协", "侨联会", "公路段", "管理段", "城投", "交投", "文旅投", "产投", "建投", "水投", "农投", "国投", "铁投",
)  # fmt: skip
REGION_ENDS = ("省", "市", "县", "区", "州", "盟", "旗", "镇", "乡", "地区", "各地", "地方")
_KNOWN = re.compile(
    r"^(?:中国|省|市|区|县|广东|广州)?(?:电信|移动|联通|铁塔|广电网络|广电|邮政|石油|石化|中车|银联|海油|南方电网|国家电网|国网|电力|人保财险)(?:.{0,8}(?:公司|分公司|集团))?$"
    r"|^(?:国铁|广铁|国家电网|南方电网|广东电网|国开行|农发行|进出口银行|武警.{0,6}|军委.{2,12}|中央军委.{2,12}|供电局|供电所|.{2,4}海事|民航.{1,10}|铁路.{1,10})$"
)
# Endings that are also whole names when they stand in a chain (省教育厅、残联).
_WHOLE_ALONE = (
    "法院", "检察院", "总工会", "工会", "妇联", "残联", "科协", "作协", "文联", "侨联", "社科联", "工商联", "贸促会", "团委", "团中央", "共青团中央", "团省委", "团市委", "团区委", "新华社", "供销社",
    "红十字会", "组织部", "科学院", "工程院", "社科院", "党校", "编办", "网信办", "外办", "银保监会", "证监会", "保监会", "银监会", "海关", "纪委监委", "纪委", "监委", "政协", "人大",
    "军分区", "省军区", "考试院", "档案馆", "图书馆", "博物馆", "总台", "气象台", "交易所", "武警", "指挥部", "工信办", "行署",
)  # fmt: skip
_GENERIC = (
    "责任单位", "牵头单位", "配合单位", "责任部门", "牵头部门", "配合部门", "主办单位", "协办单位", "参与单位", "负责单位", "落实单位", "成员单位",
    "部门", "单位", "机构", "企业", "管委会", "办事处", "街道", "街道办", "街道办事处", "镇街", "乡镇", "政府", "人民政府", "党委", "组织", "高校", "园区", "社区", "县", "区", "市", "镇", "乡", "村", "地区", "院校",
    "有关单位", "有关部门", "直属机构", "委办局", "科研院所",
)  # fmt: skip
# A collective stands for several units at once and is kept whole.
COLLECTIVE = re.compile(
    r"^(?:各(?!族)|有关|相关|其他|其它|所有|全体|全省|全市|全区|全县|属地|地方各|各级|省级?各|市级?各|区级?各|县级?各|州级?各|中央和|中央、|[^、，]{0,12}?各(?:有关|相关|成员|地|市|区|县|镇|部|单位|级|州|乡|街|责任|涉)"
    r"|(?:省|市|区|县|州|旗|盟|自治区|国务院|中央|镇|乡)?(?:直|级|属|政府|人民政府|委|两级|市县|级以上)?(?:直属|直各|机关)?(?:有关|相关|其他有关|其他相关)(?:责任|职能|成员|行业|业务|牵头|主管|地方|市直|省直)?"
    r"|(?:省|市|区|县|州)(?:直|级)(?:各|机关|部门|单位|有关|相关|行业|职能)|(?:行业|业务)主管|.{2,12}(?:成员单位|相关部门|有关部门|有关单位|相关单位|主管部门|职能部门)$)"
)
_OWN_LEVEL = re.compile(
    r"^(?:省|国家|国务院|审计署|海关总署|中央|中共|中国|中科院|中直|珠三角|粤东|粤西|粤北|大湾区|国管局|全国|中华|市(?!场|域|政)|县(?!域)|区(?!域|块)|州|盟|旗|镇|乡(?!村)|街道|自治区|自治州|直辖市|兵团|团省委|团市委|团中央|共青团|海关|人民银行|人行|银保监会|证监会|民航|军委|武警|南方电网|国网|国铁|广铁|最高|新华社|属地|驻|珠江|长江|黄河|淮河|海河|松辽|太湖"
    r"|各|有关|相关|其他|其它|地方(?!金融|志|史|铁路)|所在地|涉及|两级|同级|本级|广东|东部|南部|西部|北部|[^、省]{2,6}?(?:市|县|区|州|盟|旗)(?:委|人民政府|政府)$|沿(?:黄|江|海|线|边|淮|湖|河)|[^、]{1,8}国家(?:公园|级|湿地|自然)|.{2,3}(?:省|市|县|区|州|自治区|自治州|地区)(?!政府|人民政府)[^场管区]|银保监局|证监局|银监局|保监局|.{2,4}(?:海关|海事局|海警|银监局|证监局|银保监局|保监局|证监会|铁路局)|[^、]{0,8}(?:总局|总署|公司|集团|高校|院校|企业|运营商|电网|银行|大学|学院|医院|研究院|研究所|分行|电信|移动|联通|铁塔|协会|学会|商会|新区|开发区|高新区|合作区|科技城|领导小组|机场|实验室|平台|管委会|管委|交易所|基地|示范区|试验区|度假区|风景区|保税区|港区)"
    r"|(?:教育|科技|公安|民政|司法|财政|水利|商务|文化|自然资源|生态环境|交通运输|农业农村|应急管理|文化和旅游|退役军人事务|退役军人|工业和信息化|工信|住房城乡建设|住房和城乡建设|人力资源社会保障|人力资源和社会保障|国土资源|环境保护|农业|审计|外交|国防)部)"
)
# Institutions of the level that speaks, although they end like bodies of their own.
_LEVELLESS = re.compile(
    r"^(?:国家安全厅|国家保密局|城管委|体育总会|作协|(?:农业|社会|林业|医学|地质)?科学院|社科院|农科院|高级人民法院|法院|检察院|地质局|海洋局|发展研究中心|供销社|供销合作联社|科学技术协会|残疾人联合会|工商业联合会|红十字会)$"
)
_CITY_NAMED = re.compile(
    r"^(?:广州|深圳|珠海|汕头|佛山|韶关|河源|梅州|惠州|汕尾|东莞|中山|江门|阳江|湛江|茂名|肇庆|清远|潮州|揭阳|云浮|横琴|前海|南沙|粤港澳|北京|上海|天津|重庆)"
)
_PARTY = (
    "组织部",
    "宣传部",
    "统战部",
    "政法委",
    "网信办",
    "编办",
    "社会工作部",
    "军民融合办",
    "政研室",
    "改革办",
    "财经办",
    "党校",
    "直属机关工委",
)
_JOINERS = ("以及", "和", "及", "与", "暨")
_ETC = re.compile(
    r"(?<![高中初])等(?=$|[、，（]|和|及|与|以及)|(?<![高中初])等(?:[\d一二三四五六七八九十]+个?)?(?:国务院|国家|中央和国家机关|中央国家机关|省政府|市政府|省直|市直|区直|县直|省级|市级|区级|县级|省|市|区|县|中央)?(?:各|其他|其它)?(?:有关|相关|成员|责任|职能|主管|行业|业务)*(?:部门（单位）|部门和单位|单位和部门|部门、单位|单位、部门|部门及单位|部门单位|地区和部门|责任单位|有关方面|部门|单位|部委|厅局|委办局|机构|地区|地方|方面|(?:重点|国有|中央|骨干|龙头|运营|有关|相关)?企业|高等院校|高校|院校|学校|医院|科研院所|科研机构|社会组织|协会|平台)"
)
_STRIP = "。；;，,、 \n\t.：:|-*·•★☆▲△※"
_PREFIX = re.compile(
    r"^(?:(?:[（(]?\d+[)）.、]|[①-⑳])\s*|[\u4e00-\u9fff]{2,12}?(?:方面|工作|领域|部分|环节|任务|事项)由|(?:(?:以上|上述)(?:各项)?(?:任务|工作|事项)?(?:均|统一)?|主要|具体|工作|本项工作|该项工作|该任务|此项工作|本任务|本项任务|此任务|任务|统一|分别|均|原则上)?由|请|责成|依托|以(?=省|市|各)|(?:责任|牵头|配合|主要|参与|落实)(?:单位|部门)(?:为|是|有|包括)?[：:]?|即|其中[：:，]?|如)"
)
_ALIAS_NOTE = re.compile(r"（(?:以下简称|简称|下称|下同|以下称)[^）]*）")
_MAX_NAME = 45


@lru_cache(maxsize=_REMEMBERED)
def bare(name: str) -> str:
    """A name without the second name in brackets."""
    return re.sub(r"（[^（）]*）|[“”]", "", fold(name)).strip()


@lru_cache(maxsize=_REMEMBERED)
def is_collective(name: str) -> bool:
    """Does the name stand for several units (有关部门, 各成员单位, 各地级以上市人民政府)?"""
    return bool(COLLECTIVE.match(fold(name)))


def is_generic(name: str) -> bool:
    """A bare common noun (单位, 管委会) that is a name only behind another."""
    return fold(name) in _GENERIC


@lru_cache(maxsize=_REMEMBERED)
def is_unit(name: str) -> bool:
    """Does a fragment look like the whole name of a unit?"""
    plain = bare(name)
    if not plain or len(plain) > _MAX_NAME or is_generic(plain) or re.search(r"[，。；：《》！？\n]", plain):
        return False
    if re.search(r"^(?:含|如|即|包括|详见|见|试行|以下|按照?(?!揭))|部署$", plain):
        return False
    if _KNOWN.match(plain):
        return True
    if is_collective(plain) and (plain.endswith(STRONG_ENDS) or plain.endswith(REGION_ENDS)):
        return True
    if re.match(r"^[A-Z]{1,2}\d?$", plain):  # a placeholder in a form
        return True
    if plain.endswith("会"):
        return len(plain) > len("社会") and not plain.endswith(("社会", "机会", "大会", "机遇会"))
    return plain.endswith(STRONG_ENDS) and len(plain) > 1 and (plain not in STRONG_ENDS or plain in _WHOLE_ALONE)


@lru_cache(maxsize=_REMEMBERED)
def is_place(name: str) -> bool:
    """A region that answers for itself: 各市, 横琴新区, 广州市."""
    plain = bare(name)
    if plain.startswith("各"):
        return len(plain) > 1 and plain.endswith(REGION_ENDS)
    return len(plain) > len("省市") and plain.endswith(("省", "市", "县", "区", "州", "盟", "旗"))


def _cut(text: str, separators: str) -> list[str]:
    """Parts of `text` between separators that stand outside brackets."""
    folded = fold(text)
    parts, depth, start = [], 0, 0
    for index, char in enumerate(folded):
        if char in "（“":
            depth += 1
        elif char in "）”":
            depth = max(0, depth - 1)
        elif char in separators and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return parts


def _joined(part: str) -> list[str]:
    """Cut at 和, 及, 与 where both sides are whole names; inside a name (文化和旅游部) nothing is cut."""
    folded = fold(part)
    for match in re.finditer("|".join(_JOINERS), folded):
        left, right = part[: match.start()].strip(), part[match.end() :].strip()
        if folded[match.end() : match.end() + 1] in {"其", "时"} or _inside_bracket(folded, match.start()):
            continue
        if (
            (is_unit(left) or is_place(left))
            and (_whole_right(right) or _whole_right(_joined(right)[0]))
            and not left.endswith("社会")
        ):
            return [left, *_joined(right)]
    return [part]


def _before_each(part: str) -> list[str]:
    """财政部和各省、自治区、直辖市人民政府: the collective begins behind 和, before its own pieces are put together."""
    match = re.search(r"(?:以及|和|及|与)(?=各(?:省|市|县|区|州|地|设区|镇|乡))", fold(part))
    left = part[: match.start()] if match else ""
    if (
        match
        and (is_unit(left) or (is_collective(left) and not re.match(r"各(?:省|市|县|区|州|地|镇|乡)", left)))
        and not _inside_bracket(fold(part), match.start())
    ):
        return [part[: match.start()], part[match.end() :]]
    return [part]


def _whole_right(right: str) -> bool:
    plain = bare(right)
    if re.match(r"^(?:县|区|市|镇|乡|街道)(?:人民)?政府$", plain) or is_generic(plain):
        return False
    return is_unit(right) or (is_place(right) and plain[0] == "各")


def _inside_bracket(folded: str, position: int) -> bool:
    return folded.count("（", 0, position) > folded.count("）", 0, position)


def _spaced(part: str) -> list[str]:
    """A blank parts two names where both are whole; elsewhere it is only a blank."""
    pieces = part.split()
    if len(pieces) <= 1:
        return [part.strip()]
    names: list[str] = []
    for piece in pieces:
        if (names and not (is_unit(names[-1]) and (is_unit(piece) or fold(piece)[0] != "（"))) or (
            names and fold(piece).startswith("（")
        ):
            names[-1] += piece
        else:
            names.append(piece)
    return names


def _regroup(parts: list[str]) -> list[str]:
    """Give pieces of one collective back to it: 各市、县（市、区）人民政府; 市直有关部门、单位."""
    names: list[str] = []
    for part in parts:
        plain = fold(part)
        if names and _belongs_to_last(names[-1], plain):
            names[-1] += "、" + part
        else:
            names.append(part)
    return names


_REGION_WORDS = r"(?:地级(?:以上)?|副省级|设区的?|县级|省级)?(?:县级|市级|区级|省级|镇级|省|自治区|直辖市|市|县|区|州|盟|旗|自治州|地区|镇|乡|街道|街|村|特区|直管市|(?:[\u4e00-\u9fff]{2,4})?林区)"
_OPEN_COLLECTIVE = re.compile(rf"^(?:全?[省市区县州]内?)?各(?:有关|相关)?(?:{_REGION_WORDS}(?:（[^）]*）)?)$")
_REGION_TAIL = re.compile(
    rf"^(?:{_REGION_WORDS}|（[^）]*）)+(?:（[^）]*）)?(?:人民政府|政府|党委(?:和(?:人民)?政府|政府)?|管委会|办事处)?(?:（[^）]*）)?$|^新疆生产建设兵团$"
)
_PLAIN_LEVELS = re.compile(r"^(?:中央|国家|省|市|县|区|省级|市级|县级|区级|镇|省直|市直|县直)$")
_HANGING = re.compile(r"^(?:有关|相关|各有关|各相关)?(?:部门|单位|机构|企业|地区|组织)$")


def _belongs_to_last(last: str, plain: str) -> bool:
    last_plain = fold(last)
    tail = re.split("、", last_plain)[-1]
    if _PLAIN_LEVELS.match(last_plain) or _PLAIN_LEVELS.match(tail):
        return True
    if re.match(r"^各省、自治区$", last_plain) and plain.startswith("直辖市"):
        return True
    if last_plain in {"各盟行政公署", "各行政公署", "各地区行署", "各地区行政公署"} and _REGION_TAIL.match(plain):
        return True
    if re.match(r"^各(?:地级以上)?市$", last_plain) and re.match(
        r"^县(?:（[^）]*）)?[^、]{2,10}(?:局|部门|委)$", plain
    ):
        return True
    if _OPEN_COLLECTIVE.match(last_plain) or re.match(
        rf"^各{_REGION_WORDS}(?:、{_REGION_WORDS}(?:（[^）]*）)?)+$", last_plain
    ):
        return bool(_REGION_TAIL.match(plain)) and plain != "新疆生产建设兵团"
    if (
        re.match(r"^(?:各级|地方各级|各地区?|省市县?|市区)(?!人民政府)", last_plain)
        and not is_unit(last_plain)
        and not is_place(last_plain)
    ):
        return not re.match(r"^(?:省|市|国家|各)", plain)
    if plain in {"单位", "部门", "机构", "企业", "组织", "团体"}:
        return is_collective(last_plain) or last_plain.endswith(("部门", "单位", "机构"))
    if plain in {"管委会", "党工委", "政府", "人民政府"} and last_plain.endswith(("党工委", "党委")):
        return True
    if plain in {"行政公署", "行署"} and last_plain.startswith("各"):
        return True
    if is_generic(plain) and is_collective(last_plain) and not _HANGING.match(plain):
        return True
    return bool(re.match(r"^各级党委$", last_plain) and plain in {"政府", "人民政府"})


def _tidy(name: str) -> str:
    name = re.sub(r"^(?:以及|及(?!其)|和(?!平|田|林|顺|静|政|县|硕|布))", "", name.strip(_STRIP))
    previous = None
    while previous != name:
        previous = name
        match = _PREFIX.match(name)
        if match and match.end() < len(name):
            name = name[match.end() :].strip(_STRIP)
    note = _ALIAS_NOTE.search(fold(name))
    if note:
        name = name[: note.start()] + name[note.end() :]
    folded = fold(name)
    if folded.startswith("（") and folded.endswith("）") and folded.count("（") == 1:
        name = name[1:-1]
    elif folded.count("（") > folded.count("）"):
        name = name.rstrip("（(〔[【") if folded.endswith("（") else name
    elif folded.count("）") > folded.count("（"):
        name = name.rstrip("）)〕]】")
    return name.strip(_STRIP)


@lru_cache(maxsize=_REMEMBERED)
def split_names(text: str) -> tuple[str, ...]:
    """The names of a chain, as written, in order; 等单位 keeps those named.

    >>> split_names("省文化和旅游厅、省财政厅和省教育厅等单位")
    ('省文化和旅游厅', '省财政厅', '省教育厅')
    """
    # 等部门 behind names says "and others": it parts what follows from what came.
    whole, text = fold(text).rstrip(_STRIP), _without_etc(text)
    parts = [piece for part in _cut(text, "、，,;；|/／") for piece in _spaced(part)]
    parts = [piece for part in parts for piece in _before_each(_tidy(part))]
    grouped = _regroup([part for part in parts if part])
    names = _with_shared_tail([_tidy(name) for part in grouped for name in _joined(part)])
    if _DEPARTMENTS.search(whole):
        names = _with_departments(names)
    return tuple(dict.fromkeys(name for name in names if name))


_SHARED_TAIL = re.compile(
    r"^(?P<place>[\u4e00-\u9fff]{2,4}?)等?(?:(?P<tail>海关|[市县区][\u4e00-\u9fff]{2,10}局|海事局|海警局|供电局|(?:省|市|县|区|州|镇|乡)(?:委、?)?(?:人民政府|政府|党委|委)|(?:新区|开发区|高新区)?管委会|管理机构|街道办事处)|等(?:地级)?(?P<kind>省|市|县|区|州|镇|地市))$"
)
# 公安、民政、财政等部门: fields of work, each with its department.
_DEPARTMENTS = re.compile(r"(?:等(?:有关|相关|主管|职能)*|[\u4e00-\u9fff])部门$")
_FIELD = re.compile(r"^[\u4e00-\u9fff]{2,10}$")
_NO_FIELD = re.compile(r"工作|任务|建设|落实|负责|配合|牵头|推进|其他|以上|^(?:各|有关|相关|省|市|县|区|国)")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,4}$")


_AND_SO_ON = re.compile(
    r"(?<=[省市县区州])等(?:[\d一二三四五六七八九十]+个?)?(?:地级)?(?:省份|省|地市|市|县|区|州|地)$"
)


def _with_shared_tail(names: list[str]) -> list[str]:
    """黄埔、广州海关 are two customs houses, 广州、深圳市人民政府 two governments: the last name lends its tail to bare places before it."""
    names = [_AND_SO_ON.sub("", name) for name in names]
    done = list(names)
    for index, name in enumerate(names):
        match = _SHARED_TAIL.match(name)
        if not match or match["place"] in {"各有关", "有关", "相关", "所在", "各地", "当地"} or is_collective(name):
            continue
        tail = match["tail"] or (match["kind"] or "").removeprefix("地")
        first = index
        while first and _bare_place(names[first - 1]):
            first -= 1
        if first == index:
            continue
        for place in range(first, index):
            done[place] += tail
        done[index] = match["place"] + tail
    return done


def _with_departments(names: list[str]) -> list[str]:
    """Fields of work before a common 部门 are departments, where nothing else stands in the chain."""
    bare_fields = [n for n in names if not (is_unit(n) or is_collective(n) or is_place(n))]
    if not bare_fields or not all(_FIELD.match(n) and not _NO_FIELD.search(n) for n in bare_fields):
        return names
    return [name + "部门" if name in bare_fields else name for name in names]


def _bare_place(name: str) -> bool:
    """A place that says neither its kind nor an institution: 天河区 stands for itself, 黄埔 does not."""
    return bool(_PLACE.match(name)) and not (
        is_unit(name) or is_collective(name) or (len(name) > len("广州") and name.endswith(REGION_ENDS))
    )  # 广州 is a bare name


def _without_etc(text: str) -> str:
    folded = fold(text)
    out, position = [], 0
    for match in _ETC.finditer(folded):
        if match.start() == 0 or _inside_bracket(folded, match.start()) or folded[match.start() - 1] in "、，":
            continue
        following = folded[match.end() : match.end() + 1]
        out.append(text[position : match.start()])
        if following and following not in "、，；。":
            joiner = next((j for j in _JOINERS if folded.startswith(j, match.end())), "")
            out.append("、")
            position = match.end() + len(joiner)
        else:
            position = match.end()
    out.append(text[position:])
    return "".join(out)


def bears_level(name: str) -> bool:
    """Does a name say its own level (省…, 市…, 国家…, 人民银行…, a collective)?"""
    plain = fold(name)
    if _LEVELLESS.match(plain):
        return False
    return bool(
        _OWN_LEVEL.match(plain) or _CITY_NAMED.match(plain) or is_collective(plain) or _KNOWN.match(bare(plain))
    )


def carry_province(names: tuple[str, ...], *, chain: str = "") -> tuple[tuple[str, ...], str]:
    """省 carried along a chain to the names that bear no level of their own; the chain's level is handed on.

    >>> carry_province(("省委宣传部", "文化和旅游厅"))[0]
    ('省委宣传部', '省文化和旅游厅')
    """
    out: list[str] = []
    for name in names:
        if re.match(r"省(?!级|直|有关|相关|各|市(?!场)|、)", name):
            chain = "省委" if name.startswith("省委") else "省"
        elif re.match(r"^(?:市|县|区|自治区|州)(?!场)", name) or (
            _CITY_NAMED.match(name) and name.endswith(("局", "委", "办"))
        ):
            chain = ""
        if chain and not bears_level(name) and bare(name).endswith(STRONG_ENDS):
            level = chain if bare(name).endswith(_PARTY) else "省"
            out.append(level + name)
        else:
            out.append(name)
    return tuple(dict.fromkeys(out)), chain
