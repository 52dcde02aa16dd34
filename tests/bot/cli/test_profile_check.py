"""``paperround profile check`` says how each keyword is understood, or where the mistake is."""

import json

from click.testing import CliRunner, Result

from bot.cli.main import root


def check(*arguments: str) -> Result:
    return CliRunner().invoke(root, ["profile", "check", *arguments])


def test_every_keyword_is_reported_in_normal_form_and_in_words() -> None:
    report = json.loads(check("mine: “reward model”^2, +title:(a OR b) -survey min:55 top:3", "--json").stdout)
    assert report == {
        "name": "mine",
        "threshold": 55.0,
        "top": 3,
        "keywords": [
            {
                "keyword": '"reward model"^2',
                "role": "wanted",
                "weight": 2.0,
                "means": "exactly “reward model”; counts 2 times",
            },
            {
                "keyword": "+title:(a OR b)",
                "role": "required",
                "weight": 1.0,
                "means": "required: “a” in the title or “b” in the title",
            },
            {"keyword": "-survey", "role": "excluded", "weight": 1.0, "means": "never a paper with “survey”"},
        ],
    }


def test_a_mistake_is_a_misuse_that_points_at_its_place() -> None:
    checked = check("mine: a OR")
    assert checked.exit_code == 2
    assert "Nothing stands after OR." in checked.stderr
    assert checked.stderr.rstrip().endswith("\n          ^")
