"""What the content security policy forbids does not stand in any template of the platform, and no page asks outside."""

import re
from pathlib import Path

import pytest

import lingnan

SOURCE = Path(lingnan.__file__).parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
MODULES = sorted((SOURCE / "shell" / "static" / "lingnan").glob("*.mjs"))
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style", re.IGNORECASE),
    "a handler attribute": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script without source": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", re.IGNORECASE),
    "another host": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
    "a button that says only yes": re.compile(r">\s*(?:确定|是|OK|Yes)\s*<"),
    "praise": re.compile("操作成功|Success!"),
}
LONGEST_MODULE = 200


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    found = [str(path.relative_to(SOURCE)) for path in TEMPLATES if FORBIDDEN[what].search(path.read_text())]
    assert not found


def test_the_patterns_find_what_they_forbid() -> None:
    samples = {
        "a style attribute": '<p style="color:red">',
        "a style element": "<style>p{}</style>",
        "a handler attribute": '<button onclick="go()">',
        "a script without source": "<script>go()</script>",
        "another host": '<script src="//cdn.example/x.js">',
        "a button that says only yes": "<button> 确定 </button>",
        "praise": "操作成功",
    }
    assert all(FORBIDDEN[what].search(sample) for what, sample in samples.items())


def test_modules_stay_small_and_ask_no_other_host() -> None:
    for path in MODULES:
        text = path.read_text()
        assert len(text.splitlines()) <= LONGEST_MODULE, path.name
        assert "http" not in text.replace('"http', ""), path.name
        assert "innerHTML" not in text, path.name


def test_every_page_of_the_furniture_says_both_languages() -> None:
    """Chinese characters in a template stand only inside a pair, a comment or a language passage."""
    pairs = re.compile(r"{%\s*bi\b.*?%}|{% comment %}.*?{% endcomment %}", re.DOTALL)
    foreign = re.compile(r"<(\w+)[^>]*lang=\"zh-Hans\"[^>]*>.*?</\1>", re.DOTALL)
    for path in (SOURCE / "shell" / "templates").rglob("*.html"):
        rest = foreign.sub("", pairs.sub("", path.read_text()))
        rest = rest.replace("进展.xlsx", "").replace("xlsx、csv", "")
        assert not re.findall(r"[\u4e00-\u9fff]+", rest), path.name
