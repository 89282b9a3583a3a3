"""What every page of the shell has at hand: the variable `shell`."""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from lingnan.shell.language import HTML_LANG, current
from lingnan.shell.navigation import Group, Line, groups
from lingnan.shell.preferences import chosen
from lingnan.shell.providers import ANSWERS, Alerts, Installation, Visitor


class Nobody:
    """The visitor where nothing says who asks."""

    name = ""
    account_id = None
    unit_name = ""
    is_public = True


class Shell:
    """Everything the base template shows. Each part is asked for once, and only by pages that show it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def actor(self) -> Visitor:
        return getattr(self.request, "actor", None) or Nobody()

    @cached_property
    def unit_name(self) -> str:
        actor = self.actor
        return (getattr(actor, "unit_name_en", "") if current() == "en" else "") or actor.unit_name

    @cached_property
    def is_public(self) -> bool:
        return self.actor.is_public

    @cached_property
    def installation(self) -> Installation:
        return ANSWERS.installation()

    @cached_property
    def groups(self) -> list[Group]:
        return groups(self.actor, path=self.request.path, current=getattr(self.request, "navigation", ""))

    @cached_property
    def on_phone(self) -> list[Line]:
        lines = [line for group in self.groups for line in group.lines]
        return sorted((line for line in lines if line.on_phone), key=lambda line: line.on_phone)[:3]

    @cached_property
    def alerts(self) -> Alerts | None:
        return None if self.is_public else ANSWERS.alerts(self.actor)

    @cached_property
    def language(self) -> str:
        return current()

    @cached_property
    def html_lang(self) -> str:
        return HTML_LANG[current()]

    @cached_property
    def theme(self) -> str:
        return chosen(self.request, "theme")

    @cached_property
    def density(self) -> str:
        return chosen(self.request, "density")

    @property
    def sign_in_url(self) -> str:
        return str(settings.LOGIN_URL)

    @property
    def sign_out_url(self) -> str:
        return str(settings.LOGOUT_REDIRECT_URL or "/sign-out")


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell`."""
    return {"shell": Shell(request)}
