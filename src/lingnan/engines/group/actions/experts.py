"""The pool of experts, draws and opinions."""

from lingnan.core.labels import Label
from lingnan.engines.identity.rights import declare_action
from lingnan.engines.identity.selectors.audit import OBJECT_LABELS, name_fields

declare_action("group.see_experts", zh="查看专家库", en="See the experts", roles="office reviewer auditor")
declare_action("group.manage_experts", zh="维护专家库", en="Keep the pool of experts", roles="office")
declare_action("group.draw", zh="抽取专家", en="Draw experts", roles="office")
declare_action("group.ask_opinion", zh="征求专家意见", en="Ask for an opinion", roles="office")
declare_action("group.give_opinion", zh="提出专家意见", en="Give an opinion", roles="expert")
declare_action("group.record_silence", zh="登记未答复", en="Record silence", roles="office")

OBJECT_LABELS.update(
    {
        "group.expert": Label(zh="专家", en="Expert"),
        "group.draw": Label(zh="专家抽取", en="Draw"),
        "group.opinion": Label(zh="专家意见", en="Opinion"),
    }
)
name_fields(
    seed=Label(zh="种子", en="seed"), wanted=Label(zh="各领域人数", en="wanted"), pool=Label(zh="名单指纹", en="pool"),
    chosen=Label(zh="抽中", en="chosen"), verdict=Label(zh="结论", en="verdict"), expert=Label(zh="专家", en="expert"),
    employer=Label(zh="任职单位", en="employer"), field=Label(zh="领域", en="field"),
)  # fmt: skip
