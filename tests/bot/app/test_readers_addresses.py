"""Addresses: the form in which they are kept, what is refused, and what of them is shown."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.reader_addresses import MAX_ADDRESSES
from bot.app.reader_rules import checked_target, shown_target
from bot.app.readers import AddressTaken, ReaderRefused, add_address, add_reader, remove_address, save_reader_profile
from bot.core.matching.language import parse_profile
from store.errors import NotFound
from store.outbox import DeliveryKind
from store.readers import BounceKind, Suppression, Way
from store.sql import SqlStore
from tests.store.emptied import emptied

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A catalog with two readers who have no addresses."""
    with emptied() as opened:
        for name in ("ada", "bob"):
            add_reader(opened, name, NOON)
        yield opened


@pytest.mark.parametrize(
    ("way", "typed", "kept"),
    [
        (Way.MAIL, " Ada@EXAMPLE.org ", "Ada@example.org"),
        (Way.MAIL, "ada@bücher.example", "ada@xn--bcher-kva.example"),
        (Way.CHAT, " -1001234567890 ", "-1001234567890"),
        (Way.CHAT, "42", "42"),
        (Way.CHAT, "-10042/7", "-10042/7"),
        (Way.APPRISE, " json://user:pass@localhost/x ", "json://user:pass@localhost/x"),
        (Way.FILE, "/papers/../mail", "/mail"),
        (Way.CONSOLE, "whatever", ""),
    ],
)
def test_a_target_is_kept_in_one_form(way: Way, typed: str, kept: str) -> None:
    assert checked_target(way, typed) == kept
    assert checked_target(way, kept) == kept


def test_a_folder_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert checked_target(Way.FILE, "digests") == str(tmp_path / "digests")
    assert checked_target(Way.FILE, "~/digests") == str(tmp_path / "home" / "digests")


@pytest.mark.parametrize(
    ("way", "typed", "says"),
    [
        (Way.MAIL, "ada", "no @"),
        (Way.MAIL, "ada@example.org, bob@example.org", "One|one address alone"),
        (Way.MAIL, "ada@example.org\r\nBcc: bob@example.org", "blank or an invisible"),
        (Way.MAIL, "ada@localhost", "no whole domain"),
        (Way.CHAT, "0", "no chat"),
        (Way.CHAT, "Ada", "no chat"),
        (Way.CHAT, "@a", "no chat"),
        (Way.CHAT, "9" * 30, "no chat"),
        (Way.APPRISE, "example.org", "no notification URL"),
        (Way.APPRISE, "json://local host", "no notification URL"),
        (Way.APPRISE, "json://x/" + "y" * 2000, "at most 2,000"),
        (Way.APPRISE, "carrierpigeon://user:s3cret@loft", "does not understand this carrierpigeon://"),
        (Way.APPRISE, "tgram://s3cret", "does not understand this tgram://"),
        (Way.APPRISE, "syslog://s3cret", "on the machine that sends"),
        (Way.FILE, "", "no folder"),
        (Way.FILE, "a\0b", "no folder"),
        (Way.FILE, "~nobody-of-that-name/x", "no folder"),
    ],
)
def test_what_nothing_can_be_sent_to_is_refused_without_its_password(
    way: Way, typed: str, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ReaderRefused, match=says) as refused:
        checked_target(way, typed)
    assert "s3cret" not in f"{refused.value}{caplog.text}"


def test_apprise_may_speak_again_after_it_was_asked(caplog: pytest.LogCaptureFixture) -> None:
    checked_target(Way.APPRISE, "json://localhost")
    logging.getLogger("apprise").warning("heard")
    assert "heard" in caplog.text


@pytest.mark.parametrize(
    ("way", "target", "shown"),
    [
        (Way.MAIL, "ada@example.org", "ada@example.org"),
        (Way.CHAT, "-100", "-100"),
        (Way.FILE, "/mail", "/mail"),
        (Way.CONSOLE, "", "the console"),
        (Way.APPRISE, "json://user:pass@host:8080/x?y=z", "json://host:8080"),
        (Way.APPRISE, "mailtos://user:pass@gmail.com", "mailtos://gmail.com"),
        (Way.APPRISE, "json://user:p@ss/word@host/x", "json://***"),
        (Way.APPRISE, "json://user:pass/word@host/x", "json://***"),
        (Way.APPRISE, "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "discord://***"),
        (Way.APPRISE, "ntfy://my-secret-topic", "ntfy://***"),
    ],
)
def test_a_target_is_shown_without_what_could_be_a_password(way: Way, target: str, shown: str) -> None:
    assert shown_target(way, target) == shown


@given(
    st.sampled_from(["json", "mailtos", "slack", "tgram", "x"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=0, max_size=20),
    st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=0, max_size=20),
)
def test_whatever_the_password_it_is_not_shown(scheme: str, before: str, behind: str) -> None:
    secret = "Tr0ub4dor&3"  # noqa: S105 - what is to be hidden
    assert "Tr0ub4dor" not in shown_target(Way.APPRISE, f"{scheme}://user:{before}{secret}{behind}@host/path")


def test_a_mail_address_is_asked_unless_the_operator_knows_and_all_others_are_open_at_once(store: SqlStore) -> None:
    asked = add_address(store, 1, Way.MAIL, "ada@example.org", NOON, confirmed=False)
    known = add_address(store, 1, Way.MAIL, "ada@example.com", NOON, confirmed=True)
    chat = add_address(store, 1, Way.CHAT, "42", NOON, confirmed=False)
    assert [each.confirmed_at for each in (asked, known, chat)] == [None, NOON, NOON]
    with store.reading() as catalog:
        (delivery,) = catalog.deliveries(reader=1)
    assert (delivery.address, delivery.kind) == (asked.number, DeliveryKind.CONFIRMATION)


def test_an_address_is_one_readers_and_others_are_not_told_whose(store: SqlStore) -> None:
    add_address(store, 1, Way.MAIL, "ada@example.org", NOON, confirmed=True)
    with pytest.raises(AddressTaken) as refused:
        add_address(store, 2, Way.MAIL, "ADA@Example.ORG", NOON, confirmed=True)
    assert refused.value.reader == 1
    assert "ada" not in str(refused.value).lower()
    with pytest.raises(ReaderRefused, match="their address already"):
        add_address(store, 1, Way.MAIL, "ada@example.org", NOON, confirmed=True)


def test_every_reader_may_have_the_console_and_once(store: SqlStore) -> None:
    ada, bob = (add_address(store, reader, Way.CONSOLE, "", NOON, confirmed=False) for reader in (1, 2))
    assert ada.is_open
    assert bob.is_open
    with pytest.raises(ReaderRefused, match="the console is their address already"):
        add_address(store, 1, Way.CONSOLE, "", NOON, confirmed=False)


def test_who_names_anothers_folder_is_told_what_would_do(store: SqlStore, tmp_path: Path) -> None:
    add_address(store, 1, Way.FILE, str(tmp_path), NOON, confirmed=True)
    with pytest.raises(AddressTaken, match=f"a folder of their own, such as {tmp_path}/2"):
        add_address(store, 2, Way.FILE, str(tmp_path), NOON, confirmed=True)


def test_a_suppressed_address_is_refused_with_what_to_do(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.suppress("gone@example.org", Suppression(digest="", kind=BounceKind.HARD, at=NOON))
    for confirmed in (False, True):
        with pytest.raises(ReaderRefused, match=r"no such mailbox.*paperround bounce forgive Gone@example\.org"):
            add_address(store, 1, Way.MAIL, "Gone@example.org", NOON, confirmed=confirmed)


def test_a_reader_has_only_so_many_addresses(store: SqlStore) -> None:
    for number in range(1, MAX_ADDRESSES + 1):
        add_address(store, 1, Way.CHAT, str(number), NOON, confirmed=True)
    with pytest.raises(ReaderRefused, match="at most 20 addresses"):
        add_address(store, 1, Way.CHAT, "4711", NOON, confirmed=True)


def test_an_address_that_is_removed_leaves_nothing_and_widens_no_profile(store: SqlStore) -> None:
    kept, gone = (add_address(store, 1, Way.CHAT, chat, NOON, confirmed=True) for chat in ("41", "42"))
    profile = save_reader_profile(store, 1, parse_profile("birds: pigeon"), NOON, addresses=[gone.number])
    assert remove_address(store, 1, gone.number) == gone
    with store.reading() as catalog:
        assert list(catalog.addresses(1)) == [kept]
        assert catalog.profile_numbered(profile.number).addresses == (gone.number,)
    assert add_address(store, 1, Way.CHAT, "42", NOON, confirmed=True).number not in (kept.number, gone.number)


def test_somebody_elses_address_cannot_be_removed(store: SqlStore) -> None:
    number = add_address(store, 1, Way.CHAT, "42", NOON, confirmed=True).number
    for reader in (2, 7):
        with pytest.raises(ReaderRefused, match="not there any more"):
            remove_address(store, reader, number)
    with pytest.raises(NotFound):
        add_address(store, 7, Way.CHAT, "43", NOON, confirmed=True)
