"""The lines of the collection in the rail."""

from lingnan.core.labels import Label
from lingnan.engines.evaluate.actions import JUDGE
from lingnan.shell.navigation import Entry, register

register(Entry(section="evaluate", key="evaluate.rounds", label=Label(zh="数据报送", en="Collection"),
               url_name="evaluate:rounds", order=60, letter="报"))  # fmt: skip
register(Entry(section="evaluate", key="evaluate.review", label=Label(zh="数据审核", en="Review"),
               url_name="evaluate:review", order=65, letter="审", needs=JUDGE))  # fmt: skip
register(Entry(section="evaluate", key="evaluate.surveys", label=Label(zh="调查与评分", en="Surveys, scores"),
               url_name="evaluate:surveys", order=70, letter="调"))  # fmt: skip
register(Entry(section="evaluate", key="evaluate.objections", label=Label(zh="异议", en="Objections"),
               url_name="evaluate:objections", order=80, letter="异"))  # fmt: skip
