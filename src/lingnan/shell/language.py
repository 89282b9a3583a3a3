"""The language of the page being answered, and short texts in both languages.

Page texts are pairs written where they stand (docs/decisions/0010-page-texts-are-pairs.md), not catalogues.
"""

import re
from typing import cast

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lingnan.core.errors import Fault, LingnanError
from lingnan.core.labels import Label, Language

HTML_LANG = {"zh": "zh-Hans", "en": "en"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
DJANGO_CODE = {"zh": "zh-hans", "en": "en"}


def current() -> Language:
    """`zh` or `en`: what the person reading this answer has chosen. Chinese, where nothing is known."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def plurals(values: dict[str, object]) -> dict[str, object]:
    """The values plus `{n_s}` for each whole number n: the English plural ending, empty for 1."""
    endings = {f"{key}_s": "" if value == 1 else "s" for key, value in values.items() if isinstance(value, int)}
    return {**endings, **values}


def bi(zh: str, en: str, **values: object) -> str:
    """The text of the current language with its values put in: `bi("{n} 项任务", "{n} task{n_s}", n=24)`."""
    text = en if current() == "en" else zh
    return text.format(**plurals(values)) if values else text


def bi_html(zh: str, en: str, values: dict[str, object]) -> SafeString:
    """As `bi`, for a page: the values are escaped, the texts are ours and may carry markup."""
    escaped = {key: conditional_escape(str(value)) for key, value in plurals(values).items()}
    text = en if current() == "en" else zh
    return mark_safe(text.format(**escaped) if values else text)  # noqa: S308 - texts are literals of our templates


def say(thing: object) -> str:
    """A Label or an error in the current language; else as it is. What has name and name_en gives the fitting one."""
    if isinstance(thing, Label | LingnanError | Fault):
        return thing.text(current())
    if current() == "en" and (name_en := getattr(thing, "name_en", "")):
        return cast(str, name_en)
    return str(thing)


def tongue(thing: object) -> SafeString:
    """What was written in Chinese keeps its language on an English page, so that it is read and set as Chinese."""
    text = conditional_escape(say(thing))
    if current() == "en" and not hasattr(thing, "__html__") and CHINESE.search(text):
        return format_html('<span lang="zh-Hans">{}</span>', text)
    return text
