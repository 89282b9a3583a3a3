"""Forms of the plan's pages."""

from django import forms

from lingnan.shell.forms import day, passage, upload


class ReplyForm(forms.Form):
    """A unit's reply to a supervision item."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = passage(
        "回复",
        "Reply",
        most=4000,
        rows=5,
        hint=("写明原因、整改措施和完成日期", "The cause, what you will do, and by when"),
    )
    file = upload("佐证", "Evidence", required=False)


class DecideForm(forms.Form):
    """The office's finding on a reply; the date only where it is sent back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = passage("核定意见", "Finding", most=2000, rows=3)
    due_on = day(
        "新期限", "New date", required=False, hint=("退回时填，如 2018-05-31", "When sent back, such as 2018-05-31")
    )
