"""The parts of `/design` that are forms, on made-up rows; `echo` takes what they send and says what it was."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lingnan.shell.language import bi

SILENT = {"csrfmiddlewaretoken", "anchor", "password"}


class KeptForm(forms.Form):
    """A form whose work survives a reload."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["kept_text"] = forms.CharField(
            label=bi("本季进展", "Progress of the quarter"), widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["kept_done"] = forms.BooleanField(label=bi("本季节点已完成", "Milestone met"), required=False)
        self.fields["kept_file"] = forms.FileField(
            label=bi("佐证", "Evidence"), required=False, help_text=bi("文件不暂存", "Files are not kept")
        )


def parts(request: HttpRequest) -> dict[str, Any]:  # a template context
    """What the page shows of these parts."""
    return {"kept_form": KeptForm()}


@require_POST
def echo(request: HttpRequest) -> HttpResponse:
    """Nothing is stored: the page says what arrived, as a real one would after its service."""
    said = [f"{name} = {value}" for name, value in request.POST.items() if name not in SILENT and value]
    messages.info(request, bi("收到：{what}", "Received: {what}", what="; ".join(said)))
    return HttpResponseRedirect(f"{reverse('shell:design')}#{request.POST.get('anchor', 'main')}")
