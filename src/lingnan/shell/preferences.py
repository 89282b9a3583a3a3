"""What a person chose about the page: language, theme, density. Kept in cookies, changed by a plain link."""

from collections.abc import Callable
from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from lingnan.shell.language import DJANGO_CODE

Answer = Callable[[HttpRequest], HttpResponse]
Choice = Literal["lang", "theme", "density"]
CHOICES: dict[Choice, tuple[str, ...]] = {
    "lang": ("zh", "en"),
    "theme": ("auto", "light", "dark"),
    "density": ("compact", "normal", "touch"),
}
YEAR = 365 * 24 * 3600


def middleware(get_response: Answer) -> Answer:
    """Answer in the language chosen; a link with `?lang=en` (theme, density) keeps the choice and stays on the page."""

    def answer(request: HttpRequest) -> HttpResponse:
        if asked := choices_asked(request):
            return keep(request, asked)
        with translation.override(DJANGO_CODE[chosen(request, "lang")]):
            return get_response(request)

    return answer


def chosen(request: HttpRequest, choice: Choice) -> str:
    """What this person chose, or the first of the possible values."""
    value = request.COOKIES.get(choice, "")
    return value if value in CHOICES[choice] else CHOICES[choice][0]


def choices_asked(request: HttpRequest) -> dict[str, str]:
    """The choices in the address of a page (the API has its own parameters)."""
    if request.method != "GET" or request.path.startswith("/api/"):
        return {}
    return {name: request.GET[name] for name, values in CHOICES.items() if request.GET.get(name) in values}


def keep(request: HttpRequest, asked: dict[str, str]) -> HttpResponse:
    """Set the cookies and go to the same page without the choices in its address."""
    rest = request.GET.copy()
    for name in asked:
        del rest[name]
    path = "/" + request.path.lstrip("/")  # never a second host
    response = HttpResponseRedirect(f"{path}?{rest.urlencode()}" if rest else path)
    for name, value in asked.items():
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response
