"""The forms of one page, each a verb: a fault stays on its form with everything that was written."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from lingnan.core.errors import Conflict, Invalid, NotAllowed
from lingnan.shell.language import current

Run = Callable[[dict[str, Any]], str]  # cleaned data in, what was done out. Any: as Django hands it


class VersionForm(forms.Form):
    """A verb without words of its own; the version tells whether somebody was faster."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Desk:
    """What may be done on a page now. The template asks `desk.forms.VERB`, which is absent where it may not be."""

    def __init__(self, request: HttpRequest, *, version: int = 0) -> None:
        self.request, self.version = request, version
        self.forms: dict[str, forms.Form] = {}
        self.runs: dict[str, Run] = {}

    def offer(
        self,
        verb: str,
        kind: type[forms.Form],
        run: Run,
        *,
        initial: Mapping[str, object] | None = None,
        **more: object,
    ) -> None:
        """Offer a verb with its form; the form is filled with what was sent, where it was this one."""
        sent = self.request.method == "POST" and self.request.POST.get("verb") == verb
        data, files = (self.request.POST, self.request.FILES) if sent else (None, None)
        start = {"version": self.version, **(initial or {})}
        self.forms[verb] = kind(data, files, initial=start, auto_id=f"{verb}-%s", **more)  # type: ignore[arg-type]
        self.runs[verb] = run

    def act(self, to: str = "") -> HttpResponse | None:
        """Do what was sent; the page again after it, or None where a form has a fault (or nothing was sent)."""
        if self.request.method != "POST":
            return None
        verb = self.request.POST.get("verb", "")
        form = self.forms.get(verb)
        if form is None:
            raise NotAllowed(self.too_late)
        if not form.is_valid():
            return None
        try:
            said = self.runs[verb](form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(None, error.text(current()))
            return None
        if said.startswith("/"):
            return HttpResponseRedirect(said)
        messages.info(self.request, said)
        return HttpResponseRedirect(to or self.request.path)

    @property
    def too_late(self) -> str:
        """Why a verb that was offered is no more."""
        return (
            "This can no longer be done, or not by you"
            if current() == "en"
            else "现在不能这样办，或者不该由您办理；请看最新内容"
        )
