"""What can be done in the report engine, and by whom."""

from lingnan.engines.identity.rights import declare_action

BUILD = declare_action("report.build", zh="编制年度报告", en="Build the annual report", roles="office reviewer").key
PUBLISH = declare_action("report.publish", zh="发布年度报告", en="Publish the annual report", roles="office").key
EDIT = declare_action("report.edit", zh="撰写年度报告文字", en="Write the report's text", roles="office reviewer").key
CORRECT = declare_action("report.correct", zh="发布勘误", en="Publish an erratum", roles="office").key
