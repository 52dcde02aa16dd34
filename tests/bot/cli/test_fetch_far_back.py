"""``paperround fetch --since``: what it takes and who hears of it is said before."""

import pytest

from tests.bot.cli.test_fetch_command import CONFIG, NOW, folder, run, shown  # noqa: F401 - the fixture


def test_how_far_back_it_looks_and_who_is_told_is_said_before_it_begins(folder) -> None:  # noqa: F811 - the fixture
    (folder / "paperround.toml").write_text(CONFIG + 'address = "http://127.0.0.1:9"\n')  # which nobody allowed
    result = run("fetch", "--now", NOW, "--since", "2020-01-01", code=1)
    said = " ".join(result.stderr.split())
    assert "2020-01-01 is more than 366 days back; it begins with 2025-11-17." in said
    assert "papers from before 2026-11-11 are only recorded, nobody is told. Else: --tell-all" in said
    assert "papers from before 2026-11-11 were only recorded" in shown(result)


@pytest.mark.parametrize("more", [[], ["--since", "2026-11-01", "--tell-nobody"]])
def test_telling_all_goes_with_looking_back_alone(folder, more) -> None:  # noqa: F811 - the fixture
    assert "--tell-all goes with --since" in run("fetch", "--now", NOW, "--tell-all", *more, code=2).stderr
