"""Every setting: what is understood, what is refused with what would do, and that no message shows a secret."""

from pathlib import Path

import pytest

from bot.settings import MailFrom, Secret, Settings, SettingsError, load_settings
from tests.bot.written_settings import from_environment, from_toml

KEY = "0123456789abcdef" * 2
OLD_KEY = "fedcba9876543210" * 2
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----"


def test_without_a_word_there_are_no_pages_and_no_mail_and_what_may_have_arrived_is_repeated(tmp_path: Path) -> None:
    settings = load_settings({}, None, tmp_path)
    assert (settings.public_url, settings.secret_key, settings.smtp_url, settings.mail_from) == (None,) * 4
    assert (settings.mail_per_second, settings.mail_per_hour) == (14.0, 3000)
    assert settings.repeat_uncertain
    assert settings.signing_keys() == ()


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("https://papers.example.org", "https://papers.example.org"),
        ("https://example.org/papers/", "https://example.org/papers"),
        ("https://example.org/~ada/papers-2_0.x", "https://example.org/~ada/papers-2_0.x"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_pages_are_at_an_https_address_or_on_this_machine(tmp_path: Path, written: str, understood: str) -> None:
    assert from_environment(tmp_path, public_url=written).public_url == understood


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("public_url", "http://papers.example.org", "must begin with https://"),
        ("public_url", "http://localhost.example.org", "must begin with https://"),
        ("public_url", "papers.example.org", "an address like https://"),
        ("public_url", "ftp://papers.example.org", "an address like https://"),
        ("public_url", "https://", "an address like https://"),
        ("public_url", "https://exa mple.org", "an address like https://"),
        ("public_url", "https://example.org:99999", "an address like https://"),
        ("public_url", "https://[::1", "an address like https://"),
        ("public_url", "https://example.org/?a=b", "no name and password"),
        ("public_url", "https://me:word@example.org", "no name and password"),
        ("public_url", "https://example.org/#a", "no name and password"),
        ("public_url", "https://example.org/\nX: y", "one line"),
        ("public_url", "https://example.org/my%20papers", "may have letters, digits"),
        ("public_url", "https://example.org/{token}", "may have letters, digits"),
        ("public_url", "https://example.org/über", "may have letters, digits"),
        ("public_url", "https://example.org//papers", "may have letters, digits"),
        ("public_url", "https://example.org/a/../papers", "may have letters, digits"),
        ("secret_key", "short", "at least 32 characters"),
        ("secret_key", f"{KEY},short", "at least 32 characters"),
        ("secret_key", " , ", "at least 32 characters"),
        ("smtp_url", "me:word@mail.example.org:587", "smtp://user:password@"),
        ("smtp_url", "smtp://mail.example.org\r\nX: y", "on one line"),
        ("mail_from", "Paperround", "one mail address"),
        ("mail_from", "a@example.org, b@example.org", "one mail address"),
        ("mail_from", "A <a@example.org>, B <b@example.org>", "one sender"),
        ("mail_from", "Papers <papers@example.org>\r\nBcc: x@example.org", "one line"),
        ("mail_from", "Papers <papers@example.org> x", "one sender"),
        ("mail_from", "x" * 300 + " <papers@example.org>", "one sender"),
        ("bounce_to", "bounces", "one mail address"),
        ("bounce_to", "a@example.org b@example.org", "one mail address"),
        ("mail_per_second", "fast", "must be a number"),
        ("mail_per_second", "0", "above 0"),
        ("mail_per_second", "-1", "above 0"),
        ("mail_per_second", "nan", "must be a number"),
        ("mail_per_second", "inf", "must be a number"),
        ("mail_per_hour", "2.5", "a whole number"),
        ("repeat_uncertain", "maybe", "true or false"),
        ("dkim_selector", "two words", "as in the DNS"),
        ("dkim_selector", "a" * 64, "as in the DNS"),
        ("dkim_domain", "-example.org", "as in the DNS"),
        ("dkim_key", "not a key", "PEM"),
        ("dkim_key", "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----", "PEM"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_its_place_and_what_would_do(tmp_path, name, value, said):
    with pytest.raises(SettingsError, match=said) as caught:
        from_environment(tmp_path, **{name: value})
    message = str(caught.value)
    assert message.startswith(f"PAPERROUND_{name.upper()}: '{name}'")
    if name in ("secret_key", "smtp_url", "dkim_key"):
        assert value not in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mail_per_second = "14"', "must be a number"),
        ("mail_per_second = true", "must be a number"),
        ("mail_per_hour = 0", "above 0"),
        ('repeat_uncertain = "true"', "true or false"),
        ("repeat_uncertain = 1", "true or false"),
        ("secret_key = 12345678", "must be a text"),
        ("mail_from = ['a@example.org']", "must be a text"),
    ],
)
def test_in_the_file_numbers_and_switches_have_their_own_types(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        from_toml(tmp_path, text)
    assert "12345678" not in str(caught.value)


def test_everything_can_be_said_in_the_file(tmp_path: Path) -> None:
    settings = from_toml(
        tmp_path,
        f"""
        database_url = "papers.db"
        sent_journal = "sent"
        profiles = "p.toml"
        public_url = "https://papers.example.org"
        secret_key = "{KEY}"
        smtp_url = "smtp://me:word@mail.example.org:587"
        mail_from = "Paperround <papers@example.org>"
        mail_per_second = 5
        mail_per_hour = 1000
        bounce_to = "bounces@example.org"
        dkim_selector = "mail2026"
        dkim_key = '''{PEM}'''
        repeat_uncertain = false
        """,
    )
    assert settings == Settings(
        database_url=f"sqlite:///{tmp_path}/papers.db",
        chosen=True,
        sent_journal=tmp_path / "sent",
        profiles=tmp_path / "p.toml",
        config=tmp_path / "paperround.toml",
        public_url="https://papers.example.org",
        secret_key=Secret(KEY),
        smtp_url=Secret("smtp://me:word@mail.example.org:587"),
        mail_from=MailFrom("papers@example.org", "Paperround"),
        mail_per_second=5.0,
        mail_per_hour=1000,
        bounce_to="bounces@example.org",
        dkim_selector="mail2026",
        dkim_domain="example.org",
        dkim_key=Secret(f"{PEM}\n"),
        repeat_uncertain=False,
        contact="papers@example.org",
    )


def test_everything_can_be_said_in_the_environment(tmp_path: Path) -> None:
    settings = from_environment(
        tmp_path,
        mail_per_second="0.5",
        mail_per_hour="60",
        repeat_uncertain="No",
        mail_from="papers@example.org",
        dkim_selector="s1",
        dkim_domain="Example.ORG.",
        dkim_key=PEM.replace("\n", "\\n"),
    )
    assert (settings.mail_per_second, settings.mail_per_hour, settings.repeat_uncertain) == (0.5, 60, False)
    assert settings.mail_from == MailFrom("papers@example.org")
    assert settings.dkim_domain == "example.org"
    assert settings.dkim_key == Secret(f"{PEM}\n")


@pytest.mark.parametrize(
    ("written", "name", "address", "header"),
    [
        ("papers@example.org", "", "papers@example.org", "papers@example.org"),
        ("<papers@example.org>", "", "papers@example.org", "papers@example.org"),
        ("Paperround <papers@Example.ORG>", "Paperround", "papers@example.org", "Paperround <papers@example.org>"),
        ('"Papers, daily" <p@example.org>', "Papers, daily", "p@example.org", '"Papers, daily" <p@example.org>'),
        ("Papers, daily <p@example.org>", "Papers, daily", "p@example.org", '"Papers, daily" <p@example.org>'),
        ("Tägliches <p@bücher.example>", "Tägliches", "p@xn--bcher-kva.example", "Tägliches <p@xn--bcher-kva.example>"),
    ],
)
def test_the_sender_is_a_name_and_an_address(
    tmp_path: Path, written: str, name: str, address: str, header: str
) -> None:
    sender = from_environment(tmp_path, mail_from=written).mail_from
    assert sender == MailFrom(address, name)
    assert str(sender) == header


@pytest.mark.parametrize("written", [f"{KEY},{OLD_KEY}", f"{KEY} {OLD_KEY}", f" {KEY},\n{OLD_KEY},"])
def test_several_keys_stand_the_newest_first(tmp_path: Path, written: str) -> None:
    assert from_environment(tmp_path, secret_key=written).signing_keys() == (KEY, OLD_KEY)


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"dkim_selector": "s1"}, "dkim_key"),
        ({"dkim_key": PEM}, "dkim_selector"),
        ({"dkim_domain": "example.org"}, "dkim_selector"),
        ({"dkim_domain": "example.org", "dkim_selector": "s1"}, "dkim_key"),
    ],
)
def test_half_a_signature_is_refused(tmp_path: Path, told: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsError, match=f"'{missing}' is not: signing mail by DKIM needs both"):
        from_environment(tmp_path, **told)


@pytest.mark.parametrize(
    ("database", "journal"),
    [
        ("sqlite:////var/lib/papers.db", "/var/lib/papers.db.sent"),
        ("sqlite:////var/lib/papers.db?timeout=5", "/var/lib/papers.db.sent"),
        ("sqlite+pysqlite:////var/lib/papers.db", "/var/lib/papers.db.sent"),
    ],
)
def test_what_was_sent_is_remembered_beside_an_sqlite_file(tmp_path: Path, database: str, journal: str) -> None:
    assert from_environment(tmp_path, database_url=database).sent_journal == Path(journal)


def test_for_a_server_it_is_remembered_in_the_users_data_folder_for_each_database_apart(tmp_path: Path) -> None:
    urls = ("postgresql://me:old@db/papers", "postgresql://me:new@db/papers", "postgresql://me:old@db/others")
    papers, rotated, others = (from_environment(tmp_path, database_url=url).sent_journal for url in urls)
    assert papers.parent.name == "paperround"
    assert papers == rotated  # another password is no other database
    assert papers != others


def test_a_secret_is_shown_by_nothing(tmp_path: Path) -> None:
    settings = from_environment(
        tmp_path, secret_key=KEY, smtp_url="smtp://me:tell-no-one@h", database_url="postgresql://me:tell-no-one@db/p"
    )
    for shown in (repr(settings), str(settings), f"{settings.smtp_url}", repr(settings.smtp_url)):
        assert "tell-no-one" not in shown
        assert KEY not in shown
    assert settings.smtp_url is not None
    assert settings.smtp_url.reveal() == "smtp://me:tell-no-one@h"
    assert set(settings.secrets()) == {KEY, "smtp://me:tell-no-one@h", "postgresql://me:tell-no-one@db/p"}


def test_the_path_of_an_sqlite_file_is_no_secret(tmp_path: Path) -> None:
    assert from_environment(tmp_path, database_url="sqlite:////var/lib/papers.db").secrets() == ()
