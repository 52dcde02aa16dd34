"""``[[sources]]`` in the configuration file: what is understood, what is refused, with its place and what would do."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.core.watch.types import FetchTiming, Watched
from bot.settings import SettingsError, explain_settings, load_settings
from scrapers.kinds.types import WatchedSource

FEED = 'name = "ours"\nkind = "feed"\naddress = "https://example.org/feed.xml"\n'


def watched(folder: Path, text: str) -> tuple[Watched, ...]:
    path = folder / "paperround.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load_settings({}, None, folder).sources


def test_a_source_needs_a_name_and_a_kind_and_the_rest_goes_without_saying(tmp_path: Path) -> None:
    (one,) = watched(tmp_path, '[[sources]]\nname = "huggingface"\nkind = "huggingface-daily"')
    assert one == Watched(source=WatchedSource(name="huggingface", kind="huggingface-daily"))


def test_everything_can_be_said_of_a_source(tmp_path: Path) -> None:
    one, other = watched(
        tmp_path,
        """
        [[sources]]
        name = "arxiv-cl"
        kind = "arxiv-rss"
        title = "arXiv, our corner"
        homepage = "https://arxiv.org/list/cs.CL/recent"
        address = "https://mirror.example.org/rss"
        categories = ["cs.CL", "cs.LG"]
        at = ["18:00", "06:30"]
        timezone = "europe/berlin"
        weekdays = ["mon", "Tue", "friday"]
        holidays = [2026-12-25, "2027-01-01"]
        settled = "90m"
        catch_up = 0
        enabled = false

        [[sources]]
        name = "incoming"
        kind = "dump"
        address = "incoming"
        every = "2h"
        """,
    )
    assert one.source == WatchedSource(
        name="arxiv-cl",
        kind="arxiv-rss",
        title="arXiv, our corner",
        homepage="https://arxiv.org/list/cs.CL/recent",
        address="https://mirror.example.org/rss",
        parameters={"categories": ("cs.CL", "cs.LG")},
    )
    assert one.timing == FetchTiming(
        at=(time(6, 30), time(18)),
        zone="Europe/Berlin",
        weekdays=frozenset((0, 1, 4)),
        holidays=frozenset((date(2026, 12, 25), date(2027, 1, 1))),
        settled=timedelta(minutes=90),
        catch_up=0,
    )
    assert not one.enabled
    assert other.source.address == str(tmp_path / "incoming")
    assert other.timing.every == timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "feed"', r"sources\[1\]\.name is missing"),
        ('name = "Ours"\nkind = "feed"', r"sources\[1\]\.name is 'Ours'; allowed are"),
        ('name = "../ours"\nkind = "feed"', r"\.name is '\.\./ours'"),
        ('name = "ours"', r"sources\[1\]\.kind is missing\. Allowed are .*feed"),
        ('name = "ours"\nkind = 5', r"\.kind must be a text"),
        ('name = "ours"\nkind = "fed"', r"\.kind is 'fed'.* Did you mean 'feed'\?"),
        (f"{FEED}evry = '2h'", r"\.evry is unknown for the kind feed\. Did you mean 'every'\?"),
        (f"{FEED}enabled = 'yes'", r"\.enabled must be true or false"),
        (f"{FEED}title = 5", r"\.title must be a text"),
        (f"{FEED}homepage = 'javascript:alert(1)'", r"\.homepage is no address"),
        (f"{FEED}every = 2", r'\.every must be minutes, hours or days, like "30m"'),
        (f"{FEED}every = '2 weeks'", r"\.every must be minutes"),
        (f"{FEED}every = '4m'", r'\.every must be from "5m" to "7d"'),
        (f"{FEED}every = '8d'", r'\.every must be from "5m" to "7d"'),
        (f"{FEED}at = '06:30'", r"\.at must be a list"),
        (f"{FEED}at = ['25:00']", r"\.at cannot be used: .*00:00 to 23:59"),
        (f"{FEED}at = []", r"\.at must be a list of 1 to 48"),
        (f"{FEED}at = ['06:30']\nevery = '2h'", r"\.every and at are both there"),
        (f"{FEED}timezone = 'UTC'", r"\.timezone .*there is no 'at'"),
        (f"{FEED}at = ['06:30']\ntimezone = 'Europe/Berln'", r"\.timezone cannot be used: .*Europe/Berlin"),
        (f"{FEED}weekdays = ['mo']", r"\.weekdays has 'mo' in it; allowed are mon, tue"),
        (f"{FEED}weekdays = []", r"\.weekdays must be a list"),
        (f"{FEED}holidays = ['25.12.']", r"\.holidays has '25\.12\.' in it"),
        (f"{FEED}holidays = [2026-12-25T00:00:00]", r"\.holidays .* without a time"),
        (f"{FEED}catch_up = 61", r"\.catch_up must be a whole number of days from 0 to 60"),
        (f"{FEED}catch_up = true", r"\.catch_up must be"),
        ('name = "ours"\nkind = "feed"\naddress = "file:///etc/passwd"', r"\.address is .*allowed are http"),
        ('name = "ours"\nkind = "feed"\naddress = "https://me:word@example.org/"', r"\.address has a name or password"),
        ('name = "ours"\nkind = "dump"', r"\.address must be a folder"),
        ('name = "ours"\nkind = "feed"', r"sources\[1\]: .*ours.*address"),
        (
            'name = "ours"\nkind = "arxiv-rss"\ncategories = [1]',
            r"\.categories must be a text, a whole number or a list",
        ),
        ('name = "ours"\nkind = "huggingface-daily"\nperiod = "yearly"', r"sources\[1\]: .*period.*day.*week.*month"),
    ],
)
def test_a_mistake_in_a_source_is_named_with_file_place_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        watched(tmp_path, f"[[sources]]\n{text}")
    assert str(caught.value).startswith(f"{tmp_path}/paperround.toml: 'sources' ")
    assert "word@" not in str(caught.value)


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"sources\[2\]\.name: 'ours' is there twice"):
        watched(tmp_path, f"[[sources]]\n{FEED}[[sources]]\n{FEED}")


@pytest.mark.parametrize("text", ["sources = 5", "sources = ['feed']", "[sources]\nname = 'ours'"])
def test_sources_are_tables(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"each beginning with \[\[sources\]\]"):
        watched(tmp_path, text)


def test_sources_in_the_environment_are_told_where_they_belong(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"write them as \[\[sources\]\] in paperround\.toml"):
        load_settings({"PAPERROUND_SOURCES": "huggingface"}, None, tmp_path)


def test_what_is_watched_is_shown_among_the_settings(tmp_path: Path) -> None:
    watched(tmp_path, f'[[sources]]\n{FEED}[[sources]]\nname = "hf"\nkind = "huggingface-daily"\nenabled = false')
    (shown,) = [each for each in explain_settings({}, None, tmp_path) if each.name == "sources"]
    assert (shown.value, shown.origin) == ("ours, hf (not enabled)", str(tmp_path / "paperround.toml"))
