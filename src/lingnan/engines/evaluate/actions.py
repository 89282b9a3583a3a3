"""What can be done in the evaluate engine, and by whom."""

from lingnan.engines.identity.rights import declare_action

IMPORT_VALUES = declare_action(
    "evaluate.import_values", zh="导入指标数据", en="Import indicator values", roles="office reviewer admin"
).key
ASSESS = declare_action("evaluate.assess", zh="计算年度评价", en="Compute an assessment", roles="office reviewer").key
FREEZE = declare_action("evaluate.freeze", zh="冻结年度评价", en="Freeze an assessment", roles="office").key
