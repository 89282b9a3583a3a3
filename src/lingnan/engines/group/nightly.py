"""What the working group does once every business day: whoever did not answer by the day is recorded as silent."""

from datetime import date

from lingnan.core.labels import Label
from lingnan.engines.group.services.opinions import record_silence
from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.nightly import Job, register_job


def silent_experts(by: Actor, on: date) -> str:
    """Opinions whose day has passed."""
    return f"专家未答复 {record_silence(by=by, on=on)} 份"


register_job(
    Job(key="group.opinions", label=Label(zh="专家意见到期", en="Opinions past their day"), run=silent_experts)
)
