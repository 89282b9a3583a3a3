"""What can be done in the evaluate engine, and by whom."""

from lingnan.engines.identity.rights import declare_action
from lingnan.engines.identity.services.tokens import declare_scope

IMPORT_VALUES = declare_action(
    "evaluate.import_values", zh="导入指标数据", en="Import indicator values", roles="office reviewer admin"
).key
ASSESS = declare_action("evaluate.assess", zh="计算年度评价", en="Compute an assessment", roles="office reviewer").key
FREEZE = declare_action("evaluate.freeze", zh="冻结年度评价", en="Freeze an assessment", roles="office").key
EDIT_FRAMEWORK = declare_action(
    "evaluate.edit_framework", zh="起草和采用评价框架", en="Draft and adopt frameworks", roles="office"
).key
MANAGE_ROUNDS = declare_action(
    "evaluate.manage_rounds", zh="组织数据报送", en="Run a collection round", roles="office"
).key
REPORT = declare_action("evaluate.report", zh="填报指标数据", en="Report values", roles="clerk liaison").key
APPROVE = declare_action(
    "evaluate.approve", zh="审核下级数据", en="Approve values from below", roles="leader liaison"
).key
VERIFY = declare_action("evaluate.verify", zh="核查数据", en="Verify values", roles="reviewer").key
FINALISE = declare_action("evaluate.finalise", zh="审定数据", en="Approve values finally", roles="office").key
JUDGE = declare_action(
    "evaluate.judge", zh="看待审核的数", en="See values to judge", roles="leader liaison reviewer office"
).key
SURVEY = declare_action("evaluate.survey", zh="录入调查结果", en="Enter a survey", roles="office reviewer").key
RATE = declare_action("evaluate.rate", zh="专家评分", en="Score as an expert", roles="expert").key
RUN_PANEL = declare_action("evaluate.run_panel", zh="组织专家评分", en="Run a panel of experts", roles="office").key
OBJECT = declare_action("evaluate.object", zh="提出异议", en="File an objection", roles="leader liaison").key
ANSWER = declare_action("evaluate.answer", zh="答复异议", en="Answer an objection", roles="reviewer office").key
DECIDE = declare_action("evaluate.decide", zh="裁定异议", en="Decide an objection", roles="office").key
READ_ROUNDS = declare_scope("evaluate:read", zh="读取数据报送", en="Read collection rounds")
WRITE_VALUES = declare_scope("evaluate:write", zh="填报指标数据", en="Report values")
