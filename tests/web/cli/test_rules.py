import json

from click.testing import CliRunner

from lingnan.web.cli import main


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["rules", *words])
    return done.exit_code, done.stdout, done.stderr


def test_the_day_chooses_the_edition() -> None:
    limits = {}
    for day in ("2026-02-28", "2026-03-01", "2031-01-01"):
        code, out, _ = run("show", "gb3095", "--on", day, "--json")
        assert code == 0
        limits[day] = json.loads(out)["values"]["limits"]["PM2.5"]["day"]["class2"]
    assert limits == {"2026-02-28": 75, "2026-03-01": 60, "2031-01-01": 50}


def test_a_written_number_keeps_its_digits() -> None:
    _, out, _ = run("show", "gb3838", "--json")
    assert json.loads(out)["values"]["items"]["Hg"]["limits"][0] == "0.00005"


def test_every_edition_is_listed_with_its_days() -> None:
    _, out, _ = run("list")
    assert "hj633\t2015-01-01–2026-02-28\tHJ 633-2012\t环境空气质量指数" in out
    _, out, _ = run("list", "--json")
    assert {"hj633", "water_abstraction"} <= {json.loads(line)["rule"] for line in out.splitlines()}


def test_an_edition_is_shown_for_people() -> None:
    code, out, _ = run("show", "hj633", "--edition", "HJ 633-2012")
    assert code == 0
    assert out.startswith("环境空气质量指数 (Air quality index)\nHJ 633-2012\t2015-01-01–2026-02-28\n")


def test_a_wrong_question_says_what_there_is() -> None:
    code, _, err = run("show", "hj633", "--on", "2010-01-01")
    assert code == 1
    assert "there are: HJ 633-2012" in err
    assert run("show", "nothing")[0] == 1
    assert run("show", "hj633", "--on", "yesterday")[0] == 2
