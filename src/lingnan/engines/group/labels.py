"""What the kinds, ranks and states of the working group are called in both languages."""

from lingnan.core.labels import Label

DUTIES = {
    "chief": Label(zh="组长", en="Chief"),
    "deputy": Label(zh="副组长", en="Deputy chief"),
    "member": Label(zh="成员", en="Member"),
    "office_head": Label(zh="办公室主任", en="Head of the office"),
    "office": Label(zh="办公室工作人员", en="Office staff"),
    "liaison": Label(zh="联络员", en="Liaison officer"),
}
RANKS = {
    "province": Label(zh="省级", en="Provincial leader"),
    "bureau": Label(zh="厅局级", en="Bureau level"),
    "division": Label(zh="处级", en="Division level"),
    "section": Label(zh="科级", en="Section level"),
    "other": Label(zh="其他", en="Other"),
}
DUTY_KINDS = {"work": Label(zh="分工", en="In charge of"), "watch": Label(zh="值班", en="On call")}
FIELDS = {
    "infrastructure": Label(zh="信息基础设施", en="Infrastructure"),
    "data": Label(zh="数据与平台", en="Data and platforms"),
    "security": Label(zh="网络安全", en="Cybersecurity"),
    "governance": Label(zh="政务与城市治理", en="Government and cities"),
    "livelihood": Label(zh="民生服务", en="Public services"),
    "industry": Label(zh="产业与经济", en="Industry"),
    "standards": Label(zh="标准与评价", en="Standards and evaluation"),
}
INTERESTS = {
    "worked": Label(zh="曾任职", en="Worked there"),
    "project": Label(zh="承担过项目", en="Did a project"),
    "shares": Label(zh="持股或收益", en="Shares or income"),
    "family": Label(zh="亲属任职", en="Family works there"),
    "other": Label(zh="其他", en="Other"),
}
DRAWN = {
    "drawn": Label(zh="已抽中", en="Drawn"),
    "accepted": Label(zh="已应邀", en="Accepted"),
    "refused": Label(zh="已谢绝", en="Declined"),
}
OPINIONS = {
    "asked": Label(zh="已征求", en="Asked"),
    "given": Label(zh="已提出", en="Given"),
    "silent": Label(zh="未答复", en="No answer"),
}
VERDICTS = {
    "agree": Label(zh="同意", en="Agrees"),
    "agree_if": Label(zh="修改后同意", en="Agrees with changes"),
    "disagree": Label(zh="不同意", en="Disagrees"),
    "abstain": Label(zh="不作判断", en="Does not judge"),
}
PARTNERS = {
    "province": Label(zh="省市政府", en="Province or city"),
    "institution": Label(zh="科研院所与高校", en="Institute or university"),
    "company": Label(zh="企业", en="Company"),
    "association": Label(zh="协会与国际组织", en="Association"),
    "overseas": Label(zh="境外城市", en="City abroad"),
}
EXCHANGES = {
    "visit_out": Label(zh="出访考察", en="Visit to others"),
    "visit_in": Label(zh="来访接待", en="Visit to us"),
    "agreement": Label(zh="合作协议", en="Agreement"),
    "event": Label(zh="论坛与培训", en="Forum or training"),
}
GUIDANCE = {"opinion": Label(zh="指导意见", en="Guiding opinion"), "hint": Label(zh="工作提示", en="Working hint")}
INSPECTIONS = {
    "planned": Label(zh="待检查", en="Planned"),
    "issued": Label(zh="已反馈", en="Issued"),
    "closed": Label(zh="已结束", en="Closed"),
}
GRADES = {
    "serious": Label(zh="严重", en="Serious"),
    "ordinary": Label(zh="一般", en="Ordinary"),
    "good": Label(zh="好的做法", en="Good practice"),
}
CONFIDENCE = {
    "read": Label(zh="据原文", en="Read in the text"),
    "public page": Label(zh="据公开网页", en="From a public page"),
    "memory": Label(zh="凭记忆", en="From memory"),
    "inferred": Label(zh="推断", en="Inferred"),
    "own choice": Label(zh="本平台约定", en="Our own choice"),
}
SCORED = {"unit": Label(zh="部门", en="Departments"), "city": Label(zh="地市", en="Cities")}
